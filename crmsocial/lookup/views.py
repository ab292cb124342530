"""Search and the constituent page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.errors import NotFound
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in
from crmsocial.identity.selectors import require_id

from . import interactions, selectors, services
from .page import page
from .search import LIMIT
from .search import search as find
from .viewing import viewing

MAY_LOOK = (Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN)


@require_GET
@roles_required(*MAY_LOOK)
def search(request: HttpRequest) -> HttpResponse:
    """Hits for what is in the box; the list alone when htmx asks while somebody types."""
    text = request.GET.get("q", "")
    with viewing(signed_in(request), reason="search page") as view:
        hits = find(text, actor=signed_in(request))
        view.shows(hit.constituent_id for hit in hits)
        context = {
            "q": text,
            "rows": selectors.rows(hits),
            "more": len(hits) == LIMIT,
            "refusal": view.refusal,
            "may_export": _may_export(request),
        }
        partial = getattr(request, "htmx", False)
        response = render(request, "lookup/_hits.html" if partial else "lookup/search.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_GET
@roles_required(*MAY_LOOK)
def constituent(request: HttpRequest, constituent_id: UUID) -> HttpResponseBase:
    """One constituent; a former id leads to the one of today for good."""
    current = _current(constituent_id)
    if current != constituent_id:
        # A merge can be taken back, so browsers may not remember where the former id led.
        where = reverse("lookup:constituent", args=[current])
        return HttpResponsePermanentRedirect(where, headers={"Cache-Control": "no-store"})
    user = signed_in(request)
    with viewing(user, reason="constituent page") as view:
        view.shows([constituent_id])
        context = {
            "page": page(constituent_id, actor=user),
            "refusal": view.refusal,
            "may_unlink": user.has_role(Role.STEWARD),
            "may_privacy": user.has_role(Role.PRIVACY_ADMIN),
            "unlinked": _decision(request.GET.get("unlinked", "")),
        }
        return render(request, "lookup/constituent.html", context)


@require_GET
@roles_required(*MAY_LOOK)
def timeline(request: HttpRequest, constituent_id: UUID) -> HttpResponse:
    """One page of the timeline, as a part of the constituent page or, without a script, by itself."""
    current = _current(constituent_id)
    shown = interactions.timeline(current, before=request.GET.get("before", ""))
    partial = getattr(request, "htmx", False)
    template = "lookup/_timeline.html" if partial else "lookup/timeline.html"
    return render(request, template, {"timeline": shown, "constituent_id": current})


@require_POST
@roles_required(Role.STEWARD)
def unlink(request: HttpRequest, constituent_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link, and offer to take that back."""
    decision = services.unlink(constituent_id=constituent_id, link_id=link_id, actor=signed_in(request))
    return redirect(reverse("lookup:constituent", args=[constituent_id], query={"unlinked": str(decision.pk)}))


@require_POST
@roles_required(Role.STEWARD)
def link_again(request: HttpRequest, constituent_id: UUID, decision_id: UUID) -> HttpResponse:
    """Take an unlinking back."""
    services.link_again(constituent_id=constituent_id, decision_id=decision_id, actor=signed_in(request))
    messages.success(request, _("The account is linked again."))
    return redirect("lookup:constituent", constituent_id)


def _may_export(request: HttpRequest) -> bool:
    return signed_in(request).has_role(Role.FUNDRAISER, Role.PRIVACY_ADMIN)


def _current(constituent_id: UUID) -> UUID:
    try:
        return require_id(constituent_id)
    except NotFound:
        raise Http404 from None


def _decision(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
