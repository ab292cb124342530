"""Acts and changes at the same moment: none is computed from what another is just changing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.facts import accounts
from privacy.lawfulness import assessments
from privacy.models import Permission
from tests.privacy.factories import LONG_TEXT, act, constituent, of, persona, visible
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def while_open(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Do ``first`` in a transaction that is still open when ``second`` begins in another one, then let both end."""
    begun, failures = threading.Event(), []

    def other() -> None:
        begun.set()
        try:
            second()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        assert begun.wait(5)
        thread.join(0.4)
        assert thread.is_alive(), "the second transaction should have waited"
    thread.join(10)
    assert not thread.is_alive() and failures == []


def test_a_withdrawal_beside_a_consent() -> None:
    row = persona("x", basis="consent", kind="form")
    while_open(partial(act, of(row)), partial(ledger.withdraw, subject=of(row), actor=None, method="portal"))
    assert not visible(row)


def test_a_consent_beside_a_withdrawal() -> None:
    row = persona("x", basis="consent", kind="form")
    act(of(row))
    while_open(
        partial(ledger.withdraw, subject=of(row), actor=None, method="portal", purpose="profile_view"),
        partial(act, of(row), purpose="identity_matching"),
    )
    assert visible(row) and not visible(row, "profile_view")


def test_switching_a_mode_off_beside_an_import() -> None:
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    while_open(
        lambda: persona("x"),
        partial(assessments.switch_off, platform="x", mode="reasonable_expectation", actor=None),
    )
    assert not Permission.objects.exists()


def test_an_objection_about_an_account_that_is_just_coming_in() -> None:
    subject = Subject.account("mastodon", "id:late")
    row = persona("mastodon")
    facts = accounts.AccountFacts(row.pk, "mastodon", "id:late", "public", "network", {"discoverable": True})
    while_open(partial(accounts.register, [facts]), partial(act, subject, "Objected"))
    assert not Permission.objects.exists()


def test_one_key_sent_many_times_at_once_is_one_event() -> None:
    subject = Subject(constituent_id=constituent())
    new = ledger.NewAct(subject, "export", "ConsentGiven", "consent", "form", None, "the-same")
    assert sorted(at_once([partial(ledger.record_many, [new], actor=None)] * 6)) == [0, 0, 0, 0, 0, 1]
