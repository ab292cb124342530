"""What privacy must know of people, from the organisation's own records: where they live, and when they are of age."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from privacy.facts import people

from . import origins
from .resolve import Fact, RankedClaim


def person_facts(constituent_id: UUID, claims: Iterable[RankedClaim]) -> people.PersonFacts:
    """Country, state and date of birth as the profile has them; what a network shows is not asked.

    A state counts with the country of the same record: the best of each may come from two addresses.
    """
    own = [claim.fact for claim in sorted(claims, key=lambda one: one.rank) if not origins.is_social(claim.fact.origin)]
    country = _first(own, "country")
    state = _first(own, "state", beside=country)
    born = _first(own, "birth_date")
    return people.facts(
        constituent_id=constituent_id,
        country=country.value if country else "",
        state=state.value if state else "",
        birth_date=born.value if born else "",
    )


def _first(facts: Iterable[Fact], attribute: str, beside: Fact | None = None) -> Fact | None:
    return next(
        (
            fact
            for fact in facts
            if fact.attribute == attribute and (beside is None or fact.record_id == beside.record_id)
        ),
        None,
    )
