"""The reads of this app. Everything here returns what the open purpose permits, and nothing without one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from .models import HandleHistory, Persona


def personas(ids: Collection[UUID]) -> QuerySet[Persona]:
    """The personas with these ids, with their source."""
    return Persona.objects.filter(pk__in=ids).select_related("source").order_by("platform", "handle_key", "pk")


def handles(persona_id: UUID) -> QuerySet[HandleHistory]:
    """The handles that the persona has borne, the newest first."""
    return HandleHistory.objects.filter(persona_id=persona_id).order_by("-last_seen", "handle_key")


def by_account(platform: str, account: str, handle_key: str) -> Persona | None:
    """The persona known by an account id or, if only one bears it, by a handle."""
    exact = Persona.objects.filter(platform=platform, account_id=account).first()
    if exact:
        return exact
    named = list(Persona.objects.filter(platform=platform, handle_key=handle_key)[:2]) if handle_key else []
    return named[0] if len(named) == 1 else None
