"""The overview: what needs a privacy admin today, consent over time, the newest acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required

from .. import notices, selectors
from ..models import Category
from ..screens import consent_months, event_view, incident_view, overview, today
from ..screens.person_state import BY_PLATFORM

#: The overview names so many open incidents; their page has all.
_INCIDENTS = 5


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def overview_page(request: HttpRequest) -> HttpResponse:
    """Figures, incidents and the newest acts at once; what counts the whole database comes after the page is there."""
    context = {
        "figures": today.figures(),
        "events": event_view.views(selectors.recent_events(10)),
        "incidents": incident_view.views(selectors.open_incidents(_INCIDENTS)),
        "notice": notices.in_force(),
    }
    return render(request, "privacy/overview.html", context)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def art14_figure(request: HttpRequest) -> HttpResponse:
    """The figure of those who must still be sent a notice."""
    return _part(request, "privacy/_figure.html", {"one": today.art14()})


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def chart(request: HttpRequest) -> HttpResponse:
    """Consent by purpose over the last twelve months, as pictures and as a table."""
    named = request.GET.get("category", "")
    category = named if named in BY_PLATFORM else Category.PERSONA
    purposes = consent_months.by_purpose(category)
    context = {
        "purposes": purposes,
        "consented": [one for one in purposes if one.has_consents],
        "without": [one.label for one in purposes if not one.has_consents],
        "months": [month.first for month in purposes[0].months],
        "category": category,
        "categories": [(name.value, name.label) for name in BY_PLATFORM],
    }
    return _part(request, "privacy/_chart.html", context)


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that may be matched, by platform and reason."""
    return _part(request, "privacy/_accounts.html", {"platforms": overview.platforms()})


def _part(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The part alone for htmx; a page of its own without a script."""
    if getattr(request, "htmx", False):
        response = render(request, template, context)
    else:
        response = render(request, "privacy/overview_part.html", {**context, "part": template})
    response["Vary"] = "HX-Request"
    return response
