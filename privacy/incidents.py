"""Incidents: what should not have been asked or done. One open incident for one thing, however often it is asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from crmsocial.core import audit
from crmsocial.core.models import User

from .models import Incident

USE_OUTSIDE_NOTICE = "use_outside_notice"
PROJECTION_DIFFERS = "projection_differs"
LEDGER_ROW_ALTERED = "ledger_row_altered"
ERASURE_SEARCH_BLIND = "erasure_search_blind"


def record(*, kind: str, details: dict[str, Any], actor: User | None) -> Incident:
    """Record an incident, or return the open one of the same kind and details: ids, codes and counts."""
    plain = {key: str(value) for key, value in details.items()}
    with transaction.atomic():
        found = Incident.objects.filter(kind=kind, details=plain, resolved_at__isnull=True).first()
        if found:
            return found
        incident = Incident.objects.create(kind=kind, details=plain)
        audit.record(verb="incident.raised", object_type="incident", object_id=incident.pk, actor=actor, details=plain)
    return incident


def count(*, kind: str, about: dict[str, Any], largest: dict[str, int], actor: User | None = None) -> Incident:
    """Record an incident once for what it is ``about``; of counts the largest that was met while it is open stays."""
    key = {name: str(value) for name, value in about.items()}
    with transaction.atomic():
        found = (
            Incident.objects.select_for_update()
            .filter(kind=kind, details__contains=key, resolved_at__isnull=True)
            .order_by("raised_at")
            .first()
        )
        if found is None:
            return record(kind=kind, details={**key, **largest}, actor=actor)
        more = {name: str(number) for name, number in largest.items() if number > int(found.details.get(name, 0))}
        if more:
            found.details |= more
            found.save(update_fields=["details"])
    return found


def add(*, kind: str, about: dict[str, Any], numbers: dict[str, int], first: dict[str, str]) -> Incident:
    """Record an incident once for what it is ``about``, and add to its numbers while it is open; ``first`` stays."""
    key = {name: str(value) for name, value in about.items()}
    with transaction.atomic():
        standing = Incident.objects.select_for_update().filter(kind=kind, details__contains=key)
        found = standing.filter(resolved_at__isnull=True).order_by("raised_at").first()
        if found is None:
            return record(kind=kind, details={**key, **numbers, **first}, actor=None)
        found.details |= {name: str(int(found.details.get(name, 0)) + number) for name, number in numbers.items()}
        found.save(update_fields=["details"])
    return found


def resolve(*, incident: Incident, actor: User, note: str) -> None:
    """Close an incident that was dealt with. ``note``: how, without names; it is kept in the audit log."""
    with transaction.atomic():
        if Incident.objects.filter(pk=incident.pk, resolved_at__isnull=True).update(resolved_at=Now()):
            audit.record(
                verb="incident.resolved",
                object_type="incident",
                object_id=incident.pk,
                actor=actor,
                details={"note": note},
            )
