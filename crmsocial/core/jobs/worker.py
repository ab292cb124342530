"""Claiming a job, calling its handler, and writing down how it went."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from .. import readiness
from ..errors import DomainError
from ..models import Job, JobState
from .outbox import ring
from .registry import Handler, handler_of
from .run import Cancelled, JobRun, LeaseLost, Permanent
from .states import LEASE_SECONDS, MAX_ATTEMPTS, backoff_seconds

logger = structlog.get_logger(__name__)


def claim(job_id: UUID) -> JobRun | None:
    """Take the job if it is due and nobody holds it; one statement, so two workers cannot both win."""
    token = uuid4()
    due = Q(state=JobState.QUEUED, run_after__lte=Now()) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    taken = Job.objects.filter(due, pk=job_id).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=Now() + timedelta(seconds=LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", Now()),
    )
    return JobRun(Job.objects.get(pk=job_id), token) if taken else None


def work(job_id: UUID) -> str:
    """Do one slice of the job; returns its state afterwards, or ``not_due`` when it was not to be had."""
    if readiness.reason() and not readiness.may_work(_kind(job_id)):
        return "not_due"
    run = claim(job_id)
    if run is None:
        return "not_due"
    known = handler_of(run.job.kind)
    with structlog.contextvars.bound_contextvars(job_id=str(job_id), job_kind=run.job.kind, attempt=run.job.attempts):
        if known is None:
            return _quarantine(run, f"No handler is registered for work of kind {run.job.kind}.", None)
        if run.job.cancel_requested:
            return _end(run, JobState.CANCELLED, known)
        if run.job.attempts > MAX_ATTEMPTS:
            return _quarantine(run, run.job.error or "The worker was lost five times.", known)
        return _call(run, known)


def _kind(job_id: UUID) -> str:
    return Job.objects.filter(pk=job_id).values_list("kind", flat=True).first() or ""


def _call(run: JobRun, known: Handler) -> str:
    try:
        known.work(run)
    except Cancelled:
        return _end(run, JobState.CANCELLED, known)
    except LeaseLost:
        logger.warning("lease lost; another worker goes on")
        return "lease_lost"
    except (Permanent, DomainError) as error:
        return _quarantine(run, str(error), known)
    except Exception as error:
        logger.exception("job failed")
        return _retry_or_quarantine(run, error, known)
    return _again(run) if run.next_after is not None else _end(run, JobState.DONE, known)


def _mine(run: JobRun) -> Any:
    return Job.objects.filter(pk=run.job_id, lease_token=run.token, state=JobState.RUNNING)


def _again(run: JobRun) -> str:
    later = Now() + timedelta(seconds=run.next_after or 0)
    # Whoever woke the job while it ran has moved run_after: what it was woken for may not have been seen.
    woken = When(run_after__gt=run.job.run_after, then=Now())
    _mine(run).update(
        state=JobState.QUEUED,
        attempts=0,
        args=run.args,
        run_after=Case(woken, default=later),
        rung_at=None,
        lease_until=None,
        lease_token=None,
    )
    if Job.objects.filter(pk=run.job_id, state=JobState.QUEUED, run_after__lte=Now()).update(rung_at=Now()):
        ring(run.job_id)
    return str(JobState.QUEUED)


def _end(run: JobRun, state: JobState, known: Handler) -> str:
    values: dict[str, Any] = {"state": state, "finished_at": Now(), "lease_until": None, "error": ""}
    if run.result is not None:
        values["result"] = run.result
    with transaction.atomic():
        if _mine(run).update(**values) and state == JobState.CANCELLED and known.on_cancel:
            known.on_cancel(run.job)
    return str(state)


def _retry_or_quarantine(run: JobRun, error: Exception, known: Handler) -> str:
    # The class and place of a failure help; its text may quote a person's data, so it goes to the log only.
    text = f"{type(error).__name__} in {run.job.kind}"
    if run.job.attempts >= MAX_ATTEMPTS:
        return _quarantine(run, text, known)
    _mine(run).update(
        state=JobState.QUEUED,
        run_after=Now() + timedelta(seconds=backoff_seconds(run.job.attempts)),
        rung_at=None,
        lease_until=None,
        lease_token=None,
        error=text,
    )
    return str(JobState.QUEUED)


def _quarantine(run: JobRun, text: str, known: Handler | None) -> str:
    with transaction.atomic():
        # Whoever has taken the job over may be doing well, so only its holder may tell that it failed.
        if not _mine(run).update(state=JobState.QUARANTINED, finished_at=Now(), lease_until=None, error=text):
            logger.warning("lease lost; another worker goes on", error=text)
            return "lease_lost"
        run.job.error = text
        if known and known.on_failure:
            known.on_failure(run.job)
    logger.error("job quarantined", error=text)
    return str(JobState.QUARANTINED)


def drain(*, until: UUID | None = None, timeout: float = 900) -> int:
    """Do due work in this process, for commands that run where no worker may be; returns how many slices were done.

    Stops when the job ``until`` has ended, or without one when nothing is open any more. Workers may help at the same
    time: each slice is claimed. Raises TimeoutError after ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    slices = 0
    while time.monotonic() < deadline:
        open_jobs = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
        if not (open_jobs.filter(pk=until) if until else open_jobs).exists():
            return slices
        due = list(open_jobs.filter(run_after__lte=Now()).order_by("run_after", "pk").values_list("pk", flat=True)[:20])
        outcomes = [work(job_id) for job_id in due]
        slices += len(outcomes)
        if all(outcome == "not_due" for outcome in outcomes):
            time.sleep(0.05)
    raise TimeoutError(f"There is still work to do after {timeout:.0f} s; workers go on with it.")
