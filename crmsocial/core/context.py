"""What every page's shell needs besides the navigation."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def organisation(request: HttpRequest) -> dict[str, str]:
    """Context processor: the organisation's name."""
    return {"organisation_name": settings.ORGANISATION_NAME}
