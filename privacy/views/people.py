"""Finding the person whose permissions are asked about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from ..screens.finding import find


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    """Constituents that ``q`` may mean; the list alone when htmx asks while somebody types."""
    text = request.GET.get("q", "").strip()
    context = {"q": text, "found": find(text, signed_in(request))}
    partial = getattr(request, "htmx", False)
    response = render(request, "privacy/_people.html" if partial else "privacy/people.html", context)
    response["Vary"] = "HX-Request"
    return response
