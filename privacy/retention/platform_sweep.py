"""The hourly sweep by the platforms' terms: what is past its time is erased, unless a hold keeps it.

Each slice deletes, counts and writes its report in one transaction, so a sweep that was killed goes on where it stood.
"""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.models import Job

from ..judging.circumstances import database_now
from ..models import Category
from ..platform_rules import Keep, PlatformRule, Since
from . import accounts, limits, reports

JOB_KIND = "privacy.platform_sweep"
#: Accounts of one erasure, and seconds of one call.
AT_ONCE = 500
SLICE = 6.0


def enter() -> Job:
    """Enter a sweep, unless one is under way."""
    return jobs.enqueue(kind=JOB_KIND, unique_key=JOB_KIND, args={})


@jobs.handler(
    JOB_KIND,
    title=_("Deleting what platforms let us keep no longer"),
    on_failure=reports.ended_with,
    on_cancel=reports.ended_with,
)
def sweep(run: jobs.JobRun) -> None:
    """Some seconds of a sweep."""
    args = dict(run.args)
    if "run" not in args:
        limits.note_signals()
        args = {"run": str(reports.begin(kind=reports.PLATFORMS, job_id=run.job_id).pk), "limit": 0, "after": ""}
        run.again(args=args)
        return
    every = limits.all_limits()
    ends = time.monotonic() + SLICE
    while args["limit"] < len(every):
        after = advance(UUID(args["run"]), *every[args["limit"]], after=UUID(args["after"]) if args["after"] else None)
        args |= {"after": str(after)} if after else {"limit": args["limit"] + 1, "after": ""}
        run.progress(done=args["limit"], total=len(every))
        if time.monotonic() > ends:
            run.again(args=args)
            return
    reports.finish(UUID(args["run"]))
    run.finish(result={"run": args["run"]})


def advance(run_id: UUID, rule: PlatformRule, keep: Keep, *, after: UUID | None) -> UUID | None:
    """Erase the next accounts past the limit; returns the id to go on after, None where there is nothing more."""
    return again_after_deadlock(lambda: _advance(run_id, rule, keep, after))


def _advance(run_id: UUID, rule: PlatformRule, keep: Keep, after: UUID | None) -> UUID | None:
    with transaction.atomic():
        now = database_now()
        looked_at = list(limits.due(rule, keep, now=now, after=after)[:AT_ONCE])
        if not looked_at:
            return None
        over = looked_at
        if keep.since is Since.WITHDRAWN:
            certain = limits.withdrawn(looked_at, by=now - keep.within)
            over = [one for one in looked_at if one.persona_id in certain]
        kept = accounts.held([one.persona_id for one in over])
        going = [one.persona_id for one in over if one.persona_id not in kept]
        entry = reports.Entry(keep.code, Category.PERSONA, found=len(over), held=len(kept), erased=len(going))
        if going:
            entry.erasures = [str(accounts.erase(going, platform=rule.platform))]
        if over:
            reports.add(run_id, entry)
    return looked_at[-1].persona_id
