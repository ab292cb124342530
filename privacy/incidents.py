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


def resolve(*, incident: Incident, actor: User) -> None:
    """Close an incident that was dealt with."""
    with transaction.atomic():
        if Incident.objects.filter(pk=incident.pk, resolved_at__isnull=True).update(resolved_at=Now()):
            audit.record(
                verb="incident.resolved", object_type="incident", object_id=incident.pk, actor=actor, details={}
            )
