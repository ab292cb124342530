from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crmsocial.constituents.models import Interaction
from privacy.gate import purpose
from privacy.models import ConsentEvent, LookFor
from privacy.reaching import contact

from .files import ACCOUNTS, PEOPLE, changed, load, write

pytestmark = pytest.mark.django_db

GIFTS = [
    ["external_id", "interaction_id", "kind", "at", "amount", "currency", "summary"],
    ["c1", "g1", "gift", "2026-03-01", "25.5", "usd", "Spring appeal"],
    ["c2", "t1", "ticket", "2026-04-01T19:30:00+00:00", "", "", "Hamlet"],
]


@pytest.fixture(autouse=True)
def _people(tmp_path: Path) -> None:
    load(write(tmp_path / "people.csv", PEOPLE))


def test_interactions_hang_on_the_source_identity(tmp_path: Path) -> None:
    path = write(tmp_path / "gifts.csv", GIFTS)
    assert load(path, "interactions").rows_added == 2
    gift = Interaction.objects.get(kind="gift")
    assert (gift.identity.external_id, gift.amount, gift.currency) == ("c1", Decimal("25.50"), "USD")
    assert load(path, "interactions").rows_unchanged == 2
    assert load(write(path, changed(GIFTS, 2, "amount", "30")), "interactions").rows_changed == 1
    assert Interaction.objects.get(kind="gift").amount == Decimal("30.00")


def test_bad_interactions_are_told(tmp_path: Path) -> None:
    rows = [
        *GIFTS,
        ["c9", "g2", "gift", "2026-03-01", "", "", ""],
        ["c1", "g3", "gift", "2026-03-01", "5", "", ""],
        ["c1", "g4", "sneeze", "2026-03-01", "", "", ""],
        ["c1", "g1", "gift", "2026-03-02", "", "", ""],
    ]
    batch = load(write(tmp_path / "gifts.csv", rows), "interactions")
    assert (batch.rows_added, batch.rows_bad) == (2, 4)
    assert sorted(batch.errors.values_list("line", "column")) == [
        (4, "external_id"), (5, "currency"), (6, "kind"), (7, "external_id"),
    ]  # fmt: skip


def test_consents_of_constituents_and_accounts(tmp_path: Path) -> None:
    load(write(tmp_path / "accounts.csv", ACCOUNTS), "personas", basis="public")
    path = write(
        tmp_path / "consents.csv",
        [
            ["external_id", "platform", "account", "purpose", "state", "event_time", "method"],
            ["c1", "x", "", "identity_matching", "given", "2026-01-02", "form"],
            ["", "mastodon", "ben", "", "ConsentWithdrawn", "2026-01-03", ""],
            ["c9", "", "", "", "given", "2026-01-02", ""],
            ["", "x", "nobody", "", "given", "2026-01-02", ""],
            ["", "", "", "", "given", "2026-01-02", ""],
            ["c1", "", "", "", "perhaps", "2026-01-02", ""],
        ],
    )
    batch = load(path, "consents", basis="consent")
    assert (batch.rows_added, batch.rows_bad) == (2, 4)
    assert LookFor.objects.filter(platform="x").count() == 1
    assert set(ConsentEvent.objects.values_list("state", "method")) == {
        ("ConsentGiven", "form"),
        ("ConsentWithdrawn", "import"),
    }
    again = load(path, "consents", basis="consent")
    assert (again.rows_added, again.rows_unchanged) == (0, 2)


def test_consents_to_contact_speak_of_channels(tmp_path: Path) -> None:
    path = write(
        tmp_path / "contact.csv",
        [
            ["external_id", "purpose", "channel", "state", "event_time"],
            ["c1", "contact", "e-mail", "given", "2026-01-02"],
            ["c1", "contact", "Email; phone", "given", "2026-01-02"],
            ["c1", "contact", "post", "refused", "2026-01-03"],
        ],
    )
    batch = load(path, "consents", basis="consent")
    assert (batch.rows_added, batch.rows_bad) == (2, 1)
    event = ConsentEvent.objects.get(scopes=["email", "phone"])
    assert (event.category, event.platform) == ("contact", "")
    answers = contact.verdicts(event.constituent_id)
    assert {channel: answer.allowed for channel, answer in answers.items()} == {
        "email": True,
        "phone": True,
        "post": False,
        "social": False,
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [("channel", "e-mail"), ("purpose", "marketing"), ("expires_at", "soon"), ("platform", "pigeon")],
)
def test_a_consent_with_a_bad_cell_is_left_out_whole(tmp_path: Path, column: str, value: str) -> None:
    row = {"external_id": "c1", "purpose": "contact", "state": "given", "event_time": "2026-01-02"} | {column: value}
    batch = load(write(tmp_path / "consents.csv", [list(row), list(row.values())]), "consents", basis="consent")
    assert (batch.rows_added, batch.rows_bad) == (0, 1)
    assert not ConsentEvent.objects.exists()
    assert batch.errors.get().value == value


def test_persona_rows_stay_behind_the_wall(tmp_path: Path) -> None:
    from crmsocial.personas.models import Persona

    load(write(tmp_path / "accounts.csv", ACCOUNTS), "personas", basis="public")
    assert Persona.objects.count() == 0
    with purpose("intake", reason="test"):
        assert Persona.objects.count() == 2
