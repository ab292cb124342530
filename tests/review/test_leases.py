"""Leases: who holds which pair, decided by the database."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from crmsocial.consolidation.models import Claim
from crmsocial.core import jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.models import Job, User
from crmsocial.identity.models import Decision, Link
from matching.models import Candidate
from privacy import gate
from privacy.models import Purpose
from review import leases
from review.actions import Approve, Reject
from review.filters import QueueFilters
from tests.factories.core import user_with
from tests.factories.identity import constituent, notice_in_force
from tests.factories.review import candidate, state_of
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ALL = QueueFilters()


@pytest.fixture(autouse=True)
def _notice() -> None:
    notice_in_force()


def claim_next(user: User, filters: QueueFilters = ALL) -> UUID | None:
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=user):
        return leases.claim_next(user=user, filters=filters)


def claim(one: Candidate, user: User) -> leases.Holder | None:
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=user):
        return leases.claim(candidate_id=one.pk, user=user)


def expire(one: Candidate) -> None:
    with gate.purpose("upkeep", reason="tests"):
        Candidate.objects.filter(pk=one.pk).update(leased_until=Now() - timedelta(seconds=1))


def test_stewards_at_once_get_different_pairs() -> None:
    pairs = {candidate().pk for _ in range(4)}
    stewards = [user_with("steward") for _ in range(4)]
    assert set(at_once([partial(claim_next, user) for user in stewards])) == pairs
    assert claim_next(user_with("steward")) is None


def test_claiming_lets_the_former_pair_go_and_asking_again_gives_the_same() -> None:
    one, other = candidate(), candidate()
    ana = user_with("steward")
    assert claim_next(ana) == one.pk == claim_next(ana)
    assert claim(other, ana) is None
    assert state_of(one).leased_by is None


def test_a_lease_is_taken_over_only_when_it_has_expired() -> None:
    one = candidate()
    ana, ben = user_with("steward"), user_with("steward")
    claim_next(ana)
    holder = claim(one, ben)
    assert holder is not None
    assert holder.name == str(ana)
    assert 1 <= holder.minutes_left <= 5
    expire(one)
    assert claim(one, ben) is None
    assert state_of(one).leased_by == ben
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        assert not leases.renew(candidate_id=one.pk, user=ana)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ben):
        assert leases.renew(candidate_id=one.pk, user=ben)


def test_renewing_lasts_and_releasing_frees() -> None:
    one = candidate()
    ana, ben = user_with("steward"), user_with("steward")
    claim_next(ana)
    expire(one)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        assert leases.renew(candidate_id=one.pk, user=ana)
    assert claim(one, ben) is not None
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        leases.release(candidate_id=one.pk, user=ana)
    assert claim(one, ben) is None


def test_filters_choose_what_is_claimed() -> None:
    append = candidate(band="append")
    refer = candidate(band="refer", giving_tier=3)
    unsure = candidate(state="deferred")
    ana = user_with("steward")
    assert claim_next(ana, QueueFilters(band="refer")) == refer.pk
    assert claim_next(ana, QueueFilters(tier="3")) == refer.pk
    assert claim_next(ana, QueueFilters(band="append", age="day")) == append.pk
    assert claim_next(ana, QueueFilters(pile="unsure")) == unsure.pk
    assert claim_next(ana, QueueFilters(age="older")) is None
    assert claim_next(ana, QueueFilters(platform="x")) is None


def test_of_two_stewards_on_one_pair_one_wins_and_the_other_learns_who() -> None:
    one = candidate()
    ana, ben = user_with("steward", first_name="Ana"), user_with("steward", first_name="Ben")
    verdicts = [
        Approve(candidate_id=one.pk, actor=ana, lock_version=one.lock_version).run,
        Reject(candidate_id=one.pk, actor=ben, lock_version=one.lock_version, reason="different_person").run,
    ]
    results = at_once(verdicts)
    [lost] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(lost, Conflict)
    decision = Decision.objects.get()
    assert str(decision.actor) in lost.message
    assert lost.context["decided_by"] == str(decision.actor)


def test_of_two_approvals_of_one_account_one_wins() -> None:
    one = candidate()
    other = candidate(of=one.persona, to=constituent(), rank=2, probability=0.4)
    ana, ben = user_with("steward"), user_with("steward")
    results = at_once(
        [Approve(candidate_id=pair.pk, actor=user, lock_version=1).run for pair, user in ((one, ana), (other, ben))]
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert sum(isinstance(result, Exception) for result in results) == 1
    with gate.purpose("upkeep", reason="tests"):
        assert Link.objects.count() == 1
    assert sorted([state_of(one).state, state_of(other).state]) == ["approved", "superseded"]


def test_many_stewards_hammering_decide_each_pair_once() -> None:
    pairs = [candidate() for _ in range(12)]
    stewards = [user_with("steward") for _ in range(4)]

    def work(user: User) -> int:
        done = 0
        while (claimed := claim_next(user)) is not None:
            version = state_of(Candidate(pk=claimed)).lock_version
            Approve(candidate_id=claimed, actor=user, lock_version=version).run()
            done += 1
        return done

    results = at_once([partial(work, user) for user in stewards], seconds=90)
    assert sum(results) == len(pairs), results
    assert Decision.objects.count() == len(pairs)
    assert {state_of(one).state for one in pairs} == {"approved"}


def test_an_approval_stands_while_the_broker_is_away_and_its_effects_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("crmsocial.core.jobs.outbox.send", dead)
    # As if the constituent were one of very many that change at once: then the profile is left to a job.
    monkeypatch.setattr("crmsocial.consolidation.services.AT_ONCE", 0)
    one = candidate()
    ana = user_with("steward")
    Approve(candidate_id=one.pk, actor=ana, lock_version=one.lock_version).run()
    assert state_of(one).state == "approved"
    with gate.purpose("upkeep", reason="tests"):
        assert Link.objects.get().constituent_id == one.constituent_id
        assert not Claim.objects.filter(persona_id=one.persona_id).exists()
    waiting = Job.objects.filter(state="queued", kind="consolidation.refresh")
    assert waiting.exists()
    monkeypatch.undo()
    for job in list(waiting):
        jobs.work(job.pk)
    with gate.purpose("upkeep", reason="tests"):
        assert Claim.objects.filter(persona_id=one.persona_id).exists()
