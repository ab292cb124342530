"""Receipts: the standard's fields, nothing personal, and no change that goes unseen."""

from __future__ import annotations

import base64
import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.test import override_settings

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import Conflict, InvalidInput
from privacy import receipts, signing
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.models import Category, ConsentState, Notice, Purpose
from privacy.receipts import Outcome, vocabulary
from privacy.receipts.checking import Held
from tests.privacy.factories import act, constituent, of, persona

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parent / "schema_27560.json").read_text())


def fits(document: dict[str, Any]) -> None:
    jsonschema.validate(document["payload"], SCHEMA, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("state", ConsentState.values)
def test_every_state_fits_the_standard(state: str) -> None:
    document = receipts.of(act(Subject(constituent_id=constituent()), state))
    fits(document)
    assert document["payload"]["content"]["event"][0]["event_state"] in {f"dpv:{state}", "eu-gdpr:A21"}


def test_an_account_an_end_channels_and_an_unknown_moment_fit_too() -> None:
    row, now = persona("mastodon", discoverable=True), database_now()
    ends = act(
        of(row), purpose="profile_view", platform="mastodon", event_time=now, expires_at=now + timedelta(days=30)
    )
    who = Subject(constituent_id=constituent())
    undated = act(who, event_time=None, category="social_graph")
    channels = act(who, purpose="contact", category="contact", scopes=["email", "post"])
    for event in (ends, undated, channels):
        fits(receipts.of(event))
    content = receipts.of(ends)["payload"]["content"]
    assert content["pii_principal_id"] == f"account:{bytes(ends.account_hash or b'').hex()}"
    assert content["event"][0]["validity_duration"] == "P30DT0S"
    assert content["pii_processing"]["purposes"][0]["services"] == ["Mastodon"]
    assert receipts.of(undated)["payload"]["content"]["event"][0]["event_time_known"] is False
    told = receipts.of(channels)["payload"]["content"]["pii_processing"]["purposes"][0]["pii_information"]
    assert [one["pii_type"] for one in told] == ["pd:EmailAddress", "pd:PhysicalAddress"]


def test_the_schema_misses_nothing_that_is_mandatory() -> None:
    whole = receipts.of(act(Subject(constituent_id=constituent())))
    for path in (("receipt_id",), ("content", "record_id"), ("content", "pii_processing", "privacy_notice")):
        less = copy.deepcopy(whole)
        inner = less["payload"]
        for name in path[:-1]:
            inner = inner[name]
        del inner[path[-1]]
        with pytest.raises(jsonschema.ValidationError):
            fits(less)


def test_it_tells_what_the_notice_that_was_seen_discloses() -> None:
    seen = Notice.objects.create(
        version="2026-a",
        title="Told",
        body="Told.",
        disclosures=[
            {
                "source": "forms", "category": "persona", "purpose": "profile_view", "basis": "consent",
                "recipients": ["Mailing House"], "exchanged_for_value": True, "retention_days": 90,
            },
            {"source": "x", "category": "persona", "purpose": "export", "basis": "consent", "collected": False},
        ],
        state="published",
        published_at=database_now(),
    )  # fmt: skip
    document = receipts.of(act(Subject(constituent_id=constituent()), notice=seen))
    fits(document)
    processing = document["payload"]["content"]["pii_processing"]
    (purpose,) = processing["purposes"]
    assert processing["privacy_notice"].endswith("/notices/2026-a/")
    assert (purpose["retention_period"], purpose["exchanged_for_value"]) == ("P90D", True)
    assert purpose["recipient_third_parties"] == ["recipient:mailing-house"]
    names = {party["party_id"]: party["party_name"] for party in document["payload"]["content"]["party_identification"]}
    assert names["recipient:mailing-house"] == "Mailing House"
    assert purpose["lawful_basis"] == ["dpv:Consent", "eu-gdpr:A6-1-a"]


def test_it_holds_no_personal_value_and_nobody_of_the_staff() -> None:
    event = act(Subject(constituent_id=constituent()), proof="Call with Ana Ortega, 555-0101")
    text = json.dumps(receipts.of(event))
    assert "Ortega" not in text and "555-0101" not in text and "proof" not in text


def test_every_word_of_ours_has_a_term() -> None:
    assert set(vocabulary.PURPOSES) == set(vocabulary.METHODS) == set(Purpose.values)
    assert set(vocabulary.PERSONAL_DATA) == set(Category.values)
    assert set(vocabulary.BASES) == set(Basis.values) and set(vocabulary.STATES) == set(ConsentState.values)


def test_the_same_act_gives_the_same_receipt() -> None:
    event = act(Subject(constituent_id=constituent()))
    assert receipts.of(event) == receipts.of(event)


def test_nobody_signs_for_a_row_that_was_altered() -> None:
    who = Subject(constituent_id=constituent())
    whole, altered = act(who), act(who, "ConsentRefused")
    altered.state = "ConsentGiven"
    with pytest.raises(Conflict, match="altered"):
        receipts.of(altered)
    bundle = receipts.bundle([whole, altered])
    assert bundle["altered"] == [str(altered.pk)] and len(bundle["receipts"]) == 1
    assert [one.valid for one in receipts.check(json.dumps(bundle))] == [True]


def test_a_consent_that_a_source_states_is_not_called_explicit() -> None:
    from privacy import ledger

    who = Subject(constituent_id=constituent())
    values = {"subject": who, "purpose": "contact", "state": "ConsentGiven", "basis": "consent", "actor": None}
    said = {
        method: ledger.record(**values, method=method, event_time=database_now(), idempotency_key=method)  # type: ignore[arg-type]
        for method in ("form", "import")
    }
    kinds = {name: receipts.of(one)["payload"]["content"]["event"][0]["event_type"] for name, one in said.items()}
    assert kinds == {"form": "dpv:ExplicitlyExpressedConsent", "import": "dpv:Consent"}


def test_verifying() -> None:
    event = act(Subject(constituent_id=constituent()))
    document = receipts.of(event)
    assert receipts.verify(document)["content"]["record_id"] == str(event.pk)
    (answer,) = receipts.check(json.dumps(document, indent=4, sort_keys=True))
    assert answer.valid and answer.held is Held.HELD and answer.event == event
    document["payload"]["content"]["event"][0]["event_state"] = "dpv:ConsentGivenTwice"
    (answer,) = receipts.check(json.dumps(document))
    assert answer.outcome is Outcome.CHANGED and answer.event is None and answer.payload is None


def test_a_receipt_of_another_key_is_told_apart_and_can_be_verified_with_it() -> None:
    event = act(Subject(constituent_id=constituent()))
    with override_settings(SIGNING_KEY="YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci0="):
        document, key = receipts.of(event), signing.public_key()
    (answer,) = receipts.check(json.dumps(document))
    assert answer.outcome is Outcome.ANOTHER_KEY
    (answer,) = receipts.check(json.dumps(document), key)
    assert answer.valid and answer.held is None


def test_a_record_that_the_ledger_does_not_hold_is_said_so() -> None:
    event = act(Subject(constituent_id=constituent()))
    payload = receipts.of(event)["payload"]
    payload["ledger"]["row_hash"] = "00" * 32
    (differs,) = receipts.check(json.dumps(signing.sign(payload)))
    payload["content"]["record_id"] = "01900000-0000-7000-8000-000000000000"
    (missing,) = receipts.check(json.dumps(signing.sign(payload)))
    assert (differs.held, missing.held) == (Held.DIFFERS, Held.MISSING) and differs.valid


@pytest.mark.parametrize(
    "text",
    ["", "no", "[]", "{}", "null", "7", '{"receipts": "x"}', '{"payload": {}, "signature": {}}', "[" * 9000, "NaN"],
)
def test_whatever_else_is_given_is_no_receipt(text: str) -> None:
    assert [one.outcome for one in receipts.check(text)] == [Outcome.UNREADABLE]


def test_nesting_and_other_documents_of_ours_are_no_receipts() -> None:
    deep: Any = {}
    for _ in range(3000):
        deep = {"a": deep}
    with pytest.raises(InvalidInput):
        receipts.verify({"payload": deep, "signature": signing.sign({})["signature"]})
    with pytest.raises(InvalidInput, match="no receipt"):
        receipts.verify(signing.sign({"@type": "manifest"}))
    bad = receipts.of(act(Subject(constituent_id=constituent())))
    bad["signature"]["value"] = "!" * 20
    with pytest.raises(InvalidInput):
        receipts.verify(bad)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = Subject(constituent_id=constituent())
    events = [act(who), act(who, "ConsentWithdrawn")]
    path, key = tmp_path / "all.json", tmp_path / "key.json"
    path.write_text(json.dumps(receipts.bundle(events)))
    call_command("verify_receipt", str(path))
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"ok": True, "receipts": 2, "ledger": True}
    key.write_text(json.dumps(signing.public_key()))
    call_command("verify_receipt", str(path), key=key)
    assert "with the key given" in capsys.readouterr().out
    path.write_text(path.read_text().replace("ConsentWithdrawn", "ConsentGiven"))
    with pytest.raises(CommandError, match="receipt 2: The signature does not fit"):
        call_command("verify_receipt", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_receipt", str(tmp_path / "none.json"))


def test_the_published_key_is_the_public_half() -> None:
    seed = b"only-for-tests-only-for-tests-01"
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert signing.public_key()["x"].encode() == base64.urlsafe_b64encode(raw).rstrip(b"=")
