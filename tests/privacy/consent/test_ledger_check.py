"""A row of the ledger that was altered or removed behind the product's back is named."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from privacy import ledger
from privacy.consent import ledger_check
from privacy.consent.subjects import Subject
from privacy.models import ConsentEvent
from tests.privacy.factories import act, constituent
from tests.privacy.owners import behind_its_back

pytestmark = pytest.mark.django_db(transaction=True)


def verify() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


@pytest.fixture
def events() -> list[ConsentEvent]:
    return [act(Subject(constituent_id=constituent()), "ConsentRefused") for _ in range(3)]


def test_an_untouched_ledger_is_whole(events: list[ConsentEvent]) -> None:
    assert verify().splitlines()[-1] == '{"ok": true, "rows": 3}'


def test_an_altered_row_is_named(events: list[ConsentEvent]) -> None:
    with behind_its_back() as owner:
        owner.execute("UPDATE privacy_consentevent SET state = 'ConsentGiven' WHERE id = %s", [events[1].pk])
    with pytest.raises(CommandError, match=f"event {events[1].pk}: the row does not match its hash"):
        verify()
    # Slice by slice, each row is looked at once.
    first = ledger_check.check_rows(limit=1)
    assert first.flaws == [] and [flaw.event_id for flaw in ledger_check.check_rows(first.last or "").flaws] == [
        events[1].pk
    ]


def test_a_row_altered_with_its_hash_contradicts_the_audit_log(events: list[ConsentEvent]) -> None:
    event = events[0]
    event.state = "ConsentGiven"
    with behind_its_back() as owner:
        owner.execute(
            "UPDATE privacy_consentevent SET state = %s, row_hash = %s WHERE id = %s",
            [event.state, ledger_check.hash_of(event), event.pk],
        )
    with pytest.raises(CommandError, match=f"event {event.pk}: the row and its hash do not match the audit log"):
        verify()


def test_a_removed_row_is_missed(events: list[ConsentEvent]) -> None:
    with behind_its_back() as owner:
        owner.execute("DELETE FROM privacy_consentevent WHERE id = %s", [events[2].pk])
    with pytest.raises(CommandError, match=f"event {events[2].pk}: the row was removed"):
        verify()


def test_a_row_of_a_large_file_is_missed_too() -> None:
    who = Subject(constituent_id=constituent())
    acts = [ledger.NewAct(who, "export", "ConsentRefused", "consent", "import", None, f"f:{n}") for n in range(250)]
    ledger.record_many(acts, actor=None)
    assert verify()
    last = ConsentEvent.objects.latest("pk")
    with behind_its_back() as owner:
        owner.execute("DELETE FROM privacy_consentevent WHERE id = %s", [last.pk])
    with pytest.raises(CommandError, match="rows of the same file were removed"):
        verify()
