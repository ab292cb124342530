"""A season of decisions by the demo's stewards, taken by the same verbs as in the browser."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from uuid import UUID

from crmsocial.core.errors import DomainError
from crmsocial.core.models import User
from crmsocial.identity.models import Membership
from matching.models import Candidate, CandidateState
from privacy.gate import purpose
from review.actions import Approve, Reject, Unsure

from .files import Fiction

#: Share of the pairs on which the stewards are said to have been unsure.
UNSURE = 0.015


def decide_season(*, fiction: Fiction, stewards: list[User], random: Random, leave_open: float) -> dict[str, int]:
    """Decide on most open first-ranked pairs as the truth has it; returns how many of each verdict."""
    people = _people_of_constituents(fiction)
    holders = {one.persona_id: one.person.number for one in fiction.accounts if one.person}
    counts: dict[str, int] = defaultdict(int)
    for candidate_id, version, external_id, constituent_id in _open_pairs():
        if external_id not in fiction.persona_ids or random.random() < leave_open:
            continue
        steward = random.choice(stewards)
        right = holders.get(external_id) in people.get(constituent_id, set())
        verb = Unsure if random.random() < UNSURE else Approve if right else Reject
        reason = {Approve: "", Reject: "different_person", Unsure: "too_little_evidence"}[verb]
        try:
            verb(candidate_id=candidate_id, lock_version=version, actor=steward, reason=reason).run()
            counts[verb.verb] += 1
        except DomainError:
            # An approval before it may have settled this persona's other pairs.
            continue
    return dict(counts)


def _open_pairs() -> list[tuple[UUID, int, str, UUID]]:
    with purpose("upkeep", reason="the demo's history of decisions"):
        return list(
            Candidate.objects.filter(state=CandidateState.OPEN, rank=1)
            .order_by("-probability", "pk")
            .values_list("pk", "lock_version", "persona__external_id", "constituent_id")
        )


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
