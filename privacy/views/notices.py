"""Notices for privacy admins: the versions, one version with its verbs, and a new one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import incidents
from ..models import Incident, Notice
from ..notices import pages, selectors, services, states
from ..screens import incident_view

_DO: dict[str, tuple[Callable[..., Notice], Promise]] = {
    states.SUBMIT: (services.submit, gettext_lazy("Submitted. Another privacy admin can approve it now.")),
    states.SEND_BACK: (services.send_back, gettext_lazy("Sent back. It can be changed again.")),
    states.APPROVE: (services.approve, gettext_lazy("Published. It is in force from now on and never changes.")),
    states.DISCARD: (services.discard, gettext_lazy("Discarded. It stays on record and was never in force.")),
}


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def notices_page(request: HttpRequest) -> HttpResponse:
    """The versions with state, who wrote and approved them, and how many consents rest on each."""
    refused = Incident.objects.filter(kind=incidents.USE_OUTSIDE_NOTICE, resolved_at__isnull=True)
    context = {"versions": pages.listed(), "refused": incident_view.views(refused.order_by("-raised_at")[:10])}
    return render(request, "privacy/notices/list.html", context)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def notice_page(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One version, compared with the one before or with ``?against=<id>``."""
    notice = get_object_or_404(Notice, pk=notice_id)
    against = None
    if request.GET.get("against"):
        against = selectors.published().filter(pk=_uuid(request.GET["against"])).first()
        if against is None:
            raise Http404
    return render(request, "privacy/notices/version.html", {"page": pages.page(notice, signed_in(request), against)})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def notice_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft, as a copy of what is in force or from scratch."""
    actor = signed_in(request)
    if request.POST.get("from") == "scratch":
        notice = services.draft(version=selectors.next_version(), title="", body="", disclosures=[], actor=actor)
    else:
        notice = services.draft_copy(actor=actor)
    return redirect("privacy:notice_edit", notice_id=notice.pk)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def notice_move(request: HttpRequest, notice_id: UUID, verb: str) -> HttpResponse:
    """Submit, send back, approve or discard the version that the person read."""
    if verb not in _DO:
        raise Http404
    notice = get_object_or_404(Notice, pk=notice_id)
    act, said = _DO[verb]
    act(notice=notice, lock_version=_lock_version(request), actor=signed_in(request))
    messages.success(request, str(said))
    return redirect("privacy:notices") if verb == states.DISCARD else redirect("privacy:notice", notice_id=notice.pk)


def _lock_version(request: HttpRequest) -> int:
    try:
        return int(request.POST["lock_version"])
    except (KeyError, ValueError) as error:
        raise InvalidInput(_("The form does not say which state of the notice you read. Open it again.")) from error
