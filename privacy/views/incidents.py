"""Incidents: what is open, what was closed by whom with which words, and closing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import incidents, selectors
from ..models import Incident
from ..screens import incident_view
from ..screens.forms import ClosingForm

PAGE = 50


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Open incidents, or with ``?state=closed`` those that were dealt with."""
    return _page(request, closed=request.GET.get("state") == "closed")


def _page(
    request: HttpRequest, *, closed: bool, refused: tuple[UUID, ClosingForm] | None = None, status: int = 200
) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = list(selectors.incidents_page(closed=closed, before=before, limit=PAGE + 1))
    page = reverse("privacy:incidents")
    context = {
        "incidents": incident_view.views(rows[:PAGE]),
        "closed": closed,
        "refused": refused,
        "form": ClosingForm(),
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "tabs": [
            {"url": page, "label": _("Open"), "current": not closed, "count": selectors.incidents_open()},
            {"url": f"{page}?state=closed", "label": _("Closed"), "current": closed, "count": None},
        ],
    }
    return render(request, "privacy/incidents.html", context, status=status)


@require_POST
@roles_required(Role.PRIVACY_ADMIN)
def incident_resolve(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident that was dealt with, saying how."""
    incident = get_object_or_404(Incident, pk=incident_id)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, closed=False, refused=(incident.pk, form), status=422)
    incidents.resolve(incident=incident, actor=signed_in(request), note=form.cleaned_data["note"])
    messages.success(request, _("The incident is closed."))
    return redirect("privacy:incidents")
