"""Who was erased does not come in again, by whatever way and in whatever spelling."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crmsocial.constituents.models import SourceIdentity
from crmsocial.core.errors import InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import AuditEntry
from crmsocial.intake.models import Batch, BatchError
from crmsocial.personas.models import Persona
from privacy.erasure import arrivals, services, suppression
from privacy.erasure.journal_reading import reader
from privacy.gate import purpose
from privacy.models import Suppression
from tests.crmsocial.intake.files import load, write
from tests.factories.core import user_with

from .people import ACCOUNTS, GIFTS, PEOPLE, Known, erase, town, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def town_without_ana(tmp_path: Path) -> Known:
    ana, ben = town(tmp_path)
    erase(ana)
    return ben


def offer(folder: Path, rows: Sequence[Sequence[str]], entity: str = "constituents", **options: Any) -> Batch:
    return load(write(folder / "again.csv", rows), entity, **options)


def row(external_id: str, email: str = "", phone: str = "") -> list[list[str]]:
    return [PEOPLE[0], [external_id, "Anna", "Olsen-Berg", email, phone, ""]]


def test_no_spelling_brings_a_person_back(town_without_ana: Known, tmp_path: Path) -> None:
    for again in (
        row("c1"),
        row("x9", email="ANA.OLSEN@Example.ORG"),
        row("x9", email="ana.olsen+choir@example.org"),
        row("x9", phone="+1 212 555 0142"),
        row("x9", phone="212.555.0142"),
        row("x9", phone="(212) 555-0142 ext 3"),
        row("x9", email="new@example.org|Ana.Olsen@example.org"),
    ):
        batch = offer(tmp_path, again)
        assert (batch.rows_suppressed, batch.rows_added) == (1, 0), again
        assert "held back because the person was erased" in batch.message
        told = BatchError.objects.get(batch=batch)
        assert (told.value, told.column) == ("", "")
    assert SourceIdentity.objects.count() == 1


def test_every_way_in_asks(town_without_ana: Known, tmp_path: Path) -> None:
    assert offer(tmp_path, ACCOUNTS, "personas", source_name="lists", basis="public").rows_suppressed == 1
    by_handle = [["platform", "username"], ["mastodon", "Ana_O@social.example"]]
    assert offer(tmp_path, by_handle, "personas", source_name="other", basis="public").rows_suppressed == 1
    assert offer(tmp_path, GIFTS, "interactions").rows_suppressed == 2
    head = ["constituent_id", "account", "platform", "purpose", "state", "event_time"]
    by_id = [head, ["c1", "", "", "contact", "given", "2026-03-01"]]
    by_account = [head, ["", "m-1", "mastodon", "identity_matching", "given", "2026-03-01"]]
    assert offer(tmp_path, by_id, "consents", basis="consent").rows_suppressed == 1
    assert offer(tmp_path, by_account, "consents", basis="consent").rows_suppressed == 1
    with purpose("upkeep", reason="test"):
        assert list(Persona.objects.values_list("account_id", flat=True)) == ["m-2"]


def test_a_handle_that_somebody_else_has_now_is_no_reason(town_without_ana: Known, tmp_path: Path) -> None:
    other = [["platform", "username", "platform_user_id"], ["mastodon", "@ana_o@social.example", "m-77"]]
    assert offer(tmp_path, other, "personas", source_name="lists", basis="public").rows_suppressed == 0


def test_a_household_that_shares_an_address_stays(tmp_path: Path) -> None:
    shared = [
        PEOPLE[0],
        ["c1", "Ana", "Olsen", "both@example.org", "", ""],
        ["c2", "Per", "Olsen", "both@example.org", "", ""],
    ]
    ana, _per = _town_of(tmp_path, shared)
    erase(ana)
    again = [[*line] for line in shared]
    again[2][1] = "Peer"
    batch = offer(tmp_path, [*again, ["c9", "Somebody", "New", "both@example.org", "", ""]])
    assert (batch.rows_suppressed, batch.rows_changed, batch.rows_added) == (2, 1, 0)


def _town_of(folder: Path, rows: list[list[str]]) -> tuple[Known, Known]:
    kept, PEOPLE[:] = list(PEOPLE), rows
    try:
        return town(folder)
    finally:
        PEOPLE[:] = kept


def test_a_person_comes_back_of_their_own_will(town_without_ana: Known, tmp_path: Path) -> None:
    admin = user_with("privacy_admin")
    with pytest.raises(NotFound):
        suppression.lift(actor=admin, email="nobody@example.org")
    with pytest.raises(NotPermitted):
        suppression.lift(actor=user_with("steward"), email="ana.olsen@example.org")
    count = Suppression.objects.count()
    assert suppression.lift(actor=admin, email="ANA.OLSEN@example.org") == count
    entry = AuditEntry.objects.get(verb="suppression.lifted")
    assert entry.details == {"hashes": count} and "example.org" not in str(vars(entry))
    assert offer(tmp_path, row("c1", email="ana.olsen@example.org")).rows_added == 1


def test_of_several_with_one_address_the_number_decides(tmp_path: Path) -> None:
    shared = [[*line] for line in PEOPLE]
    shared[2][3] = shared[1][3]
    ana, ben = _town_of(tmp_path, shared)
    erase(ana), erase(ben)
    admin = user_with("privacy_admin")
    with pytest.raises(InvalidInput, match="phone"):
        suppression.lift(actor=admin, email="ana.olsen@example.org")
    suppression.lift(actor=admin, email="ana.olsen@example.org", phone="212 555 0143")
    batch = offer(tmp_path, shared)
    assert (batch.rows_suppressed, batch.rows_added) == (1, 1)


def test_keys_rotate_and_old_ones_are_still_checked(town_without_ana: Known, tmp_path: Path, settings: Any) -> None:
    settings.SUPPRESSION_KEYS = {"2": "new-secret", **settings.SUPPRESSION_KEYS}
    assert offer(tmp_path, row("x9", email="ana.olsen@example.org")).rows_suppressed == 1
    erase(town_without_ana)
    assert offer(tmp_path, row("x9", email="ben@example.org")).rows_suppressed == 1
    by_key = {one.key_id: one for one in suppression.counts()}
    assert by_key["1"].people == by_key["2"].people == 1 and by_key["2"].current and by_key["1"].known
    settings.SUPPRESSION_KEYS = {"2": "new-secret"}
    assert [one.key_id for one in suppression.counts() if not one.known] == ["1"]


def test_more_than_fits_into_memory(town_without_ana: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "_IN_MEMORY", 0)
    monkeypatch.setattr(arrivals, "_latest", None)
    batch = offer(tmp_path, [*PEOPLE, row("x9", phone="212 555 0142")[1]])
    assert (batch.rows_suppressed, batch.rows_unchanged) == (2, 1)


@pytest.mark.parametrize(("platform", "kind", "kept"), [
    ("facebook", "network", False), ("linkedin", "network", False), ("youtube", "network", False),
    ("facebook", "crm", True), ("x", "network", True), ("bluesky", "network", True),
])  # fmt: skip
def test_nothing_is_kept_of_an_account_where_the_platform_forbids_it(platform: str, kind: str, kept: bool) -> None:
    from tests.privacy.factories import persona

    account = persona(platform, kind=kind, basis="consent")
    erasure = services.start(
        scope="accounts", origin="callback", actor=None, persona_ids=[account.pk], platform=platform
    )
    worked_off(erasure)
    assert bool(erasure.suppressions.filter(kind="account").count()) == kept


def test_the_journal_knows_who_may_come_back(town_without_ana: Known, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        suppression.lift(actor=user_with("privacy_admin"), email="ana.olsen@example.org")
    (entry,) = reader().entries().values()
    assert entry.lifted == entry.suppressions != set()
