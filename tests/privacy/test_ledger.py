"""Recording acts: once, whole, hashed, audited, and never with words that the ledger does not know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import AuditEntry
from privacy import ledger, notices
from privacy.consent import ledger_rows
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.ledger import NewAct
from privacy.models import ConsentEvent
from privacy.signals import permission_changed
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def new(key: str = "k1", **values: Any) -> NewAct:
    values.setdefault("subject", Subject(constituent_id=constituent()))
    plain = {"purpose": "identity_matching", "state": "ConsentGiven", "basis": "consent", "method": "import"}
    return NewAct(**{**plain, "event_time": WHEN, "idempotency_key": key, **values})


def test_an_act_is_kept_as_it_was_said() -> None:
    admin = user_with("privacy_admin")
    who = constituent()
    event = act(
        Subject(constituent_id=who), actor=admin, purpose="contact", category="contact", scopes=["email"], proof="F 12"
    )
    assert (event.constituent_id, event.scopes, event.actor, event.proof) == (who, ["email"], admin, "F 12")
    assert event.notice == notices.in_force()
    assert bytes(event.row_hash) == ledger_rows.hash_of(event)
    entry = AuditEntry.objects.get(verb="consent.recorded")
    assert (entry.actor_id, entry.object_id, entry.details["constituent"]) == (admin.pk, str(event.pk), str(who))


def test_a_refusal_rests_on_no_notice() -> None:
    assert act(Subject(constituent_id=constituent()), "ConsentRefused").notice is None


def test_the_same_key_changes_nothing() -> None:
    one = new()
    assert ledger.record_many([one], actor=None) == 1
    assert ledger.record_many([one, one], actor=None) == 0
    assert ConsentEvent.objects.count() == 1 and AuditEntry.objects.filter(verb="consent.recorded").count() == 1


def test_the_same_key_with_another_content_is_a_conflict() -> None:
    subject = Subject(constituent_id=constituent())
    plain: dict[str, Any] = {
        "subject": subject,
        "purpose": "export",
        "basis": "consent",
        "method": "form",
        "event_time": WHEN,
    }
    event = ledger.record(**plain, state="ConsentGiven", actor=None, idempotency_key="form-7")
    assert ledger.record(**plain, state="ConsentGiven", actor=None, idempotency_key="form-7") == event
    with pytest.raises(Conflict, match="form-7"):
        ledger.record(**plain, state="ConsentRefused", actor=None, idempotency_key="form-7")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"purpose": "fun"}, "“fun” is no known purpose"),
        ({"state": "Given"}, "“Given” is no known state"),
        ({"basis": "hope"}, "“hope” is no known basis"),
        ({"platform": "myspace"}, "“myspace” is no known platform"),
        ({"category": "health"}, "“health” is no known category"),
        ({"idempotency_key": ""}, "needs a key"),
    ],
)
def test_unknown_words_are_refused_and_nothing_is_kept(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        ledger.record_many(
            [new("good"), new(**{"key": "bad", **values} if "idempotency_key" not in values else values)], actor=None
        )
    assert not ConsentEvent.objects.exists()


def test_a_subject_is_one_thing() -> None:
    for values in ({}, {"constituent_id": constituent(), "account_hash": b"0" * 32}):
        with pytest.raises(ValueError, match="constituent or an account"):
            Subject(**values)


def test_a_file_of_acts_is_audited_as_one_with_its_hashes() -> None:
    rows = [persona("x", basis="consent", kind="form") for _ in range(3)]
    acts = [
        new(f"{row.handle}:{number}", subject=of(row), state="ConsentRequested") for row in rows for number in range(70)
    ]
    assert ledger.record_many(acts, actor=None) == 210
    entry = AuditEntry.objects.get(verb="consent.recorded_many")
    assert entry.details["events"] == 210 and len(entry.details["row_hashes_sha256"]) == 64


def test_grant_and_withdrawal_in_the_wrong_order() -> None:
    row = persona("x", basis="consent", kind="form")
    withdrawal = new(
        "w", subject=of(row), purpose="", state="ConsentWithdrawn", event_time=datetime(2026, 4, 1, tzinfo=UTC)
    )
    ledger.record_many([withdrawal], actor=None)
    ledger.record_many([new("g", subject=of(row), purpose="")], actor=None)
    assert not visible(row)


def test_a_consent_of_unknown_time_permits_nothing() -> None:
    row = persona("x", basis="consent", kind="form")
    act(of(row), event_time=None)
    assert not visible(row)


def test_a_failing_receiver_takes_the_act_back() -> None:
    row = persona("x", basis="consent", kind="form")

    def fails(**_: Any) -> None:
        raise RuntimeError("link could not be suspended")

    permission_changed.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            act(of(row))
    finally:
        permission_changed.disconnect(fails)
    assert not ConsentEvent.objects.exists() and not visible(row) and not AuditEntry.objects.exists()


def test_withdrawing_is_dated_by_the_database() -> None:
    before = database_now()
    event = ledger.withdraw(subject=Subject(constituent_id=constituent()), actor=None, method="portal", platform="x")
    assert event.event_time is not None and before <= event.event_time <= event.recorded_at
    assert (event.state, event.platform, event.purpose) == ("ConsentWithdrawn", "x", "")
