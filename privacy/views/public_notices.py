"""Notices for everybody, without signing in: the one in force and the former ones."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from ..models import Notice
from ..notices import disclosures, selectors

#: Seconds that browsers and proxies may show a page without asking again.
MAX_AGE = 300


@require_GET
@cache_control(public=True, max_age=MAX_AGE)
def public_notices(request: HttpRequest) -> HttpResponse:
    """The notice in force, what changed with it, and the former ones."""
    notice = selectors.in_force()
    if notice is None:
        raise Http404
    return _page(request, notice)


@require_GET
@cache_control(public=True, max_age=MAX_AGE)
def public_notice(request: HttpRequest, version: str) -> HttpResponse:
    """One version that is or was in force. What is still being written is not there."""
    notice = selectors.published().filter(version=version).first()
    if notice is None:
        raise Http404
    return _page(request, notice)


def _page(request: HttpRequest, notice: Notice) -> HttpResponse:
    former = selectors.former(notice)
    versions = list(selectors.published())
    context = {
        "notice": notice,
        "told": disclosures.told(notice.disclosures),
        "against": former,
        "difference": selectors.difference(former, notice) if former else None,
        "versions": versions,
        "in_force": versions[0] == notice,
        "newest": versions[0],
    }
    return render(request, "privacy/notices/public.html", context)
