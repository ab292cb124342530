"""The report of a run: counts by rule, added to in the transaction that deletes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from crmsocial.core.models import Job, User

from ..models import RetentionRun

PLATFORMS, SCHEDULES = "platforms", "schedules"


@dataclass(slots=True)
class Entry:
    """What one rule came to. ``found`` past their time, of those ``held``, and ``erased`` or given to an erasure."""

    rule: str
    category: str
    source: int | None = None
    days: int | None = None
    found: int = 0
    held: int = 0
    erased: int = 0
    erasures: list[str] = field(default_factory=list)
    stopped: bool = False


def begin(*, kind: str, actor: User | None = None, job_id: UUID | None = None) -> RetentionRun:
    """A new run, with nothing in its report."""
    run = RetentionRun.objects.create(kind=kind, started_by=actor, job_id=job_id, report=[])
    run.refresh_from_db()
    return run


def add(run_id: UUID, entry: Entry) -> None:
    """Add the counts to the entry of the same rule and source; in the caller's transaction."""
    run = RetentionRun.objects.select_for_update().get(pk=run_id)
    rows: list[dict[str, Any]] = run.report
    standing = next((row for row in rows if (row["rule"], row["source"]) == (entry.rule, entry.source)), None)
    if standing is None:
        rows.append(asdict(entry))
    else:
        for name in ("found", "held", "erased", "erasures"):
            standing[name] += getattr(entry, name)
        standing["stopped"] = standing["stopped"] or entry.stopped
    run.save(update_fields=["report"])


def has(run_id: UUID, entry: Entry) -> bool:
    """Whether the report has an entry of this rule and source: a run that was killed counts nothing twice."""
    rows = RetentionRun.objects.values_list("report", flat=True).get(pk=run_id)
    return any((row["rule"], row["source"]) == (entry.rule, entry.source) for row in rows)


def finish(run_id: UUID) -> None:
    """The run has come to its end."""
    RetentionRun.objects.filter(pk=run_id, finished_at__isnull=True).update(finished_at=Now())


def ended_with(job: Job) -> None:
    """A run whose work was cancelled or given up has ended too; what it deleted stands in its report."""
    RetentionRun.objects.filter(job_id=job.pk, finished_at__isnull=True).update(finished_at=Now())


def total(run: RetentionRun, name: str) -> int:
    """A count over all rules of the report."""
    return sum(int(row[name]) for row in run.report)


def erasures(run: RetentionRun) -> Collection[str]:
    """Ids of the erasures that the run began."""
    return [pk for row in run.report for pk in row["erasures"]]
