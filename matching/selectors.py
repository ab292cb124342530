"""Reads of runs and candidates. Candidates are shown only inside a purpose that permits them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.models import Job

from .engine.api import explain
from .judge import as_evidence
from .models import Band, Candidate, CandidateState, MatchRun
from .states import OPEN_RUNS, UNDECIDED
from .wording import cluster_sentence, kind_label, reason_sentence, rule_sentence

#: Counting goes no further: "1000+" is as useful to a steward as the exact number.
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What part of the open queue is asked for; empty fields filter nothing. Ages are in days since it was found."""

    band: str = ""
    platform: str = ""
    source_id: int | None = None
    older_than: int | None = None
    newer_than: int | None = None
    giving_tier: int | None = None
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Candidates in order of review, and the cursor of the next page (empty at the end)."""

    candidates: list[Candidate]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class BoundedCount:
    """A count that stopped at the limit."""

    count: int
    more: bool

    def __str__(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One argument: what speaks (``label``), how (``sentence``), by how many bits, and the two values."""

    kind: str
    label: str
    sentence: str
    bits: float
    left: str
    right: str
    level: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate with its evidence in words."""

    candidate: Candidate
    evidence: list[EvidenceRow]
    rule_sentence: str
    reason_sentence: str


def queue(filters: QueueFilters) -> QuerySet[Candidate]:
    """The open candidates that the filters name, in order of review."""
    rows = Candidate.objects.filter(state=CandidateState.OPEN)
    exact = {"band": filters.band, "platform": filters.platform, "source_id": filters.source_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.giving_tier:
        rows = rows.filter(giving_tier__gte=filters.giving_tier)
    if filters.older_than is not None:
        rows = rows.filter(created_at__lt=timezone.now() - timedelta(days=filters.older_than))
    if filters.newer_than is not None:
        rows = rows.filter(created_at__gte=timezone.now() - timedelta(days=filters.newer_than))
    if filters.came_back:
        rows = rows.filter(state_reason="came_back")
    return rows.order_by("-priority", "pk")


def queue_page(filters: QueueFilters, cursor: str = "", *, limit: int = 50) -> QueuePage:
    """One page of the queue with personas, by key, so that a page far down costs what the first one does.

    Raises InvalidInput for a cursor that this function did not give.
    """
    rows = queue(filters).select_related("persona", "persona__source")
    if cursor:
        priority, after = _parse(cursor)
        rows = rows.filter(priority__lte=priority).filter(Q(priority__lt=priority) | Q(pk__gt=after))
    page = list(rows[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    return QueuePage(page, f"{page[-1].priority}.{page[-1].pk}" if more else "")


def _parse(cursor: str) -> tuple[int, UUID]:
    priority, _dot, after = cursor.partition(".")
    try:
        return int(priority), UUID(after)
    except ValueError:
        raise InvalidInput(_("This page link is not valid. Start again at the top of the list.")) from None


def counts_by_band(platform: str = "") -> dict[str, BoundedCount]:
    """How many open candidates each band has, counted up to the limit and no further."""
    return {band: bounded_count(queue(QueueFilters(band=band, platform=platform))) for band in Band.values}


def bounded_count(rows: QuerySet[Any], limit: int = COUNT_LIMIT) -> BoundedCount:
    """Count rows up to ``limit``."""
    found = rows.order_by()[: limit + 1].count()
    return BoundedCount(min(found, limit), found > limit)


def candidate(candidate_id: UUID) -> CandidateView:
    """One candidate with its evidence in words. Raises NotFound where there is none that may be seen."""
    found = (
        Candidate.objects.select_related(
            "persona", "persona__source", "constituent", "identity__source", "evidence", "leased_by"
        )
        .filter(pk=candidate_id)
        .first()
    )
    if found is None:
        raise NotFound(_("This pair is no longer here, or may no longer be matched."))
    return view_of(found)


def view_of(found: Candidate) -> CandidateView:
    """The candidate with its evidence in words."""
    return CandidateView(
        found, explained(found.evidence.rows), rule_sentence(found.rule), reason_sentence(found.state_reason)
    )


def explained(rows: Iterable[dict[str, Any]]) -> list[EvidenceRow]:
    """Stored evidence as sentences in the current language, in the order in which it adds up."""
    evidence = [as_evidence(row) for row in rows]
    return [
        EvidenceRow(
            kind=kind,
            label=kind_label(kind),
            sentence=cluster_sentence(one.level) % parameters if kind == "cluster" else _(msgid) % parameters,
            bits=one.bits,
            left=one.left_value,
            right=one.right_value,
            level=one.level,
        )
        for one, (kind, msgid, parameters) in zip(evidence, explain(evidence), strict=True)
    ]


def without_values(rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
    """The arguments and their weight alone, for data that is handed out: sentences quote values, too."""
    return [EvidenceRow(row.kind, row.label, "", row.bits, "", "", row.level) for row in rows]


def runner_ups(of: Candidate, *, limit: int = 9) -> list[Candidate]:
    """The same account's other candidates that are not decided, best first."""
    rows = Candidate.objects.filter(persona_id=of.persona_id, state__in=UNDECIDED).exclude(pk=of.pk)
    return list(rows.select_related("constituent", "identity__source").order_by("rank", "pk")[:limit])


def for_constituent(constituent_id: UUID, *, limit: int = 20) -> list[Candidate]:
    """Undecided candidates of a constituent, most probable first."""
    rows = Candidate.objects.filter(constituent_id=constituent_id, state__in=UNDECIDED)
    return list(rows.select_related("persona", "persona__source").order_by("-probability", "pk")[:limit])


def runs(*, limit: int = 30) -> list[MatchRun]:
    """The newest runs first."""
    return list(MatchRun.objects.select_related("created_by", "model").order_by("-pk")[:limit])


def run(run_id: UUID) -> MatchRun:
    """One run. Raises NotFound."""
    found = MatchRun.objects.select_related("created_by", "model").filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("There is no such match run."))
    return found


def job_of(of: MatchRun) -> Job | None:
    """The job behind a run, which is its progress bar."""
    return Job.objects.filter(pk=of.job_id).first() if of.job_id else None


def open_run() -> MatchRun | None:
    """The run that is under way, if any."""
    return MatchRun.objects.filter(state__in=OPEN_RUNS).first()
