"""Asynchronous work: one row is the outbox, the claim and the progress bar."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ..fields import UUIDv7Field


class JobState(models.TextChoices):
    """States of a job; the permitted moves are in ``crmsocial.core.jobs.states``."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    QUARANTINED = "quarantined", _("Needs attention")


class Job(models.Model):
    """A unit of work that a Celery worker claims by lease. Losing the broker loses nothing: beat rings again."""

    id = UUIDv7Field()
    kind = models.CharField(max_length=60, help_text="name of a registered handler, such as matching.score_chunk")
    unique_key = models.CharField(max_length=200, help_text="no two open jobs share it")
    args = models.JSONField(default=dict, help_text="ids only, never personal values")
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, help_text="when a worker was last sent a message about it")
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, help_text="empty while unknown")
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, help_text="last failure, for administrators; no personal values")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=models.Q(state__in=["queued", "running"]), name="job_one_open_per_key"
            ),
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False), name="job_running_has_lease"
            ),
        ]
        indexes = [
            models.Index(fields=["run_after", "id"], condition=models.Q(state="queued"), name="job_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="job_leases"),
            models.Index(fields=["parent", "state"], name="job_children"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """True while the job may still do something."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def percent(self) -> int | None:
        """Progress from 0 to 100, or None while the total is unknown."""
        if self.state == JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None
