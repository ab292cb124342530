"""Holds: on a ground that the law knows, for a time, and in the way of whoever deletes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from crmsocial.constituents.models import Alias
from crmsocial.core import jobs
from crmsocial.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import AuditEntry, User
from privacy import holds
from privacy.erasure import services as erasures
from privacy.holds import services
from privacy.models import Erasure, Hold
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import constituent, persona

pytestmark = pytest.mark.django_db
REVIEW = date(2027, 6, 1)


@pytest.fixture
def admin() -> User:
    return user_with("privacy_admin")


def place(admin: User, **values: Any) -> Hold:
    return services.place(actor=admin, **{"ground": "legal_claim", "review_on": REVIEW, **values})


def test_a_hold_on_a_person_is_found_by_every_id_and_by_their_accounts(admin: User) -> None:
    kept, former = constituent(), constituent()
    Alias.objects.create(former_id=former, constituent_id=kept)
    row = persona("x", holder=kept)
    place(admin, constituent_id=former)
    assert Hold.objects.get().constituent_id == kept, "a former id is followed"
    for about in ({"constituent_ids": [kept]}, {"constituent_ids": [former]}, {"persona_ids": [row.pk]}):
        assert holds.holding(**about, category="persona") == "legal_claim"
    assert holds.holding(constituent_ids=[uuid4()]) == "" and holds.holding() == ""


def test_a_hold_that_was_placed_before_a_merge_still_holds(admin: User) -> None:
    kept, former = constituent(), constituent()
    place(admin, constituent_id=former)
    Alias.objects.create(former_id=former, constituent_id=kept)
    assert holds.holding(constituent_ids=[kept]) == "legal_claim"


@pytest.mark.parametrize(
    ("covers", "category", "code"),
    [
        ("everything", "persona", "tax_law"),
        ("everything", "", "tax_law"),
        ("transactions", "transactions", "tax_law"),
        ("transactions", "persona", ""),
        ("transactions", "", "tax_law"),
    ],
)
def test_a_hold_covers_what_it_says(admin: User, covers: str, category: str, code: str) -> None:
    who = constituent()
    place(admin, constituent_id=who, covers=covers, ground="tax_law")
    assert holds.holding(constituent_ids=[who], category=category) == code


def test_a_hold_on_a_source(admin: User) -> None:
    source = people.source("tickets")
    place(admin, source=source, ground="audit")
    assert holds.holding(source_ids=[source.pk]) == "audit"
    assert holds.held("transactions").sources == (source.pk,)


def test_who_is_held_is_known_by_all_ids_that_stores_know(admin: User) -> None:
    ana = people.person(full_name="Ana Olsen")
    row = persona("x", holder=ana.id)
    place(admin, constituent_id=ana.id)
    found = holds.held("transactions")
    assert found.constituents == (ana.id,) and found.personas == (row.pk,)
    assert found.identities == (ana.identities[0].pk,)
    services.lift(hold=Hold.objects.get(), actor=admin)
    assert holds.held("transactions") == holds.Held()


@pytest.mark.parametrize(
    "values",
    [{}, {"ground": "other"}, {"covers": "gossip"}, {"constituent_id": None}],
    ids=["both", "ground", "covers", "neither"],
)
def test_what_a_hold_must_say(admin: User, values: dict[str, Any]) -> None:
    about = {"constituent_id": constituent(), "source": None if values else people.source()}
    with pytest.raises(InvalidInput):
        place(admin, **about | values)
    assert not Hold.objects.exists()


def test_nobody_is_held_who_is_not_there_and_nobody_else_may(admin: User) -> None:
    with pytest.raises(NotFound):
        place(admin, constituent_id=uuid4())
    with pytest.raises(NotPermitted):
        place(user_with("administrator"), constituent_id=constituent())


def test_it_is_reviewed_and_lifted_once(admin: User) -> None:
    hold = place(admin, constituent_id=constituent())
    services.review(hold=hold, actor=admin, review_on=date(2028, 1, 1))
    assert Hold.objects.get().review_on == date(2028, 1, 1)
    services.lift(hold=hold, actor=admin)
    for late in (services.lift, lambda **values: services.review(**values, review_on=REVIEW)):
        with pytest.raises(Conflict):
            late(hold=hold, actor=admin)
    verbs = AuditEntry.objects.filter(object_type="hold").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["hold.placed", "hold.reviewed", "hold.lifted"]


def test_an_erasure_waits_for_the_hold_and_goes_on_when_it_is_lifted(admin: User) -> None:
    ana = people.person(full_name="Ana Olsen", email="ana.olsen@example.org")
    hold = place(admin, constituent_id=ana.id)
    erasure = erasures.start(scope="person", origin="staff", actor=admin, constituent_ids=[ana.id])
    assert (erasure.state, erasure.blocked_by) == ("blocked", "hold:legal_claim")
    assert str(holds.in_words(erasure.blocked_by)).startswith("The establishment")
    assert services.lift(hold=hold, actor=admin) == 1
    erasure.refresh_from_db()
    assert erasure.job_id is not None
    jobs.drain(until=erasure.job_id, timeout=90)
    assert Erasure.objects.get().state == "complete"


def test_a_second_hold_keeps_it_waiting(admin: User) -> None:
    ana = people.person(full_name="Ana Olsen")
    first = place(admin, constituent_id=ana.id)
    place(admin, constituent_id=ana.id, ground="tax_law")
    erasure = erasures.start(scope="person", origin="staff", actor=admin, constituent_ids=[ana.id])
    services.lift(hold=first, actor=admin)
    jobs.work(erasure.job_id)  # type: ignore[arg-type]
    erasure.refresh_from_db()
    assert (erasure.state, erasure.blocked_by) == ("blocked", "hold:tax_law")


def test_every_ground_has_words_and_there_is_no_other() -> None:
    assert "other" not in holds.GROUNDS
    assert all("art. 17" in str(words) or "Civ. Code" in str(words) for words in holds.GROUNDS.values())
    assert str(holds.in_words("hold:unheard_of")) == "A legal duty"


def test_a_hold_on_an_unknown_word_is_refused_by_the_database(admin: User) -> None:
    hold = place(admin, constituent_id=constituent())
    with pytest.raises(IntegrityError, match="hold_covers_known"):
        Hold.objects.filter(pk=hold.pk).update(covers="all")
