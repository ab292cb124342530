"""What an adversary would try against erasure: each of these once let somebody be seen, or come back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crmsocial.consolidation import services as consolidation
from crmsocial.consolidation.models import Claim
from crmsocial.constituents.models import Constituent, SourceIdentity
from crmsocial.core.errors import DomainError
from crmsocial.identity import selectors
from crmsocial.identity import services as identity
from crmsocial.identity.models import Decision, Link, Membership
from crmsocial.intake.models import Batch, StagedRow
from crmsocial.personas.models import Persona
from privacy.erasure import guard, journal, replay, services
from privacy.erasure.journal_reading import Entry, reader
from privacy.gate import purpose
from privacy.holds import services as holds
from privacy.models import Erasure, ErasureScope, ErasureState, Suppression
from tests.crmsocial.intake.files import load, write
from tests.factories.core import user_with

from .people import ACCOUNTS, PEOPLE, Known, erase, town, worked_off

pytestmark = pytest.mark.django_db


def of_account(known: Known, origin: str, *, platform: str = "") -> Erasure:
    return services.start(
        scope=ErasureScope.ACCOUNTS, origin=origin, actor=None, persona_ids=[known.persona_id], platform=platform
    )


def test_a_no_of_the_platform_is_more_than_an_account_that_grew_too_old(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    old, asked = of_account(ana, "retention"), of_account(ana, "callback", platform="mastodon")
    assert asked.pk != old.pk
    for one in (old, asked):
        assert worked_off(one).state == ErasureState.COMPLETE
    assert Suppression.objects.filter(erasure=asked, kind="account").exists()
    assert Suppression.objects.filter(erasure=asked, kind="email", platform="mastodon").exists()
    again = load(write(tmp_path / "again.csv", ACCOUNTS), "personas", source_name="lists", basis="public")
    assert again.rows_suppressed == 1


def test_a_person_known_by_a_handle_alone_does_not_come_back_with_an_id(tmp_path: Path) -> None:
    from . import people

    kept, people.ACCOUNTS[1:] = list(ACCOUNTS), [[*line[:2], "", *line[3:]] for line in ACCOUNTS[1:]]
    try:
        load(write(tmp_path / "people.csv", PEOPLE))
        load(write(tmp_path / "accounts.csv", people.ACCOUNTS), "personas", source_name="lists", basis="public")
    finally:
        people.ACCOUNTS[:] = kept
    with purpose("upkeep", reason="test"):
        persona = Persona.objects.get(handle_key="ana_o@social.example")
    assert not persona.account_id
    worked_off(services.start(scope="accounts", origin="staff", actor=None, persona_ids=[persona.pk]))
    again = load(write(tmp_path / "again.csv", ACCOUNTS), "personas", source_name="other", basis="public")
    assert (again.rows_suppressed) == 1
    with purpose("upkeep", reason="test"):
        assert not Persona.objects.filter(account_id="m-1").exists()


@pytest.mark.parametrize(
    "email",
    [
        "Ana Olsen <ana.olsen@example.org>",
        "mailto:ana.olsen@example.org",
        "ana.olsen@example.org\u200b",
        "ana.olsen@example.org.",
        "<ana.olsen@example.org>",
        "other@example.net; ana.olsen@example.org",
        "other@example.net, ana.olsen@example.org",
        "other@example.net ana.olsen@example.org",
        "ana.olsen＠example.org",
        "'ana.olsen@example.org'",
        "ana.olsen @example.org",
        "ana.olsen@example.org (home)",
        '"ana.olsen"@example.org',
    ],
)
def test_no_odd_spelling(email: str, tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    erase(ana)
    rows = [PEOPLE[0], ["x9", "Anna", "Olsen-Berg", email, "", ""]]
    batch = load(write(tmp_path / "again.csv", rows))
    stored = SourceIdentity.objects.filter(external_id="x9").values_list("current_record__values", flat=True)
    assert not any("ana.olsen" in str(values) for values in stored), (batch.rows_suppressed, list(stored))


def test_nothing_taken_back_brings_anything_back(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    steward = user_with("steward")
    merged = identity.merge(into=ben.constituent_id, others=[ana.constituent_id], actor=steward, reason="same")
    erase(ana)
    decisions = list(Decision.objects.all())
    assert merged in decisions
    for decision in decisions:
        with pytest.raises(DomainError):
            identity.reverse(decision=decision, actor=steward, reason="mistake")
    with purpose("upkeep", reason="test"):
        assert not Link.objects.exists() and not Membership.objects.exists()


def test_a_decision_on_an_erased_account_cannot_be_taken_back(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    steward = user_with("steward")
    with purpose("upkeep", reason="test"):
        link = Link.objects.get(persona_id=ana.persona_id)
    undone: Any = identity.end_link(link_id=link.pk, actor=steward, reason="mistake")
    worked_off(of_account(ana, "staff"))
    for decision in [undone, *Decision.objects.filter(persona_id=ana.persona_id, reverses=None)]:
        with pytest.raises(DomainError):
            identity.reverse(decision=decision, actor=steward, reason="mistake")


@pytest.mark.parametrize("sweep_first", [True, False])
def test_whoever_asked_is_kept_out_even_if_a_sweep_is_quicker(sweep_first: bool, tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    old, asked = of_account(ana, "retention"), of_account(ana, "staff")
    for one in (old, asked) if sweep_first else (asked, old):
        assert worked_off(one).state == ErasureState.COMPLETE
    again = load(write(tmp_path / "again.csv", ACCOUNTS), "personas", source_name="lists", basis="public")
    assert again.rows_suppressed == 1


COMMANDS: dict[str, tuple[str, ...]] = {
    "import_constituents": ("people.csv", "--source=donors", "--basis=consent"),
    "import_personas": ("accounts.csv", "--source=lists", "--basis=public"),
    "import_interactions": ("gifts.csv", "--source=donors", "--basis=consent"),
    "import_consents": ("gifts.csv", "--source=donors", "--basis=consent"),
    "match": ("--wait",),
    "export_candidates": ("candidates.csv",),
    "load_demo": ("--if-empty",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_works_on_a_database_that_is_older_than_the_journal(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "journal.jsonl"
    journal.started(
        Erasure(pk=uuid4(), scope="person", origin="staff", constituent_ids=[uuid4()], requested_at=timezone.now())
    )
    guard.forget()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="older than the journal"):
        call_command(name, *COMMANDS[name])
    guard.forget()
    assert not list(tmp_path.glob("*.csv"))


def test_a_row_of_who_has_the_handle_now_stays_on_its_way(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    with purpose("upkeep", reason="test"):
        persona = Persona.objects.get(pk=ana.persona_id)
    batch = Batch.objects.create(source=persona.source, entity="personas", basis="public", file_name="", file_hash="")
    rows = [("m-1", 1), (None, 2), ("m-77", 3)]
    with purpose("intake", reason="test"):
        StagedRow.objects.bulk_create(
            StagedRow(
                batch_id=batch.pk,
                line=line,
                values={},
                content_hash=bytes(32),
                platform=persona.platform,
                account_id=account_id,
                handle_key=persona.handle_key,
            )
            for account_id, line in rows
        )
    worked_off(of_account(ana, "staff"))
    with purpose("intake", reason="test"):
        assert list(StagedRow.objects.values_list("account_id", flat=True)) == ["m-77"]


def _replayed(known: Known) -> Erasure:
    """Replay an erasure of which the journal tells and the database, older than it, does not."""
    entry = Entry(uuid4(), started=True, complete=True, scope="person", origin="staff")
    entry.constituent_ids, entry.identity_ids = (known.constituent_id,), (known.identity_id,)
    entry.persona_ids = (known.persona_id,)
    return replay.run(entry)


def test_replayed_where_the_person_still_was_part_of_somebody_else(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    identity.merge(into=ben.constituent_id, others=[ana.constituent_id], actor=user_with("steward"), reason="same")
    consolidation.refresh(constituent_ids=[ben.constituent_id])
    assert Claim.objects.filter(constituent_id=ben.constituent_id, identity_id=ana.identity_id).exists()
    assert _replayed(ana).state == ErasureState.COMPLETE
    with purpose("upkeep", reason="test"):
        assert not Claim.objects.filter(identity_id=ana.identity_id).exists()
        assert Claim.objects.filter(constituent_id=ben.constituent_id, identity_id=ben.identity_id).exists()
        assert not Claim.objects.filter(value__icontains="ana").exists()


def test_replayed_where_somebody_else_still_was_part_of_the_person(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    identity.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=user_with("steward"), reason="same")
    assert _replayed(ana).state == ErasureState.COMPLETE
    assert (
        Membership.objects.get(identity_id=ben.identity_id, ended_at__isnull=True).constituent_id == ben.constituent_id
    )
    assert Constituent.objects.get(pk=ben.constituent_id).state == "active"
    with purpose("upkeep", reason="test"):
        assert Claim.objects.filter(constituent_id=ben.constituent_id, identity_id=ben.identity_id).exists()
        assert Link.objects.get(ended_at__isnull=True).constituent_id == ben.constituent_id


def test_replayed_where_whom_the_person_was_part_of_was_merged_on(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    cleo = Constituent.objects.create()
    steward = user_with("steward")
    identity.merge(into=ben.constituent_id, others=[ana.constituent_id], actor=steward, reason="same")
    identity.merge(into=cleo.pk, others=[ben.constituent_id], actor=steward, reason="same")
    assert _replayed(ana).state == ErasureState.COMPLETE
    assert selectors.resolve_id(ana.constituent_id) is None
    assert Membership.objects.get(ended_at__isnull=True).constituent_id == ben.constituent_id


def test_who_is_held_is_kept_out_meanwhile(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)
    admin = user_with("privacy_admin")
    hold = holds.place(actor=admin, ground="legal_claim", review_on=date(2030, 1, 1), constituent_id=ana.constituent_id)
    erasure = worked_off(
        services.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.constituent_id])
    )
    assert erasure.state == ErasureState.BLOCKED and reader().entries()[erasure.pk].suppressions
    rows = [PEOPLE[0], ["x9", "Anna", "Olsen-Berg", "ana.olsen@example.org", "", ""]]
    assert load(write(tmp_path / "again.csv", rows), source_name="other").rows_suppressed == 1
    consented = [[*ACCOUNTS[0], "consented_at"], [*ACCOUNTS[1], "2031-01-01"]]
    again = load(write(tmp_path / "again.csv", consented), "personas", source_name="lists", basis="consent")
    assert again.rows_suppressed == 1
    assert SourceIdentity.objects.filter(pk=ana.identity_id).exists(), "what is held stays"
    holds.lift(hold=hold, actor=admin)
    assert worked_off(erasure).state == ErasureState.COMPLETE


def test_no_source_calls_anybody_by_the_mark_of_the_erased(tmp_path: Path) -> None:
    rows = [PEOPLE[0], ["erased:1", *PEOPLE[1][1:]], PEOPLE[2]]
    batch = load(write(tmp_path / "people.csv", rows))
    assert (batch.rows_bad, batch.rows_added) == (1, 1)
    assert SourceIdentity.objects.count() == Membership.objects.count() == 1
