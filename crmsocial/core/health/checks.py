"""The checks behind ``/healthz``, in the form of django-health-check."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import redis
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable, ServiceWarning

from crmsocial.core import readiness
from crmsocial.core.health import heartbeats
from crmsocial.core.models import Job, JobState

# Beat sends due rows again within a minute; what waits longer was not taken by anybody.
OVERDUE_AFTER = timedelta(seconds=90)
BACKLOG_LIMIT = 100


@dataclasses.dataclass
class Broker(HealthCheck):
    """The Redis server answers."""

    def run(self) -> None:
        """Ping it."""
        try:
            with heartbeats.client() as client:
                client.ping()
        except redis.RedisError:
            raise ServiceUnavailable(
                "The broker does not answer. Work is kept in the database until it does."
            ) from None


@dataclasses.dataclass
class Workers(HealthCheck):
    """At least one of ``kind`` has given a sign of life."""

    kind: str = "worker"
    found: list[str] = dataclasses.field(default_factory=list, repr=False)

    def run(self) -> None:
        """Look for signs of life, which is quicker than to ask every worker."""
        try:
            self.found = heartbeats.alive(self.kind)
        except redis.RedisError:
            raise ServiceUnavailable("Unknown: the broker does not answer.") from None
        if not self.found:
            raise ServiceUnavailable(f"No {self.kind} has given a sign of life for {heartbeats.LIFETIME_SECONDS} s.")

    def pretty_status(self) -> str:
        """Who lives."""
        return ", ".join(self.found)


@dataclasses.dataclass
class Readiness(HealthCheck):
    """No app has a reason not to serve."""

    def run(self) -> None:
        """Ask them."""
        try:
            reason = readiness.reason()
        except DatabaseError:
            raise ServiceUnavailable("Unknown: the database cannot be read.") from None
        finally:
            if not connection.in_atomic_block:
                connection.close()
        if reason:
            raise ServiceUnavailable(reason)


@dataclasses.dataclass
class RedriveBacklog(HealthCheck):
    """Jobs that nobody has taken or whose lease has run out."""

    overdue: int = dataclasses.field(default=0, repr=False)

    def run(self) -> None:
        """Count them, on a connection of this thread that is closed again."""
        late = Now() - OVERDUE_AFTER
        waiting = Q(state=JobState.QUEUED, run_after__lt=late) | Q(state=JobState.RUNNING, lease_until__lt=late)
        try:
            self.overdue = Job.objects.filter(waiting).count()
        except DatabaseError:
            raise ServiceUnavailable("Unknown: the jobs cannot be read.") from None
        finally:
            if not connection.in_atomic_block:
                connection.close()
        if self.overdue > BACKLOG_LIMIT:
            raise ServiceWarning(
                f"{self.overdue} jobs are overdue; more than {BACKLOG_LIMIT} means workers are missing."
            )

    def pretty_status(self) -> str:
        """How many wait."""
        return f"{self.overdue} overdue"
