"""Where Meta tells us to forget, where people see what became of it, and the list for privacy admins."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required

from ..callbacks import listing, services, status
from ..callbacks.signed_request import LONGEST, Malformed, Refused, SignedRequest, parse
from ..judging.circumstances import database_now

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"


@csrf_exempt
@require_POST
@never_cache
def meta_deauthorize(request: HttpRequest) -> HttpResponse:
    """A person removed our app from their Facebook or Instagram account."""
    return _answer(request, services.DEAUTHORIZE)


@csrf_exempt
@require_POST
@never_cache
def meta_data_deletion(request: HttpRequest) -> HttpResponse:
    """A person asked Meta that we delete their data."""
    return _answer(request, services.DATA_DELETION)


def _answer(request: HttpRequest, kind: str) -> HttpResponse:
    if not settings.META_APP_SECRET:
        return _problem(503, _("Callbacks of Meta are not set up here: the app's secret is missing."))
    try:
        signed = _signed(request)
    except Refused as refusal:
        # One sentence for every reason, so that nobody learns how near a forgery came.
        log.warning("callback_refused", kind=kind, reason=refusal.code)
        return _problem(400, _("This is no request that Meta signed for this app in the last days."))
    delivery = services.deliver(kind=kind, signed=signed)
    url = request.build_absolute_uri(reverse("callback_status", args=[delivery.confirmation_code]))
    return JsonResponse({"url": url, "confirmation_code": delivery.confirmation_code})


def _signed(request: HttpRequest) -> SignedRequest:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if request.content_type != FORM or not length.isdecimal() or int(length) > LONGEST + 100:
        raise Malformed("form")
    try:
        text = request.POST.get("signed_request", "")
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        raise Malformed("form") from None
    return parse(
        text,
        secret=settings.META_APP_SECRET,
        now=database_now(),
        longest_age=timedelta(days=settings.META_CALLBACK_DAYS),
    )


def _problem(code: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=code)


@require_GET
@never_cache
def callback_status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a request, for whoever holds its code. An unknown code is a page that does not exist."""
    delivery = status.find(code)
    if delivery is None:
        raise Http404
    response = render(request, "privacy/callback_status.html", {"delivery": delivery, "status": status.of(delivery)})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def callbacks_page(request: HttpRequest) -> HttpResponse:
    """What platforms told us, newest first, and what became of each."""
    page = listing.page(request.GET.get("before", ""))
    return render(request, "privacy/callbacks.html", {"page": page, "is_set_up": bool(settings.META_APP_SECRET)})
