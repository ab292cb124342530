"""A season of decisions by the demo's stewards, taken by the same verbs as in the browser."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import NamedTuple
from uuid import UUID

from crmsocial.core.errors import DomainError
from crmsocial.core.models import User
from crmsocial.identity.models import Membership
from crmsocial.identity.services import together
from matching.models import Candidate, CandidateState
from matching.policy import ONLY_PROBABILITY
from privacy.gate import purpose
from review.actions import Approve, Judgement, Reject, Unsure

from .files import Fiction

#: The stewards worked from the most probable pairs downwards, and took a sample of the doubtful ones.
FROM_THE_TOP, FROM_THE_REST = 660, 90
#: Share of the doubtful pairs on which they are said to have been unsure.
UNSURE = 0.1
#: Decisions whose consequences are computed together.
AT_ONCE = 75


def decide_season(*, fiction: Fiction, stewards: list[User], random: Random) -> dict[str, int]:
    """Decide on open first-ranked pairs as the truth has it; returns how many of each verdict."""
    people = _people_of_constituents(fiction)
    holders = {one.persona_id: one.person.number for one in fiction.accounts if one.person}
    counts: dict[str, int] = defaultdict(int)
    pairs = [pair for pair in _open_pairs() if pair.external_id in fiction.persona_ids]
    top = [pair for pair in pairs if pair.rule in ONLY_PROBABILITY][:FROM_THE_TOP]
    rest = sorted(set(pairs) - set(top), key=lambda pair: pair.external_id)
    sample = random.sample(rest, min(FROM_THE_REST, len(rest)))
    asked = [*top, *sample]
    for start in range(0, len(asked), AT_ONCE):
        with together():
            for pair in asked[start : start + AT_ONCE]:
                right = holders.get(pair.external_id) in people.get(pair.constituent_id, set())
                unsure = pair in sample and random.random() < UNSURE
                verb = Unsure if unsure else Approve if right else Reject
                counts[verb.verb] += _take(verb, pair, random.choice(stewards))
    return dict(counts)


def _take(verb: type[Judgement], pair: _Pair, steward: User) -> int:
    reason = {Approve: "", Reject: "different_person", Unsure: "too_little_evidence"}[verb]
    try:
        verb(candidate_id=pair.candidate_id, lock_version=pair.lock_version, actor=steward, reason=reason).run()
    except DomainError:
        # An approval before it may have settled this persona's other pairs.
        return 0
    return 1


class _Pair(NamedTuple):
    candidate_id: UUID
    lock_version: int
    rule: str
    external_id: str
    constituent_id: UUID


def _open_pairs() -> list[_Pair]:
    with purpose("upkeep", reason="the demo's history of decisions"):
        return [
            _Pair(*row)
            for row in Candidate.objects.filter(state=CandidateState.OPEN, rank=1)
            .order_by("-probability", "pk")
            .values_list("pk", "lock_version", "rule", "persona__external_id", "constituent_id")
        ]


def _people_of_constituents(fiction: Fiction) -> dict[UUID, set[int]]:
    """Which fictional people stand behind each constituent, through the rows of the sources."""
    found: dict[UUID, set[int]] = defaultdict(set)
    members = Membership.objects.filter(ended_at__isnull=True).values_list(
        "identity__source__name", "identity__external_id", "constituent_id"
    )
    for source, external_id, constituent_id in members:
        number = fiction.number_of.get((source, external_id))
        if number is not None:
            found[constituent_id].add(number)
    return found
