"""Which claim wins: a pure function of claims and rules.

The order of two claims depends on these two and the rule alone. So the result does not depend on the order in which
claims arrive, resolving a result changes nothing, and taking a claim away leaves the order of the others as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from . import origins
from .rules import CORRECTED_PLACE, Rule, Rules, rule_for

#: Steps that can decide between two neighbours, in the order in which they are tried.
ONLY, CORRECTED, ORIGIN, BOUGHT, NEWER, TIE = "only", "corrected", "origin", "bought", "newer", "tie"


class Fact(NamedTuple):
    """One value for one attribute, with its origin; of ``record_id`` and ``persona_id`` one, for a correction none."""

    attribute: str
    value: str
    value_key: str
    origin: str
    observed_at: datetime
    source_id: int | None = None
    identity_id: UUID | None = None
    record_id: UUID | None = None
    persona_id: UUID | None = None


class RankedClaim(NamedTuple):
    """A fact with its place (1 is the winner), whether the profile shows it, and the step that put it there."""

    fact: Fact
    rank: int
    wins: bool
    rule: str


def resolve(facts: Iterable[Fact], rules: Rules) -> list[RankedClaim]:
    """Rank the facts of one constituent within each attribute.

    The first wins; where the rule keeps several, the first of each further value is shown as well. Where the person
    corrected the attribute, nothing but their own values is shown. ``rule`` reads
    ``attribute/version/step``; the words for it are in ``explain``.
    """
    by_attribute: dict[str, set[Fact]] = {}
    for fact in facts:
        by_attribute.setdefault(fact.attribute, set()).add(fact)
    return [
        claim
        for attribute in sorted(by_attribute)
        for claim in _rank(by_attribute[attribute], rule_for(rules, attribute))
    ]


def _rank(facts: set[Fact], rule: Rule) -> list[RankedClaim]:
    if len(facts) == 1:
        (fact,) = facts
        return [RankedClaim(fact, 1, True, _name(rule, CORRECTED if fact.origin == origins.CORRECTED else ONLY))]
    keyed = sorted(((_key(fact, rule), fact) for fact in facts), key=itemgetter(0))
    ranked, seen, locked = [], set[str](), keyed[0][1].origin == origins.CORRECTED
    for place, (key, fact) in enumerate(keyed):
        # The winner is told apart from the one below it, every other from the one above.
        other = keyed[place - 1 if place else 1][0]
        shown = is_shown(place, fact.value_key, fact.origin, seen=seen, several=rule.keeps_several, locked=locked)
        seen.add(fact.value_key)
        ranked.append(RankedClaim(fact, place + 1, shown, _name(rule, _step(key, other))))
    return ranked


def is_shown(place: int, key: str, origin: str, *, seen: set[str], several: bool, locked: bool) -> bool:
    """Whether the profile shows the claim at ``place`` (0 is the first), those in ``seen`` standing before it.

    ``locked``: the first one is a correction, so no source speaks beside it.
    """
    return place == 0 or (several and key not in seen and (not locked or origin == origins.CORRECTED))


def _key(fact: Fact, rule: Rule) -> tuple[int, int, float, str, str, str, str, str]:
    place, capped = rule.place(fact.origin)
    return (
        place,
        capped,
        -fact.observed_at.timestamp(),
        fact.value_key,
        fact.value,
        fact.origin,
        str(fact.identity_id or fact.persona_id or ""),
        f"{fact.record_id}/{fact.source_id}/{fact.persona_id}",
    )


def _step(
    key: tuple[int, int, float, str, str, str, str, str], other: tuple[int, int, float, str, str, str, str, str]
) -> str:
    if key[0] != other[0]:
        return CORRECTED if CORRECTED_PLACE in (key[0], other[0]) else ORIGIN
    if key[1] != other[1]:
        return BOUGHT
    return NEWER if key[2] != other[2] else TIE


def _name(rule: Rule, step: str) -> str:
    return f"{rule.attribute}/{rule.version}/{step}"
