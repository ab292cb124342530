"""Asking which holds stand in the way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from crmsocial.constituents.ids import every_id

from ..erasure import registry
from ..models import Account, Erasure, ErasureState, Hold

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Held:
    """What a sweep of one category must leave alone."""

    constituents: tuple[UUID, ...] = ()
    identities: tuple[UUID, ...] = ()
    personas: tuple[UUID, ...] = ()
    sources: tuple[int, ...] = ()


def in_force(category: str = "") -> QuerySet[Hold]:
    """Holds that were not lifted and cover ``category``; every one of them where none is named."""
    standing = Hold.objects.filter(lifted_at__isnull=True)
    return standing.filter(covers__in=[EVERYTHING, category]) if category else standing


def holding(
    *,
    constituent_ids: Collection[UUID] = (),
    persona_ids: Collection[UUID] = (),
    source_ids: Collection[int] = (),
    category: str = "",
) -> str:
    """Code of a ground on which ``category`` of any of these must stay; empty where none does.

    Former ids count, and a persona stands for whoever is known to hold it. Without a category any hold counts.
    """
    people = set(constituent_ids)
    if persona_ids:
        people |= _holders(persona_ids)
    about = Q(constituent_id__in=every_id(people))
    if source_ids:
        about |= Q(source_id__in=source_ids)
    return in_force(category).filter(about).order_by("placed_at").values_list("ground", flat=True).first() or ""


def held(category: str) -> Held:
    """Everything that holds on ``category`` cover, by the ids that stores know it by."""
    rows = list(in_force(category).values_list("constituent_id", "source_id"))
    people = every_id({person for person, _source in rows if person})
    sources = tuple(sorted({source for _person, source in rows if source}))
    if not people:
        return Held(sources=sources)
    theirs = registry.collect(people)
    identities, personas = set(theirs.identity_ids), set(theirs.persona_ids)
    personas |= set(Account.objects.filter(constituent_id__in=people).values_list("persona_id", flat=True))
    # An erasure that waits for the hold has gone as far as it may: whose the rest was, its own record alone still says.
    waiting = Erasure.objects.filter(constituent_ids__overlap=list(people)).exclude(state=ErasureState.COMPLETE)
    for their_identities, their_personas in waiting.values_list("identity_ids", "persona_ids"):
        identities |= set(their_identities)
        personas |= set(their_personas)
    return Held(tuple(people), tuple(identities), tuple(personas), sources)


def _holders(persona_ids: Collection[UUID]) -> set[UUID]:
    found = Account.objects.filter(persona_id__in=list(persona_ids), constituent_id__isnull=False)
    return {pk for pk in found.values_list("constituent_id", flat=True) if pk}
