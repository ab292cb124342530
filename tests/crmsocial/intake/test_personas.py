from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from crmsocial.personas.models import HandleHistory, Persona
from privacy import ledger
from privacy.gate import purpose
from privacy.ledger import Subject
from privacy.models import Account, ConsentEvent, Permission
from tests.factories import people

from .files import ACCOUNTS, changed, load, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _intake() -> Iterator[None]:
    """Persona rows are visible to a purpose alone."""
    with purpose("intake", reason="test"):
        yield


def personas(tmp_path: Path, rows: list[list[str]] = ACCOUNTS, **options: str) -> tuple[int, int, int]:
    batch = load(
        write(tmp_path / "accounts.csv", rows), "personas", **{"source_name": "network", "basis": "public", **options}
    )
    return batch.rows_added, batch.rows_changed, batch.rows_unchanged


def identified(line: int, account_id: str, rows: list[list[str]] = ACCOUNTS) -> list[list[str]]:
    return changed(rows, line, "platform_user_id", account_id)


def test_a_row_becomes_a_persona_with_its_account(tmp_path: Path) -> None:
    assert personas(tmp_path) == (2, 0, 0)
    ana = Persona.objects.get(handle_key="anaolsen")
    assert (ana.platform, ana.handle, ana.account_id, ana.display_name, ana.bio) == (
        "x",
        "AnaOlsen",
        None,
        "Ana Olsen",
        "Dances.",
    )
    assert (ana.is_provisional, ana.external_id, ana.basis) == (True, "p1", "public")
    assert ana.handles.get().handle == "AnaOlsen"
    account = Account.objects.get(pk=ana.pk)
    assert (account.platform, account.basis, account.source_kind) == ("x", "public", "crm")


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    personas(tmp_path)
    before = list(Persona.objects.order_by("pk").values_list("pk", "updated_at"))
    assert personas(tmp_path) == (0, 0, 2)
    assert list(Persona.objects.order_by("pk").values_list("pk", "updated_at")) == before


def test_a_provisional_persona_is_adopted_when_the_account_id_is_learned(tmp_path: Path) -> None:
    personas(tmp_path)
    before = Persona.objects.get(handle_key="anaolsen")
    assert personas(tmp_path, identified(2, "1001")) == (0, 1, 1)
    ana = Persona.objects.get(account_id="1001")
    assert (ana.pk, ana.is_provisional) == (before.pk, False)
    assert Persona.objects.count() == 2
    assert personas(tmp_path) == (0, 1, 1), "the older file speaks of the same account"
    assert Persona.objects.get(pk=ana.pk).account_id == "1001"


def test_only_the_same_source_adopts(tmp_path: Path) -> None:
    personas(tmp_path)
    assert personas(tmp_path, identified(2, "1001"), source_name="other") == (2, 0, 0)


def test_a_new_handle_is_remembered_beside_the_old(tmp_path: Path) -> None:
    personas(tmp_path, identified(2, "1001"))
    personas(tmp_path, changed(identified(2, "1001"), 2, "username", "anadances"))
    ana = Persona.objects.get(account_id="1001")
    assert ana.handle == "anadances"
    assert set(ana.handles.values_list("handle_key", flat=True)) == {"anaolsen", "anadances"}


def test_a_handle_that_was_given_up_is_another_persona(tmp_path: Path) -> None:
    personas(tmp_path, identified(2, "1001"))
    assert personas(tmp_path, identified(2, "2002")) == (1, 0, 1)
    assert set(HandleHistory.objects.filter(handle_key="anaolsen").values_list("persona__account_id", flat=True)) == {
        "1001",
        "2002",
    }


def test_another_source_fills_gaps_and_overwrites_nothing(tmp_path: Path) -> None:
    personas(tmp_path, identified(2, "1001"))
    other = changed(changed(identified(2, "1001"), 2, "display_name", "Somebody"), 2, "bio", "")
    other = [[*row, "location" if number == 0 else "Oslo"] for number, row in enumerate(other)]
    assert personas(tmp_path, other, source_name="other") == (1, 1, 0)
    ana = Persona.objects.get(account_id="1001")
    assert (ana.display_name, ana.bio, ana.location, ana.source.name) == ("Ana Olsen", "Dances.", "Oslo", "network")
    assert personas(tmp_path, other, source_name="other") == (0, 0, 2)
    assert personas(tmp_path, identified(2, "1001")) == (0, 1, 1), "the first source's word about its own row stands"


def test_two_rows_about_one_account_are_one_persona(tmp_path: Path) -> None:
    head = [*ACCOUNTS[0], "snapshot"]
    rows = [
        head,
        ["p1", "x", "RepAna", "1001", "", "", "2026"],
        ["p2", "x", "AnaForCity", "1001", "Ana Olsen", "Dances.", "2017"],
        ["p3", "x", "repana", "", "", "", ""],
        ["p1", "x", "another", "", "", "", ""],
    ]
    batch = load(write(tmp_path / "accounts.csv", rows), "personas", source_name="network", basis="public")
    assert (batch.rows_added, batch.rows_joined, batch.rows_bad) == (1, 2, 1)
    ana = Persona.objects.get()
    assert (ana.handle, ana.account_id, ana.display_name) == ("RepAna", "1001", "Ana Olsen")
    assert set(ana.handles.values_list("handle_key", flat=True)) == {"repana", "anaforcity"}
    again = load(tmp_path / "accounts.csv", "personas", source_name="network", basis="public")
    assert (again.rows_added, again.rows_changed, again.rows_unchanged) == (0, 0, 1)


def test_rows_that_are_no_accounts_are_told(tmp_path: Path) -> None:
    rows = [
        *ACCOUNTS,
        ["p3", "pigeon", "coo", "", "", ""],
        ["p4", "x", "", "", "Nobody", ""],
        ["p5", "", "who", "", "", ""],
    ]
    batch = load(write(tmp_path / "accounts.csv", rows), "personas")
    assert (batch.rows_added, batch.rows_bad) == (2, 3)
    assert list(batch.errors.order_by("line").values_list("line", "column", "value")) == [
        (4, "platform", "pigeon"), (5, "username", ""), (6, "platform", ""),
    ]  # fmt: skip


def test_what_is_listed_of_bad_rows_says_nothing_of_a_person(tmp_path: Path) -> None:
    rows = [
        *ACCOUNTS,
        ["p3", "mastodon", "zzsecret", "77", "Zz Secret", "", "one cell too many"],
        ["p4", "mastodon", "zz\x00secret", "", "Zz Secret", ""],
        ["p5", "mastodon", "z" * 250, "", "Zz Secret", ""],
    ]
    batch = load(write(tmp_path / "accounts.csv", rows), "personas")
    assert batch.errors.count() >= 3
    told = str(list(batch.errors.values_list("column", "value", "reason"))).lower()
    assert "secret" not in told
    assert "zzz" not in told


def consented(tmp_path: Path, rows: list[list[str]] = ACCOUNTS) -> list[ConsentEvent]:
    personas(tmp_path, rows, basis="consent")
    return list(ConsentEvent.objects.order_by("pk"))


def test_consent_is_recorded_once_for_each_account_and_purpose(tmp_path: Path) -> None:
    events = consented(tmp_path)
    assert {event.purpose for event in events} == {"identity_matching", "profile_view"}
    assert len(events) == 4
    assert all(event.proof.startswith("sha256:") and " line " in event.proof for event in events)
    ana = Persona.objects.get(handle_key="anaolsen")
    assert Permission.objects.filter(persona_id=ana.pk, purpose="identity_matching").exists()
    assert len(consented(tmp_path, changed(ACCOUNTS, 2, "bio", "Sings."))) == 4


def hash_of(handle_key: str) -> bytes:
    return bytes(Account.objects.get(pk=Persona.objects.get(handle_key=handle_key).pk).account_hash)


@pytest.mark.parametrize("rows", [ACCOUNTS, changed(ACCOUNTS, 2, "bio", "Sings."), identified(2, "1001")])
def test_a_list_sent_again_brings_no_consent_back(rows: list[list[str]], tmp_path: Path) -> None:
    consented(tmp_path)
    ledger.withdraw(subject=Subject(account_hash=hash_of("anaolsen")), actor=None, method="staff_call")
    consented(tmp_path, rows)
    assert not Permission.objects.filter(persona_id=Persona.objects.get(handle_key="anaolsen").pk).exists()


def test_what_an_account_said_goes_with_it_when_it_is_adopted(tmp_path: Path) -> None:
    consented(tmp_path)
    consented(tmp_path, identified(2, "1001"))
    ana = Persona.objects.get(account_id="1001")
    assert Permission.objects.filter(persona_id=ana.pk, purpose="profile_view").exists()


def test_a_dated_consent_is_of_its_day(tmp_path: Path) -> None:
    rows = [[*ACCOUNTS[0], "consented_at"], [*ACCOUNTS[1], "2024-03-01"]]
    assert {f"{event.event_time:%Y-%m-%d}" for event in consented(tmp_path, rows)} == {"2024-03-01"}


def aged(days: int) -> None:
    Account.objects.update(registered_at=Now() - timedelta(days=days), seen_at=Now() - timedelta(days=days))


def age(field: str) -> int:
    return (timezone.now() - getattr(Account.objects.get(platform="x"), field)).days


def test_a_refresh_that_finds_nothing_new_is_one(tmp_path: Path) -> None:
    people.source("network", "network")
    people.source("other", "email_list")
    personas(tmp_path, identified(2, "1001"))
    aged(20)
    personas(tmp_path, changed(identified(2, "1001"), 2, "bio", "Sings."), source_name="other")
    assert (age("registered_at"), age("seen_at")) == (20, 0), "another source refreshes nothing of an interface's"
    assert personas(tmp_path, identified(2, "1001"))[2] == 2
    assert (age("registered_at"), age("seen_at")) == (0, 0)


def test_what_a_source_gives_again_was_seen(tmp_path: Path) -> None:
    personas(tmp_path)
    aged(20)
    personas(tmp_path)
    assert (age("registered_at"), age("seen_at")) == (20, 0)


def test_a_platform_s_word_that_an_account_is_gone_has_a_time(tmp_path: Path) -> None:
    rows = [[*row, "account_status" if number == 0 else "deleted"] for number, row in enumerate(ACCOUNTS)]
    personas(tmp_path, rows)
    first = Account.objects.get(platform="x").signal_since
    assert first is not None and Account.objects.get(platform="x").signals == {"account_status": "deleted"}
    personas(tmp_path, changed(rows, 2, "bio", "Gone."))
    assert Account.objects.get(platform="x").signal_since == first
    personas(tmp_path, changed(rows, 2, "account_status", "active"))
    assert Account.objects.get(platform="x").signal_since is None
