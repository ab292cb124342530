"""What the retention pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Source
from crmsocial.core.models import Job, JobState

from ..models import Erasure, ErasureState, RetentionRun, RetentionSchedule
from ..platform_rules import RULES, Keep
from . import limits, registry, reports, running

#: Reports shown at once.
RECENT = 20


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule in words."""

    schedule: RetentionSchedule
    label: str | Promise
    since: str | Promise
    source: str

    @property
    def state(self) -> str:
        """active, seen (previewed, off) or new (nobody looked yet)."""
        if self.schedule.active:
            return "active"
        return "seen" if self.schedule.previewed_at else "new"


@dataclass(frozen=True, slots=True)
class LimitView:
    """A platform's time limit in words."""

    platform: str
    keep: Keep


@dataclass(frozen=True, slots=True)
class RunView:
    """A report with its sums."""

    run: RetentionRun
    found: int
    held: int
    erased: int


def schedules() -> list[ScheduleView]:
    """All schedules, by what they are about; those of every source first."""
    found = RetentionSchedule.objects.select_related("source").order_by("category", "source__label", "pk")
    return [view_of(one) for one in found]


def view_of(schedule: RetentionSchedule) -> ScheduleView:
    """One schedule in words."""
    kept = registry.kept(schedule.category)
    label = kept.label if kept else schedule.get_category_display()
    every = _("Every source without a schedule of its own") if kept is None or kept.by_source else ""
    return ScheduleView(schedule, label, kept.since if kept else "", str(schedule.source or every))


def platform_limits() -> list[LimitView]:
    """What each platform's terms let us keep, and for how long; platforms under the same terms stand together."""
    found: dict[str, tuple[list[str], Keep]] = {}
    for rule in RULES.values():
        for keep in rule.keeps:
            found.setdefault(keep.code, ([], keep))[0].append(rule.label)
    return [LimitView(", ".join(labels), keep) for labels, keep in found.values()]


def stale_rules(today: date) -> list[str]:
    """Labels of the platforms whose terms were read too long ago."""
    return [rule.label for rule in RULES.values() if rule.is_stale(today)]


def recent_runs() -> list[RunView]:
    """Newest reports: of schedules every one, of the hourly sweep those that found something."""
    told = ~Q(report=[]) | Q(kind=reports.SCHEDULES)
    found = RetentionRun.objects.select_related("started_by").filter(told).order_by("-started_at", "-pk")[:RECENT]
    return [_summed(run) for run in found]


def last_sweep() -> RetentionRun | None:
    """The newest sweep by platforms' terms, whatever it found."""
    return RetentionRun.objects.filter(kind=reports.PLATFORMS).order_by("-started_at", "-pk").first()


def run_under_way() -> Job | None:
    """The work of a run of schedules that has not ended."""
    return Job.objects.filter(kind=running.JOB_KIND, state__in=[JobState.QUEUED, JobState.RUNNING]).first()


def job_of(run: RetentionRun) -> Job | None:
    """The work of a run."""
    return Job.objects.filter(pk=run.job_id).first() if run.job_id else None


def _summed(run: RetentionRun) -> RunView:
    return RunView(run, *(reports.total(run, name) for name in ("found", "held", "erased")))


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of a report in words."""

    label: str | Promise
    source: str
    row: Mapping[str, Any]
    waiting: int


def entries(run: RetentionRun) -> list[EntryView]:
    """The lines of a run's report, with how many of its erasures are still open."""
    wanted = {row["source"] for row in run.report if row["source"]}
    sources = {one.pk: str(one) for one in Source.objects.filter(pk__in=wanted)}
    still = _open(reports.erasures(run))
    return [
        EntryView(
            _label(row["rule"]),
            sources.get(row["source"], ""),
            row,
            len(still & set(row["erasures"])),
        )
        for row in run.report
    ]


def _open(erasures: Iterable[str]) -> set[str]:
    ids = [UUID(pk) for pk in erasures]
    found = Erasure.objects.filter(pk__in=ids).exclude(state=ErasureState.COMPLETE).values_list("pk", flat=True)
    return {str(pk) for pk in found}


def _label(rule: str) -> str | Promise:
    """The words of a rule: of a schedule's kind of data, or of a platform's limit."""
    kept = registry.kept(rule)
    if kept:
        return kept.label
    known = {keep.code: f"{one.label}: {keep.what}" for one, keep in limits.all_limits()}
    return known.get(rule, rule)
