"""The overview: permissions by platform, the newest acts, open incidents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import event_view, incidents, notices, overview, selectors
from ..models import Incident


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def overview_page(request: HttpRequest) -> HttpResponse:
    """Permissions by platform, the newest acts, and incidents."""
    context = {
        "platforms": overview.platforms(),
        "events": event_view.views(selectors.recent_events()),
        "incidents": selectors.open_incidents(),
        "notice": notices.in_force(),
    }
    return render(request, "privacy/overview.html", context)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def incident_resolve(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident that was dealt with."""
    incidents.resolve(incident=get_object_or_404(Incident, pk=incident_id), actor=signed_in(request))
    messages.success(request, _("The incident is closed."))
    return redirect("privacy:overview")
