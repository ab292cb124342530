"""Putting work into the outbox, taking it back, and waiting for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from .. import audit
from ..errors import Conflict
from ..models import Job, JobState, User
from .arguments import check_arguments
from .registry import handler_of

logger = structlog.get_logger(__name__)


def send(job_id: str) -> None:
    """Put the message for ``core.run_job`` into the broker; by name, since the task is made of this package."""
    current_app.send_task("core.run_job", (job_id,), retry=False)


def ring(job_id: UUID) -> None:
    """Send the message that wakes a worker. A broker that is away costs time only: beat rings again."""
    try:
        send(str(job_id))
    except (OperationalError, OSError) as error:
        logger.warning("bell not rung; beat will", job_id=str(job_id), error=str(error))
        Job.objects.filter(pk=job_id).update(rung_at=None)


def enqueue(
    *,
    kind: str,
    unique_key: str,
    args: Mapping[str, Any],
    actor: User | None = None,
    parent: Job | UUID | None = None,
    total: int | None = None,
    message: str = "",
    delay_seconds: float = 0,
) -> Job:
    """Write the job in the caller's transaction and ring on commit; returns the open job when ``unique_key`` is taken.

    ``args`` holds ids, numbers and codes only; anything else raises ValueError. A job that is already running is
    returned as it is: work that must see the newest state carries a key of its own.
    """
    check_arguments(kind, {**args, "unique_key": unique_key})
    open_job = Job.objects.filter(unique_key=unique_key, state__in=[JobState.QUEUED, JobState.RUNNING])
    parent_id = parent.pk if isinstance(parent, Job) else parent
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                unique_key=unique_key,
                args=dict(args),
                created_by=actor,
                parent_id=parent_id,
                total=total,
                message=message,
                run_after=Now() + timedelta(seconds=delay_seconds),
                rung_at=Now(),
            )
    except IntegrityError as error:
        if "job_one_open_per_key" not in str(error):
            raise
        found = open_job.first()
        if found is not None:
            return found
        # The job that held the key ended between the two statements.
        return enqueue(
            kind=kind,
            unique_key=unique_key,
            args=args,
            actor=actor,
            parent=parent,
            total=total,
            message=message,
            delay_seconds=delay_seconds,
        )
    if delay_seconds <= 0:
        transaction.on_commit(lambda: ring(job.pk))
    return job


def wake(job_id: UUID) -> None:
    """Let waiting work go on now instead of at its next look, such as a parent whose child has ended.

    In the caller's transaction; the bell rings on commit. Work that is running just now goes on at once when it returns
    to the queue, so that nothing is overlooked.
    """
    if Job.objects.filter(pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
        run_after=Now(), rung_at=Now()
    ):
        transaction.on_commit(lambda: ring(job_id))


def cancel(*, job: Job, actor: User | None) -> Job:
    """Cancel a waiting job now, ask a running one to stop, and the same for its children."""
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if not current.is_open and current.state != JobState.QUARANTINED:
            raise Conflict(_("The work had already ended, so there is nothing to cancel."))
        _cancel_row(current)
        for child in Job.objects.select_for_update().filter(
            parent=current, state__in=[JobState.QUEUED, JobState.RUNNING]
        ):
            _cancel_row(child)
        audit.record(
            verb="job.cancel", object_type="job", object_id=current.pk, actor=actor, details={"kind": current.kind}
        )
    current.refresh_from_db()
    return current


def _cancel_row(job: Job) -> None:
    if job.state == JobState.RUNNING:
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        return
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, cancel_requested=True, finished_at=Now())
    known = handler_of(job.kind)
    if known and known.on_cancel:
        known.on_cancel(job)


def retry(*, job: Job, actor: User | None) -> Job:
    """Let a quarantined job try again, with five new attempts."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state=JobState.QUARANTINED).update(
            state=JobState.QUEUED, attempts=0, run_after=Now(), rung_at=Now(), finished_at=None, cancel_requested=False
        )
        if not changed:
            raise Conflict(_("Only work that needs attention can be tried again."))
        audit.record(verb="job.retry", object_type="job", object_id=job.pk, actor=actor, details={"kind": job.kind})
        transaction.on_commit(lambda: ring(job.pk))
    job.refresh_from_db()
    return job


def wait(job_id: UUID, *, timeout: float = 3600, poll: float = 0.2) -> Job:
    """Wait until the job has ended and return it; raises TimeoutError after ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        job = Job.objects.get(pk=job_id)
        if not job.is_open:
            return job
        if time.monotonic() > deadline:
            raise TimeoutError(f"The work {job_id} has not ended within {timeout:.0f} s; it goes on in the background.")
        time.sleep(poll)
