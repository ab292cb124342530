"""What an erasure does, and what it never does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from crmsocial.core import jobs
from crmsocial.core.errors import Conflict, NotFound
from crmsocial.core.models import AuditEntry, Job
from privacy import signals, signing
from privacy.erasure import registry, running, services, states, suppression, work
from privacy.erasure.journal_reading import reader
from privacy.facts import accounts
from privacy.models import (
    Account,
    ConsentEvent,
    Erasure,
    ErasureScope,
    ErasureState,
    ErasureStep,
    Hold,
    Incident,
    Permission,
    Person,
    StepState,
)
from tests.privacy.factories import visible

from .people import Known, erase, town, work_of, worked_off

pytestmark = pytest.mark.django_db


class Shelf:
    """A store outside the database, for tests: a number of things, that may be off or search without seeing."""

    name = "tests.shelf"
    label = "Shelf"
    covers = ()
    position = 35

    def __init__(self) -> None:
        self.things, self.off, self.blind = 3, "", False

    def blocked(self, subject: object) -> str:
        return self.off

    def count(self, subject: object) -> int:
        return 0 if self.blind else self.things + Person.objects.filter(pk=self.planted(subject)).count()

    def erase(self, subject: object) -> int:
        gone, self.things = min(self.things, 1), max(0, self.things - 1)
        return gone

    def plant(self, subject: object) -> None:
        Person.objects.create(constituent_id=self.planted(subject))

    @staticmethod
    def planted(subject: Any) -> Any:
        return subject.erasure_id


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    store = Shelf()
    registry.register(store)
    yield store
    del registry._stores[store.name]


@pytest.fixture
def ana(tmp_path: Path) -> Known:
    return town(tmp_path)[0]


def step(erasure: Erasure, store: str) -> ErasureStep:
    return erasure.steps.get(store=store)


def test_every_store_is_emptied_and_proven(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    told: list[Erasure] = []
    receive = lambda erasure, **_: told.append(erasure)  # noqa: E731
    signals.erasure_completed.connect(receive)
    erasure = erase(ana)
    signals.erasure_completed.disconnect(receive)
    steps = list(erasure.steps.all())
    assert {one.store: one.blocked_by for one in steps if one.state != StepState.DONE} == {}
    assert (erasure.state, told) == (ErasureState.COMPLETE, [erasure])
    assert [one.store for one in steps] == [store.name for store in registry.stores()]
    assert all(one.planted_seen and one.left == 0 for one in steps)
    assert step(erasure, "constituents.interactions").erased == 2
    assert step(erasure, "personas.personas").erased == 1
    assert not Account.objects.filter(pk=ana.persona_id).exists()
    assert Account.objects.filter(pk=ben.persona_id).exists()
    assert AuditEntry.objects.filter(verb="erasure.completed", object_id=str(erasure.pk)).count() == 1


def test_the_manifest_proves_it_without_a_personal_word(ana: Known) -> None:
    erasure = erase(ana)
    payload = signing.verify(erasure.manifest)
    assert payload["erasure"] == str(erasure.pk)
    assert [one["store"] for one in payload["stores"]] == [store.name for store in registry.stores()]
    assert all(one["planted_row_seen"] and one["left"] == 0 for one in payload["stores"])
    text = str(erasure.manifest).casefold()
    assert not [
        word
        for word in ("ana", "olsen", "example.org", "5550142", "555-0142", "m-1", str(ana.constituent_id))
        if word in text
    ]


def test_nothing_is_visible_from_the_start(ana: Known, client: Any) -> None:
    assert Permission.objects.filter(persona_id=ana.persona_id).exists()
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    assert erasure.state == ErasureState.PENDING
    assert not Permission.objects.filter(persona_id=ana.persona_id).exists()
    assert ConsentEvent.objects.filter(constituent_id=ana.constituent_id, method="erasure").exists()


def test_its_account_stays_hidden_while_its_link_is_gone_already(ana: Known) -> None:
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    while not ErasureStep.objects.filter(erasure=erasure, store="identity.links", state=StepState.DONE).exists():
        running.advance(erasure.pk)
    accounts.set_holders({ana.persona_id: None})
    assert not Permission.objects.filter(persona_id=ana.persona_id).exists()


def test_an_open_erasure_is_returned_and_a_complete_one_is_not_done_again(ana: Known) -> None:
    start: Callable[[], Erasure] = lambda: services.start(  # noqa: E731
        scope="person", origin="request", actor=None, constituent_ids=[ana.constituent_id]
    )
    erasure = start()
    assert start() == erasure
    worked_off(erasure)
    with pytest.raises(Conflict, match="erased already"):
        start()


def test_nobody_can_be_erased_who_never_was() -> None:
    with pytest.raises(NotFound):
        services.start(scope="person", origin="staff", actor=None, constituent_ids=[uuid4()])


def test_a_store_that_is_off_keeps_it_open_until_it_is_back(ana: Known, shelf: Shelf) -> None:
    shelf.off = "connector_off"
    erasure = erase(ana)
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "connector_off")
    assert step(erasure, shelf.name).blocked_by == "connector_off"
    assert erasure.manifest is None
    shelf.off = ""
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert (step(erasure, shelf.name).found, step(erasure, shelf.name).erased) == (3, 3)


def test_a_search_that_cannot_see_proves_nothing(ana: Known, shelf: Shelf) -> None:
    shelf.blind = True
    erasure = erase(ana)
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "search_blind")
    assert step(erasure, shelf.name).planted_seen is False
    assert Incident.objects.filter(kind="erasure_search_blind").count() == 1
    shelf.blind = False
    assert worked_off(erasure).state == ErasureState.COMPLETE


def test_a_store_that_is_gone_blocks_and_one_that_is_new_joins(ana: Known, shelf: Shelf) -> None:
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    del registry._stores[shelf.name]
    assert worked_off(erasure).blocked_by == "store_not_installed"
    registry.register(shelf)
    new = Shelf()
    new.name = "tests.second_shelf"
    registry.register(new)
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert step(erasure, new.name).erased == 3
    del registry._stores[new.name]


def test_what_comes_in_late_is_found_before_the_end(ana: Known, shelf: Shelf) -> None:
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    while not ErasureStep.objects.filter(erasure=erasure, store=shelf.name, state=StepState.DONE).exists():
        running.advance(erasure.pk)
    shelf.things = 2
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert (step(erasure, shelf.name).found, step(erasure, shelf.name).erased, shelf.things) == (5, 5, 0)


def test_a_hold_stops_everything_until_it_is_lifted(ana: Known) -> None:
    hold = Hold.objects.create(constituent_id=ana.constituent_id, ground="legal_claim")
    erasure = erase(ana)
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "hold:legal_claim")
    # Nothing went; but who is held is kept from coming in anew.
    assert list(erasure.steps.filter(state=StepState.DONE).values_list("store", flat=True)) == [suppression.NAME]
    assert not Permission.objects.filter(persona_id=ana.persona_id).exists()
    Hold.objects.filter(pk=hold.pk).update(lifted_at=erasure.requested_at)
    assert worked_off(erasure).state == ErasureState.COMPLETE


def test_a_hold_on_transactions_keeps_nothing_else(ana: Known) -> None:
    hold = Hold.objects.create(constituent_id=ana.constituent_id, ground="tax_law", covers="transactions")
    erasure = erase(ana)
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "hold:tax_law")
    assert set(erasure.steps.exclude(state=StepState.DONE).values_list("store", flat=True)) == {
        "constituents.transactions"
    }
    Hold.objects.filter(pk=hold.pk).update(lifted_at=erasure.requested_at)
    assert worked_off(erasure).state == ErasureState.COMPLETE


def test_accounts_go_and_their_holder_stays(ana: Known) -> None:
    erasure = services.start(
        scope=ErasureScope.ACCOUNTS, origin="callback", actor=None, persona_ids=[ana.persona_id], platform="mastodon"
    )
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert not Account.objects.filter(pk=ana.persona_id).exists()
    again = erase(ana)
    assert again.state == ErasureState.COMPLETE and step(again, "constituents.records").erased == 1


def test_accounts_are_found_by_their_hash(ana: Known) -> None:
    hashed = bytes(Account.objects.get(pk=ana.persona_id).account_hash)
    erasure = services.start(scope="accounts", origin="callback", actor=None, account_hashes=[hashed])
    assert erasure.persona_ids == [ana.persona_id]
    assert services.start(scope="accounts", origin="callback", actor=None, account_hashes=[hashed]) == erasure


def test_what_grew_too_old_is_not_refused_for_ever(ana: Known) -> None:
    erasure = services.start(scope="accounts", origin="retention", actor=None, persona_ids=[ana.persona_id])
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert not erasure.suppressions.exists()
    assert not ConsentEvent.objects.filter(account_hash__in=erasure.account_hashes).exists()


def test_cancelled_work_is_entered_again(ana: Known) -> None:
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    jobs.cancel(job=Job.objects.get(pk=work_of(erasure)), actor=None)
    erasure.refresh_from_db()
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "work_stopped")
    assert work.enter_stopped() == 1
    erasure.refresh_from_db()
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert work.enter_stopped() == 0


def test_nothing_goes_while_the_journal_cannot_be_written(ana: Known, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.ERASURE_JOURNAL = str(tmp_path / "file" / "journal.jsonl")
    erasure = services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    jobs.work(work_of(erasure))
    assert not erasure.steps.filter(state=StepState.DONE).exists()
    assert Account.objects.filter(pk=ana.persona_id).exists()


def test_the_journal_knows_ids_and_hashes(ana: Known) -> None:
    erasure = erase(ana)
    entry = reader().entries()[erasure.pk]
    assert entry.complete and entry.constituent_ids == (ana.constituent_id,) and len(entry.suppressions) == 7
    text = reader().path.read_text().casefold()
    assert "olsen" not in text and "example.org" not in text
    assert reader().path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("before", ErasureState.values)
@pytest.mark.parametrize("after", ErasureState.values)
def test_the_states_of_an_erasure(before: str, after: str) -> None:
    allowed = {
        ("pending", "running"), ("pending", "blocked"), ("running", "blocked"), ("running", "complete"),
        ("blocked", "running"),
    }  # fmt: skip
    erasure = Erasure(state=before)
    if before == after or (before, after) in allowed:
        states.move(erasure, ErasureState(after))
        assert erasure.state == after
    else:
        with pytest.raises(ValueError, match=f"from {before} to {after}"):
            states.move(erasure, ErasureState(after))


@pytest.mark.parametrize("before", StepState.values)
@pytest.mark.parametrize("after", StepState.values)
def test_the_states_of_a_step(before: str, after: str) -> None:
    allowed = {("pending", "done"), ("pending", "blocked"), ("blocked", "pending"), ("done", "pending")}
    step = ErasureStep(state=before)
    if before == after or (before, after) in allowed:
        states.move_step(step, StepState(after))
        assert step.state == after
    else:
        with pytest.raises(ValueError, match=f"from {before} to {after}"):
            states.move_step(step, StepState(after))


def test_the_account_is_hidden_from_everybody(ana: Known) -> None:
    from crmsocial.personas.models import Persona

    services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    assert not visible(Persona(pk=ana.persona_id)) and not visible(Persona(pk=ana.persona_id), "profile_view")
