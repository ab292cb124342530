"""Reads of the core: jobs, the audit log, staff and their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from knox.models import AuthToken

from .models import AuditEntry, Job, JobState, Role, User
from .tokens import SHOWN


def visible_jobs(user: Any) -> QuerySet[Job]:
    """Jobs the user may see: administrators all, others those they started. Slices of other work are left out."""
    if not isinstance(user, User):
        return Job.objects.none()
    tops = Job.objects.filter(parent__isnull=True).select_related("created_by")
    return tops if user.has_role(Role.ADMINISTRATOR) else tops.filter(created_by=user)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a running job goes."""

    per_second: float
    left: timedelta | None


def pace(job: Job) -> Pace | None:
    """Rate and time left, from what was done since the job started; None while there is too little to say."""
    if job.state != JobState.RUNNING and job.state != JobState.QUEUED:
        return None
    if not job.started_at or not job.done:
        return None
    seconds = (timezone.now() - job.started_at).total_seconds()
    if seconds < 1:
        return None
    rate = job.done / seconds
    left = timedelta(seconds=round((job.total - job.done) / rate)) if job.total and job.total >= job.done else None
    return Pace(rate, left)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An audit row and the name of who acted; empty for the system itself."""

    entry: AuditEntry
    who: str


def audit_page(
    *, object_type: str = "", object_id: str = "", before: int | None = None, limit: int = 50
) -> list[AuditLine]:
    """Newest audit rows first, of one object if named, below the id ``before``."""
    rows = AuditEntry.objects.order_by("-pk")
    if object_type:
        rows = rows.filter(object_type=object_type)
    if object_id:
        rows = rows.filter(object_id=object_id)
    if before:
        rows = rows.filter(pk__lt=before)
    entries = list(rows[:limit])
    users = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    return [AuditLine(entry, str(users[entry.actor_id]) if entry.actor_id in users else "") for entry in entries]


def all_staff() -> QuerySet[User]:
    """Everybody who signs in, by name; who may no longer do so comes last."""
    return User.objects.order_by("-is_active", "last_name", "first_name", "email")


@dataclass(frozen=True, slots=True)
class TokenLine:
    """An API token as administrators see it: the letters that it begins with, never the token."""

    key: str
    begins: str
    created: datetime
    expires: datetime | None
    ended: bool


def tokens_of(user: User) -> list[TokenLine]:
    """The user's API tokens, newest first; one that has ended stays until it is tried or forgotten."""
    now = timezone.now()
    return [
        TokenLine(one.token_key, one.token_key[:SHOWN], one.created, one.expiry, bool(one.expiry and one.expiry < now))
        for one in AuthToken.objects.filter(user=user).order_by("-created")
    ]
