"""Who is whom, as it stands now, and what was decided. Links need a purpose; decisions hold ids only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.constituents.models import Constituent, ConstituentState, SourceIdentity
from crmsocial.core.errors import Gone, NotFound

from .models import Decision, Link, Membership, Verdict
from .states import OPEN_STATES


class LastDecision(NamedTuple):
    """The newest standing decision on a pair, and the fingerprint of the evidence that it was taken on."""

    verdict: str
    fingerprint: str


def require_id(constituent_id: UUID) -> UUID:
    """The constituent that an id means today. Raises Gone where it was erased, NotFound where it never was."""
    current = resolve_id(constituent_id)
    if current is None:
        if Constituent.objects.filter(pk=constituent_id, state=ConstituentState.ERASED).exists():
            raise Gone(_("This person was erased. Nothing about them is kept here."))
        raise NotFound(_("There is no such constituent."))
    return current


def members(constituent_id: UUID) -> QuerySet[SourceIdentity]:
    """The source identities that are this constituent now, with their newest record and source."""
    return (
        SourceIdentity.objects.filter(memberships__constituent_id=constituent_id, memberships__ended_at__isnull=True)
        .select_related("source", "current_record")
        .order_by("id")
    )


def member_ids(constituent_ids: Collection[UUID]) -> list[UUID]:
    """Ids of the source identities that are these constituents now, in order."""
    active = Membership.objects.filter(constituent_id__in=constituent_ids, ended_at__isnull=True)
    return sorted(active.values_list("identity_id", flat=True))


def active_links(constituent_id: UUID) -> QuerySet[Link]:
    """The constituent's open links, suspended ones included, with persona and decision. Call it inside a purpose."""
    return (
        Link.objects.filter(constituent_id=constituent_id, state__in=OPEN_STATES)
        .select_related("persona", "decision", "decision__actor")
        .order_by("valid_from", "id")
    )


def standing_decisions() -> QuerySet[Decision]:
    """Decisions that neither take another back nor were taken back."""
    return Decision.objects.filter(reverses__isnull=True, reversed_by__isnull=True)


def decisions_for(persona_id: UUID, constituent_id: UUID) -> QuerySet[Decision]:
    """All that was ever decided of this pair through any identity of the constituent, newest first; reversals too."""
    identities = member_ids([constituent_id])
    return (
        Decision.objects.filter(persona_id=persona_id)
        .filter(Q(left_identities__overlap=identities) | Q(constituent_id=constituent_id))
        .select_related("actor", "reverses", "reversed_by")
        .order_by("-id")
    )


# A decision speaks of the source identities of its time; wherever these are members now, it speaks of that constituent.
_LAST = """
SELECT DISTINCT ON (d.persona_id, holder.constituent_id)
       d.persona_id, holder.constituent_id, d.verdict, d.fingerprint
FROM identity_decision d
CROSS JOIN LATERAL (
    SELECT m.constituent_id FROM identity_membership m
    WHERE m.identity_id = ANY(d.left_identities) AND m.ended_at IS NULL
    UNION
    SELECT d.constituent_id WHERE d.left_identities = '{}'
) holder
WHERE d.persona_id = ANY(%(personas)s) AND d.verdict = ANY(%(verdicts)s) AND d.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM identity_decision r WHERE r.reverses_id = d.id)
ORDER BY d.persona_id, holder.constituent_id, d.id DESC
"""


def _last(persona_ids: Iterable[UUID], verdicts: Collection[str]) -> dict[tuple[UUID, UUID], LastDecision]:
    wanted = list(set(persona_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"personas": wanted, "verdicts": list(verdicts)})
        return {(row[0], row[1]): LastDecision(*row[2:]) for row in cursor.fetchall()}


def cannot_link(persona_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Pairs (persona, constituent) that a standing decision keeps apart, through any identity of the constituent.

    A later *same* on the pair lifts an earlier *not same*; *unsure* lifts nothing.
    """
    last = _last(persona_ids, (Verdict.SAME, Verdict.NOT_SAME))
    return {pair for pair, decision in last.items() if decision.verdict == Verdict.NOT_SAME}


def last_decisions(pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], LastDecision]:
    """The newest standing decision on each of these (persona, constituent) pairs that has one."""
    wanted = set(pairs)
    found = _last((persona for persona, _ in wanted), Verdict.values)
    return {pair: decision for pair, decision in found.items() if pair in wanted}


def standing_merges_into(constituent_id: UUID) -> QuerySet[Decision]:
    """Merges into this very constituent that were not taken back."""
    return standing_decisions().filter(constituent_id=constituent_id).exclude(right_constituents=[])


def merged_on(merge: Decision) -> Decision | None:
    """The standing merge by which the constituent that a merge made became part of another one since."""
    later = standing_decisions().filter(right_constituents__contains=[merge.constituent_id])
    return later.order_by("pk").first()


def kept_apart(left: Collection[UUID], right: Collection[UUID]) -> bool:
    """Whether a standing decision says that identities of the two sides are not the same person."""
    apart = standing_decisions().filter(persona_id__isnull=True, verdict=Verdict.NOT_SAME)
    return apart.filter(
        Q(left_identities__overlap=list(left), right_identities__overlap=list(right))
        | Q(left_identities__overlap=list(right), right_identities__overlap=list(left))
    ).exists()
