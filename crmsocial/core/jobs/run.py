"""What a handler sees of its job: arguments, progress, and the ways to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from ..models import Job, JobState
from .arguments import check_arguments
from .outbox import enqueue
from .states import LEASE_SECONDS


class Cancelled(Exception):
    """Somebody asked the work to stop; raised by ``JobRun.progress``."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop without a further write."""


class Permanent(Exception):
    """A failure that no retry mends; its text is shown to administrators and holds no personal values."""


class JobRun:
    """One call of a handler."""

    def __init__(self, job: Job, token: UUID) -> None:
        self.job = job
        self.job_id: UUID = job.pk
        self.args: dict[str, Any] = dict(job.args)
        self.token = token
        self.next_after: float | None = None
        self.result: dict[str, Any] | None = None

    def progress(self, *, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Show progress and keep the lease. Call it outside transactions, at least every ten seconds.

        Raises Cancelled when cancelling was asked for, LeaseLost when another worker holds the job.
        """
        values: dict[str, Any] = {"lease_until": Now() + timedelta(seconds=LEASE_SECONDS)}
        values |= {"done": done} if done is not None else {}
        values |= {"total": total} if total is not None else {}
        values |= {"message": message[:300]} if message is not None else {}
        mine = Job.objects.filter(pk=self.job_id, lease_token=self.token, state=JobState.RUNNING)
        if not mine.update(**values):
            raise LeaseLost(str(self.job_id))
        if mine.filter(cancel_requested=True).exists():
            raise Cancelled(str(self.job_id))

    def again(self, *, after: float = 0, args: Mapping[str, Any] | None = None) -> None:
        """Return the job to the queue when the handler returns; go on after ``after`` seconds, with new ``args``."""
        self.next_after = after
        if args is not None:
            check_arguments(self.job.kind, args)
            self.args = dict(args)

    def finish(self, *, result: Mapping[str, Any]) -> None:
        """Keep ``result`` (ids, counts, codes) with the job when the handler returns."""
        self.result = dict(result)

    def spawn(self, *, kind: str, unique_key: str, args: Mapping[str, Any], total: int | None = None) -> Job:
        """Enqueue a child; it is cancelled with this job."""
        return enqueue(
            kind=kind, unique_key=unique_key, args=args, actor=self.job.created_by, parent=self.job_id, total=total
        )
