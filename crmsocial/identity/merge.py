"""Merging constituents: memberships and links move, former ids become aliases, nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.constituents.models import Alias, Constituent, ConstituentState
from crmsocial.core.audit import record
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User
from privacy import gate, projection

from . import links, selectors
from .models import Decision, Link, Membership, Verdict
from .states import OPEN_STATES

REASON = "moving the edges of merged constituents"


@transaction.atomic
def merge(*, into: UUID, others: Sequence[UUID], actor: User | None, reason: str, method: str = "steward") -> Decision:
    """Make one constituent of several. ``into`` keeps its id; the others' ids go on resolving to it.

    Raises InvalidInput where nothing is to be merged, NotFound for a constituent that is gone, and Conflict where a
    standing decision keeps any of them, or an account linked to any of them, apart.
    """
    with gate.purpose("upkeep", reason=REASON):
        merged = _merge(into=into, others=others, actor=actor, reason=reason, method=method)
        finish(constituent_ids=merged.constituent_ids, persona_ids=merged.persona_ids)
    return merged.decision


@transaction.atomic
def merge_many(
    *, groups: Sequence[Sequence[UUID]], actor: User | None, reason: str, method: str = "steward"
) -> list[Decision]:
    """Merge each group into its first constituent, and let everything that depends on them follow once.

    A group that a decision keeps apart is left as it is. Use it for up to some hundreds of groups a transaction.
    """
    done: list[_Merged] = []
    with gate.purpose("upkeep", reason=REASON):
        for first, *others in groups:
            try:
                with transaction.atomic():
                    done.append(_merge(into=first, others=others, actor=actor, reason=reason, method=method))
            except Conflict:
                continue
        finish(
            constituent_ids=set().union(*(merged.constituent_ids for merged in done)),
            persona_ids=set().union(*(merged.persona_ids for merged in done)),
        )
    return [merged.decision for merged in done]


@dataclass(frozen=True, slots=True)
class _Merged:
    """What one merge touched."""

    decision: Decision
    constituent_ids: set[UUID]
    persona_ids: set[UUID]


def _merge(*, into: UUID, others: Sequence[UUID], actor: User | None, reason: str, method: str) -> _Merged:
    locked = links.lock_constituents([into, *others])
    kept = resolve_id(into)
    away = [constituent_id for constituent_id in locked if constituent_id != kept]
    if kept is None or not away:
        raise InvalidInput(_("Choose two different constituents to merge."))
    _check_nothing_keeps_apart(locked)
    decision = Decision.objects.create(
        left_identities=selectors.member_ids([kept]),
        right_identities=selectors.member_ids(away),
        right_constituents=away,
        constituent_id=kept,
        verdict=Verdict.SAME,
        reason=reason,
        method=method,
        actor=actor,
    )
    move_memberships(away, to=kept, decision=decision)
    Constituent.objects.filter(pk__in=away).update(state=ConstituentState.MERGED)
    # Every former id points straight at today's constituent, since when it has been so.
    Alias.objects.filter(constituent_id__in=away).update(constituent_id=kept, created_at=Now())
    Alias.objects.bulk_create([Alias(former_id=former, constituent_id=kept) for former in away])
    personas = move_links(
        Link.objects.filter(constituent_id__in=away, state__in=OPEN_STATES), to=kept, decision=decision
    )
    record(
        verb="constituent.merged",
        object_type="constituent",
        object_id=kept,
        actor=actor,
        details={"decision_id": decision.pk, "merged": away, "reason": reason, "links": len(personas)},
    )
    return _Merged(decision, {kept, *away}, personas)


def _check_nothing_keeps_apart(constituent_ids: Collection[UUID]) -> None:
    identities = {constituent_id: selectors.member_ids([constituent_id]) for constituent_id in constituent_ids}
    for left, right in combinations(constituent_ids, 2):
        if selectors.kept_apart(identities[left], identities[right]):
            raise Conflict(
                _("A decision says that two of these are not the same person. Take it back first, or leave one out."),
                code="cannot_link",
                constituents=[str(left), str(right)],
            )
    held = dict(
        Link.objects.filter(constituent_id__in=constituent_ids, state__in=OPEN_STATES).values_list(
            "persona_id", "constituent_id"
        )
    )
    for persona_id, constituent_id in selectors.cannot_link(held):
        if constituent_id in constituent_ids and held[persona_id] != constituent_id:
            raise Conflict(
                _("An account linked to one of these was decided not to be another of them. Mend that first."),
                code="cannot_link",
                persona_id=str(persona_id),
                constituents=[str(held[persona_id]), str(constituent_id)],
            )


def move_memberships(
    constituent_ids: Collection[UUID], *, to: UUID, decision: Decision, identity_ids: Collection[UUID] | None = None
) -> list[UUID]:
    """End the active memberships of these constituents (or of some identities in them) and begin them at ``to``."""
    moving = Membership.objects.filter(constituent_id__in=constituent_ids, ended_at__isnull=True)
    if identity_ids is not None:
        moving = moving.filter(identity_id__in=identity_ids)
    identities = list(moving.values_list("identity_id", flat=True))
    moving.update(ended_at=Now(), ended_by=decision)
    Membership.objects.bulk_create(
        [Membership(identity_id=identity, constituent_id=to, decision=decision) for identity in identities]
    )
    return identities


def move_links(moving: Collection[Link], *, to: UUID, decision: Decision) -> set[UUID]:
    """End these links and make the same ones at ``to``; the personas that moved."""
    moved = links.end(moving, by=decision, reason="constituents_changed")
    for link in moved:
        links.place(
            persona_id=link.persona_id,
            constituent_id=to,
            method=link.method,
            decision=link.decision,
            placed_by=decision,
            valid_from=link.valid_from,
        )
    return {link.persona_id for link in moved}


def finish(*, constituent_ids: set[UUID], persona_ids: set[UUID]) -> None:
    """Carry consents and objections over, then tell everybody which edges changed."""
    projection.refresh_constituents(sorted(constituent_ids))
    links.settle_edges(persona_ids=persona_ids, constituent_ids=constituent_ids)
