"""Finding the person whose permissions are asked about."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.errors import NotFound
from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required, signed_in

from .. import registry, services
from ..registry import Found


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    """Constituents that ``q`` may mean; the list alone when htmx asks while somebody types."""
    text = request.GET.get("q", "").strip()
    context = {"q": text, "found": _by_id(text) or registry.found(text, signed_in(request))}
    partial = getattr(request, "htmx", False)
    response = render(request, "privacy/_people.html" if partial else "privacy/people.html", context)
    response["Vary"] = "HX-Request"
    return response


def _by_id(text: str) -> list[Found]:
    """An id is found whether or not a part above searches."""
    try:
        pk = services.existing(UUID(text))
    except (ValueError, NotFound):
        return []
    return [Found(pk, registry.names([pk]).get(pk, str(pk)), text)]
