"""Requests as the desk receives them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from crmsocial.core.models import User
from privacy.models import SubjectRequest
from privacy.requests import services


def receive(kind: str = "access", who: UUID | None = None, **values: Any) -> SubjectRequest:
    """A request that came by letter an hour ago."""
    values.setdefault("received_at", timezone.now() - timedelta(hours=1))
    values.setdefault("received_via", "letter")
    values.setdefault("actor", None)
    return services.receive(key=values.pop("key", uuid4()), kind=kind, constituent_id=who, **values)


def verified(kind: str = "access", who: UUID | None = None, **values: Any) -> SubjectRequest:
    """A request of somebody whose identity is proven."""
    one = receive(kind, who, **values)
    return services.verify_identity(request_id=one.pk, lock_version=one.lock_version, method="in_person", actor=None)


def fulfil(one: SubjectRequest, actor: User | None = None, **values: Any) -> SubjectRequest:
    """Do what was asked."""
    return services.fulfil(request_id=one.pk, lock_version=one.lock_version, actor=actor, **values)


def days_ago(days: int) -> datetime:
    """So many days before now."""
    return timezone.now() - timedelta(days=days)
