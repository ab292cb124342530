"""What a person corrected stays corrected, whatever sources, merges and unmerges do."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmsocial.consolidation import corrections, selectors, services
from crmsocial.consolidation.models import Correction, Profile, SurvivorshipRule
from crmsocial.constituents.models import SourceRecord
from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.models import AuditEntry
from crmsocial.identity import merge, unmerge
from crmsocial.lookup.search import search
from tests.factories import people
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db
WRONG = {"full_name": "Ana Ortega", "email": "wrong@example.org", "birth_date": "1980-01-01"}
RIGHT = "ana@example.org"


def correct(holder: UUID, attribute: str = "email", *values: str) -> UUID:
    request_id = uuid4()
    corrections.correct(
        constituent_id=holder, attribute=attribute, values=values or (RIGHT,), actor=None, request_id=request_id
    )
    return request_id


def shown(holder: UUID, attribute: str = "email") -> list[str]:
    view = selectors.profile(holder).get(attribute)
    return [claim.value for claim in view.shown] if view else []


def found(text: str) -> set[UUID]:
    return {hit.constituent_id for hit in search(text, actor=None)}


def test_it_outranks_every_source_and_shows_why() -> None:
    ana = people.person(**WRONG)
    services.refresh(constituent_ids=[ana.id])
    request_id = correct(ana.id)
    view = selectors.profile(ana.id).get("email")
    assert view is not None
    assert [claim.value for claim in view.shown] == [RIGHT]
    assert [claim.value for claim in view.lost] == ["wrong@example.org"]
    winner = view.shown[0]
    assert winner.request_id == request_id and winner.origin_label == "Corrected by the person"
    assert str(request_id)[-8:] in winner.rule and "Corrected by the person on" in winner.rule
    assert "The person corrected it" in view.lost[0].rule
    # The source's row is evidence of what it said, and stays as it arrived.
    assert SourceRecord.objects.get(identity=ana.identities[0]).values["email"] == "wrong@example.org"


def test_no_rule_and_no_newer_row_wins_over_it() -> None:
    ana = people.person(**WRONG)
    services.refresh(constituent_ids=[ana.id])
    correct(ana.id)
    SurvivorshipRule.objects.filter(attribute="email").update(precedence=["donor_database", "corrected"])
    for days in (1, 400):
        row = WRONG | {"email": f"wrong{days}@example.org"}
        people.record(ana.identities[0], row, observed_at=people.THEN + timedelta(days=days))
        people.join(ana.constituent, people.source("form", "form"), email=f"typed{days}@example.org")
        services.refresh(constituent_ids=[ana.id])
        assert shown(ana.id) == [RIGHT]


def test_search_follows() -> None:
    ana = people.person(**WRONG)
    services.refresh(constituent_ids=[ana.id])
    assert ana.id in found("wrong@example.org")
    request_id = correct(ana.id)
    assert ana.id in found(RIGHT) and found("wrong@example.org") == set()
    (row,) = corrections.of_request(request_id)
    corrections.end(correction_id=row.id, request_id=request_id, actor=None)
    assert ana.id in found("wrong@example.org") and found(RIGHT) == set()
    assert corrections.of_request(request_id)[0].ended_at is not None


def test_several_values_and_a_second_thought() -> None:
    ana = people.person(**WRONG)
    first = correct(ana.id, "email", RIGHT, " a.ortega@example.org ", "ANA@example.org")
    assert set(shown(ana.id)) == {"ANA@example.org", "a.ortega@example.org"}
    correct(ana.id, "email", "new@example.org")
    assert shown(ana.id) == ["new@example.org"]
    assert all(view.ended_at for view in corrections.of_request(first))


def test_a_corrected_name_orders_lists() -> None:
    ana = people.person(full_name="Anna Artega", given_name="Anna", family_name="Artega")
    services.refresh(constituent_ids=[ana.id])
    correct(ana.id, "name", "Ana Ortega")
    assert selectors.names([ana.id]) == {ana.id: "Ana Ortega"}
    assert Profile.objects.get(pk=ana.id).sort_name == "ana ortega"


@pytest.mark.parametrize(
    ("attribute", "values", "says"),
    [
        ("handle:x", ("@ana",), "nothing that can be corrected"),
        ("bio", ("Cellist",), "nothing that can be corrected"),
        ("email", ("  ",), "write what is right"),
        ("birth_date", ("1980-01-02", "1980-01-03"), "has one value"),
        ("name", ("A" * 501,), "no more than 500"),
    ],
)
def test_what_cannot_be_corrected_changes_nothing(attribute: str, values: tuple[str, ...], says: str) -> None:
    ana = people.person(**WRONG)
    with pytest.raises(InvalidInput, match=says):
        correct(ana.id, attribute, *values)
    assert not Correction.objects.exists()


def test_strangers() -> None:
    ana = people.person(**WRONG)
    with pytest.raises(NotFound):
        correct(uuid4())
    request_id = correct(ana.id)
    (row,) = corrections.of_request(request_id)
    with pytest.raises(NotFound):
        corrections.end(correction_id=row.id, request_id=uuid4(), actor=None)
    assert shown(ana.id) == [RIGHT]


def test_the_audit_names_no_value_and_rows_go_with_erasure_alone() -> None:
    ana = people.person(**WRONG)
    correct(ana.id)
    entry = AuditEntry.objects.get(verb="correction.set")
    assert entry.details["attribute"] == "email" and RIGHT not in str(entry.details)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM consolidation_correction")


STEPS = st.lists(st.sampled_from(["import", "merge", "unmerge", "join"]), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_it_survives_whatever_happens_to_the_constituent(steps: list[str]) -> None:
    steward = user_with("steward")
    with transaction.atomic():
        ana, ben = people.person(**WRONG), people.person(full_name="Ben Park", email="ben@example.org")
        services.refresh(constituent_ids=[ana.id, ben.id])
        correct(ana.id)
        merged = None
        for day, step in enumerate(steps):
            if step == "import":
                row = WRONG | {"email": f"again{day}@example.org"}
                people.record(ana.identities[0], row, observed_at=people.THEN + timedelta(days=day))
                services.refresh(constituent_ids=[ana.id, ben.id])
            elif step == "join":
                holder = ben if merged else ana
                people.join(holder.constituent, people.source("form", "form"), email=f"typed{day}@example.org")
                services.refresh(constituent_ids=[holder.id])
            elif step == "merge" and merged is None:
                merged = merge.merge(into=ben.id, others=[ana.id], actor=steward, reason="same_person")
            elif step == "unmerge" and merged is not None:
                unmerge.unmerge(decision=merged, actor=steward)
                merged = None
            assert shown(ben.id if merged else ana.id) == [RIGHT], steps
            if merged is None:
                assert RIGHT not in shown(ben.id)
        transaction.set_rollback(True)


def test_when_two_corrected_people_prove_to_be_one_the_newest_word_counts() -> None:
    ana, other = people.person(**WRONG), people.person(full_name="A. Ortega", birth_date="1979-09-09")
    correct(ana.id, "birth_date", "1980-02-02")
    correct(other.id, "birth_date", "1980-03-03")
    merge.merge(into=ana.id, others=[other.id], actor=user_with("steward"), reason="same_person")
    assert shown(ana.id, "birth_date") == ["1980-03-03"]
    # A correction on the whole replaces both.
    correct(ana.id, "birth_date", "1980-04-04")
    assert shown(ana.id, "birth_date") == ["1980-04-04"]
    assert Correction.objects.filter(ended_at__isnull=True).count() == 1
