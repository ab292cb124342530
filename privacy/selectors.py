"""Reading what privacy knows, for pages and for the parts above."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from . import projection
from .judging import circumstances
from .judging.judgement import judge
from .judging.refusals import refused_matching, refused_pairs
from .judging.verdicts import Verdict
from .lawfulness.art14 import Due, art14_due
from .models import ConsentEvent, Incident, LookFor, Purpose
from .projecting import projection_sql, targets
from .screens.person_state import PersonState, state_of

__all__ = ["Due", "PersonState", "art14_due", "refused_matching", "refused_pairs", "state_of"]

#: Permissions with these reasons never let a match be appended automatically; a steward decides.
STEWARD_ONLY_REASONS = frozenset({"reasonable_expectation"})


def mode_is_on(platform: str, mode: str) -> bool:
    """Whether the platform's optional mode is switched on by its newest assessment."""
    return mode in circumstances.modes_on(platform)


def looked_for(platform: str) -> set[UUID]:
    """Constituents who agreed to be looked for on ``platform`` and whose consent has not ended."""
    alive = LookFor.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()), platform=platform)
    return set(alive.values_list("constituent_id", flat=True))


def counts(purpose: str) -> list[tuple[str, Verdict, int]]:
    """All accounts by platform and verdict for ``purpose``, the largest first; the accounts are counted, not loaded."""
    around = circumstances.read()
    counter: Counter[tuple[str, Verdict]] = Counter()
    for group in projection_sql.groups(targets.EVERYTHING, around.now.date()):
        verdict = judge(group.facts, purpose, (), around, holder=group.holder)
        counter[group.facts.platform, replace(verdict, art14=False)] += group.count
    for platform, verdict, number in projection.outspoken_counts(purpose, around):
        counter[platform, verdict] += number
    return sorted(((*key, number) for key, number in counter.items()), key=lambda row: (row[0], -row[2], row[1].code))


def withheld_for_matching() -> list[tuple[str, str, str, int]]:
    """Accounts that a match run leaves out: (platform, code, sentence, number), by platform, the largest first."""
    return [
        (platform, verdict.code, verdict.reason, number)
        for platform, verdict, number in counts(Purpose.IDENTITY_MATCHING)
        if not verdict.allowed
    ]


def recent_events(limit: int = 20) -> QuerySet[ConsentEvent]:
    """The newest acts."""
    return ConsentEvent.objects.select_related("actor", "notice").order_by("-recorded_at", "-pk")[:limit]


def incidents_open() -> int:
    """How many incidents nobody has dealt with."""
    return Incident.objects.filter(resolved_at__isnull=True).count()


def incidents_page(*, closed: bool, before: str = "", limit: int = 50) -> QuerySet[Incident]:
    """Incidents, the newest first, older than the one whose id is ``before``."""
    rows = Incident.objects.filter(resolved_at__isnull=not closed).order_by("-pk")
    try:
        return rows.filter(pk__lt=UUID(before))[:limit] if before else rows[:limit]
    except ValueError:
        return rows[:limit]


def incidents_about(
    *, purpose: str, constituent_id: UUID | None = None, persona_id: UUID | None = None, limit: int = 5
) -> QuerySet[Incident]:
    """Open incidents of this purpose that name the person or the account, or nobody in particular."""
    about = Q(details__constituent=str(constituent_id)) | Q(details__persona=str(persona_id))
    nobody = ~Q(details__has_any_keys=["constituent", "persona"])
    rows = Incident.objects.filter(about | nobody, resolved_at__isnull=True, details__purpose=purpose)
    return rows.order_by("-raised_at")[:limit]


def open_incidents(limit: int = 20) -> QuerySet[Incident]:
    """Incidents that nobody has dealt with, the newest first."""
    return Incident.objects.filter(resolved_at__isnull=True).order_by("-raised_at")[:limit]
