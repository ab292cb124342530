"""Privacy learns where people live and when they are of age from the organisation's own records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from crmsocial.consolidation import services
from crmsocial.consolidation.protection import person_facts
from crmsocial.consolidation.resolve import Fact, RankedClaim
from privacy.models import Person
from tests.factories.people import person

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
HOME, OLD = uuid4(), uuid4()


def claim(attribute: str, value: str, rank: int = 1, origin: str = "crm", record: object = HOME) -> RankedClaim:
    fact = Fact(attribute, value, value.lower(), origin, WHEN, record_id=record)  # type: ignore[arg-type]
    return RankedClaim(fact, rank, rank == 1, "rule")


def test_a_state_counts_with_the_country_of_its_own_record() -> None:
    claims = [
        claim("country", "United States"),
        claim("state", "TX", record=OLD),
        claim("state", "California", rank=2),
        claim("birth_date", "2015-06-01"),
    ]
    found = person_facts(HOME, claims)
    assert (found.jurisdiction, found.of_age_on) == ("US-CA", date(2033, 6, 1))
    assert person_facts(HOME, claims[:2]).jurisdiction == "US"


def test_what_a_network_shows_is_not_asked() -> None:
    found = person_facts(HOME, [claim("country", "DE", origin="persona:mastodon"), claim("country", "FR", rank=2)])
    assert found.jurisdiction == "FR" and person_facts(HOME, []).jurisdiction == ""


@pytest.mark.django_db
def test_a_refresh_tells_it_once() -> None:
    who = person(full_name="Ana Example", country="Austria", birth_date="2019-02-03").id
    services.refresh(constituent_ids=[who])
    row = Person.objects.get(pk=who)
    assert (row.jurisdiction, row.of_age_on) == ("AT", date(2037, 2, 3))
    services.refresh(constituent_ids=[who])
    assert Person.objects.get(pk=who).updated_at == row.updated_at
