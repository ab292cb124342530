"""Privacy learns where people live and when they are of age from the organisation's own records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps

from crmsocial.consolidation import services
from crmsocial.consolidation.protection import person_facts
from crmsocial.consolidation.resolve import Fact, RankedClaim
from crmsocial.core.jobs.worker import work
from crmsocial.core.models import Job, JobState
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


@pytest.mark.django_db
def test_profiles_that_are_older_than_the_question_are_told_of_by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    whom = [person(full_name=f"Ana {n}", country="Austria", birth_date="2019-02-03").id for n in range(3)]
    services.refresh(constituent_ids=whom)
    told = {"jurisdiction": "AT", "of_age_on": date(2037, 2, 3)}
    Person.objects.all().delete()
    migration = import_module("crmsocial.consolidation.migrations.0005_tell_of_people")
    migration.enter(apps, None)
    job = Job.objects.get(kind=migration.KIND)
    monkeypatch.setattr(services.tell_of_people, "__kwdefaults__", {"limit": 2})
    assert [work(job.pk) for _ in range(2)] == [JobState.QUEUED, JobState.DONE]
    assert Person.objects.filter(pk__in=whom, **told).count() == 3


@pytest.mark.django_db
def test_a_new_database_has_nobody_to_tell_of() -> None:
    migration = import_module("crmsocial.consolidation.migrations.0005_tell_of_people")
    migration.enter(apps, None)
    assert not Job.objects.filter(kind=migration.KIND).exists()
