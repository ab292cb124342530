"""A person's no, a merge and an undo beside a steward's decision: whichever comes first, the no holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from crmsocial.core.errors import DomainError
from crmsocial.core.models import User
from crmsocial.identity import services as identity
from crmsocial.identity.models import Link
from matching.appending import append_some
from matching.models import Band, Candidate, MatchRun
from privacy import gate, ledger
from privacy.consent import withdrawing
from privacy.consent.subjects import Subject
from privacy.models import ConsentEvent
from review.actions import Approve, Undo
from tests.factories.core import user_with
from tests.factories.identity import constituent
from tests.factories.review import candidate, state_of
from tests.support.threads import at_once
from tests.support.transactions import while_open

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 8

No = Callable[[Candidate], Callable[[], Any]]


def of_the_account(one: Candidate) -> Callable[[], Any]:
    subject = Subject.account(one.platform, f"id:{one.persona.account_id}")
    return partial(ledger.withdraw, subject=subject, actor=None, method="portal")


def of_the_constituent(one: Candidate) -> Callable[[], Any]:
    return partial(
        withdrawing.withdraw,
        constituent_id=one.constituent_id,
        platform="",
        purpose="",
        actor=None,
        method="portal",
    )


def approval(one: Candidate, steward: User) -> Callable[[], Any]:
    return Approve(candidate_id=one.pk, actor=steward, lock_version=one.lock_version).run


def states_of_links(one: Candidate) -> list[str]:
    with gate.purpose("upkeep", reason="tests"):
        return list(Link.objects.filter(persona_id=one.persona_id).values_list("state", flat=True))


def went_well_or_was_refused(result: Any) -> bool:
    return not isinstance(result, Exception) or isinstance(result, DomainError)


@pytest.mark.parametrize("no", [of_the_account, of_the_constituent])
def test_a_no_beside_an_approval_is_recorded_and_takes_effect_at_once(no: No) -> None:
    steward = user_with("steward")
    for _ in range(TIMES):
        one, before = candidate(), ConsentEvent.objects.count()
        approved, refused = at_once([approval(one, steward), no(one)])
        assert went_well_or_was_refused(approved), repr(approved)
        assert not isinstance(refused, Exception), repr(refused)
        assert ConsentEvent.objects.count() == before + 1
        assert "active" not in states_of_links(one)


@pytest.mark.parametrize("no", [of_the_account, of_the_constituent])
def test_a_no_waits_for_the_approval_and_suspends_its_link(no: No) -> None:
    one = candidate()
    refused = while_open(approval(one, user_with("steward")), no(one))
    assert not isinstance(refused, Exception), repr(refused)
    assert states_of_links(one) == ["suspended"]


@pytest.mark.parametrize("no", [of_the_account, of_the_constituent])
def test_an_approval_waits_for_the_no_and_is_refused(no: No) -> None:
    one = candidate()
    approved = while_open(no(one), approval(one, user_with("steward")))
    assert isinstance(approved, DomainError), repr(approved)
    assert states_of_links(one) == []


@pytest.mark.parametrize("no", [of_the_account, of_the_constituent])
def test_a_no_beside_automatic_appends_holds_for_its_account_alone(no: No) -> None:
    run = MatchRun.objects.create()
    for _ in range(TIMES):
        one, other = (candidate(band=Band.APPEND, run=run, probability=0.99) for _ in range(2))
        appended, refused = at_once([partial(append_some, run_id=run.pk), no(one)])
        assert not isinstance(appended, Exception), repr(appended)
        assert not isinstance(refused, Exception), repr(refused)
        assert "active" not in states_of_links(one)
        assert states_of_links(other) == ["active"]


def test_undo_and_withdrawal_at_once_both_hold() -> None:
    steward = user_with("steward")
    for _ in range(TIMES):
        one = candidate()
        decision = approval(one, steward)().decision
        results = at_once([Undo(decision_id=decision.pk, actor=steward).run, of_the_account(one)])
        assert not [result for result in results if isinstance(result, Exception)], results
        assert states_of_links(one) == ["ended"]
        assert state_of(one).state == "withheld"


@pytest.mark.parametrize("undo_first", [True, False])
def test_what_is_undone_beside_a_merge_is_linked_nowhere(undo_first: bool) -> None:
    steward, one, kept = user_with("steward"), candidate(), constituent()
    decision = approval(one, steward)().decision
    undo = Undo(decision_id=decision.pk, actor=steward).run
    merge = partial(identity.merge, into=kept, others=[one.constituent_id], actor=None, reason="duplicate")
    result = while_open(undo, merge) if undo_first else while_open(merge, undo)
    assert not isinstance(result, Exception), repr(result)
    assert set(states_of_links(one)) == {"ended"}
