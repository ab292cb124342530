"""What privacy must know of people, from the organisation's own records: where they live, and when they are of age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from crmsocial.core.database.bulk import among
from privacy.facts import people

from . import origins
from .models import Claim
from .resolve import Fact, RankedClaim

_ASKED = ("country", "state", "birth_date")


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


def stored_facts(constituent_ids: Collection[UUID]) -> Iterator[people.PersonFacts]:
    """The same from the profiles as they are stored. To be read under a purpose."""
    claims: dict[UUID, list[RankedClaim]] = defaultdict(list)
    rows = Claim.objects.filter(constituent_id__in=among(constituent_ids), attribute__in=_ASKED, persona_id=None)
    for pk, rank, wins, rule, *fact in rows.values_list("constituent_id", "rank", "wins", "rule", *Fact._fields):
        claims[pk].append(RankedClaim(Fact._make(fact), rank, wins, rule))
    return (person_facts(pk, found) for pk, found in claims.items())


def _first(facts: Iterable[Fact], attribute: str, beside: Fact | None = None) -> Fact | None:
    return next(
        (
            fact
            for fact in facts
            if fact.attribute == attribute and (beside is None or fact.record_id == beside.record_id)
        ),
        None,
    )
