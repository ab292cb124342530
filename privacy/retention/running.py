"""Runs of schedules: each slice deletes, counts and writes the report in one transaction, and can be done again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crmsocial.core import audit, jobs
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.models import Job, JobState, User

from .. import gate
from ..models import RetentionRun, RetentionSchedule
from . import accounts, counting, reports

JOB_KIND = "privacy.retention"
#: Rows of one transaction, accounts of one erasure, and seconds of one call.
AT_ONCE, ACCOUNTS_AT_ONCE = 2_000, 500
SLICE = 6.0


def enter_nightly() -> RetentionRun | None:
    """Start a run of every schedule that is switched on; None where there is none."""
    active = RetentionSchedule.objects.filter(active=True).order_by("category", "pk")
    ids = list(active.values_list("pk", flat=True))
    return enter(ids, actor=None) if ids else None


def enter(schedule_ids: Sequence[UUID], *, actor: User | None) -> RetentionRun:
    """Start a run of these schedules; the run that is under way where there is one."""
    with transaction.atomic():
        open_jobs = Job.objects.filter(kind=JOB_KIND, state__in=[JobState.QUEUED, JobState.RUNNING])
        under_way = RetentionRun.objects.filter(job_id__in=open_jobs.values("pk")).first()
        if under_way:
            return under_way
        run = reports.begin(kind=reports.SCHEDULES, actor=actor)
        args = {"run": str(run.pk), "schedules": [str(pk) for pk in schedule_ids], "at": 0, "after": ""}
        job = jobs.enqueue(kind=JOB_KIND, unique_key=JOB_KIND, args=args, actor=actor)
        if job.args["run"] != args["run"]:
            # Somebody else was quicker: theirs is the run.
            reports.finish(run.pk)
            return RetentionRun.objects.get(pk=job.args["run"])
        RetentionRun.objects.filter(pk=run.pk).update(job_id=job.pk)
        run.refresh_from_db()
        audit.record(
            verb="retention.run",
            object_type="retention_run",
            object_id=run.pk,
            actor=actor,
            details={"schedules": len(schedule_ids)},
        )
    return run


@jobs.handler(
    JOB_KIND,
    title=_("Deleting what schedules let us keep no longer"),
    on_failure=reports.ended_with,
    on_cancel=reports.ended_with,
)
def work(run: jobs.JobRun) -> None:
    """Some seconds of a run."""
    args = dict(run.args)
    ends = time.monotonic() + SLICE
    while args["at"] < len(args["schedules"]):
        after = advance(
            UUID(args["run"]), UUID(args["schedules"][args["at"]]), after=UUID(args["after"]) if args["after"] else None
        )
        args |= {"after": str(after)} if after else {"at": args["at"] + 1, "after": ""}
        run.progress(done=args["at"], total=len(args["schedules"]))
        if time.monotonic() > ends:
            run.again(args=args)
            return
    reports.finish(UUID(args["run"]))
    run.finish(result={"run": args["run"]})


def advance(run_id: UUID, schedule_id: UUID, *, after: UUID | None) -> UUID | None:
    """Delete the next rows of a schedule; returns the id to go on after, None when it is done or was switched off."""
    return again_after_deadlock(lambda: _advance(run_id, schedule_id, after))


def _advance(run_id: UUID, schedule_id: UUID, after: UUID | None) -> UUID | None:
    with gate.purpose("erasure", reason="a retention schedule"):
        schedule = RetentionSchedule.objects.get(pk=schedule_id)
        entry = reports.Entry(schedule.category, schedule.category, source=schedule.source_id, days=schedule.keep_days)
        if not schedule.active:
            entry.stopped = True
            reports.add(run_id, entry)
            return None
        if after is None and not reports.has(run_id, entry):
            found = counting.count(schedule)
            entry.found, entry.held = found.due, found.held
        ids = _erase(schedule, entry, after)
        if after is None or ids:
            reports.add(run_id, entry)
        return ids[-1] if ids else None


def _erase(schedule: RetentionSchedule, entry: reports.Entry, after: UUID | None) -> list[UUID]:
    kept = counting.kept_of(schedule)
    if kept.erase:
        ids = counting.find(schedule, after=after, limit=AT_ONCE)
        entry.erased = kept.erase(ids) if ids else 0
        return ids
    ids = counting.find(schedule, after=after, limit=ACCOUNTS_AT_ONCE)
    entry.erased = len(ids)
    entry.erasures = [str(accounts.erase(ids))] if ids else []
    return ids
