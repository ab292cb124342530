"""Match runs against the real engine, worked off in this process."""

from __future__ import annotations

import math
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from crmsocial.core import jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.models import AuditEntry, Job, JobState
from crmsocial.identity.services import decide
from matching import prepared, runs, services
from matching.models import Band, CandidateState, MatchRun, RunChunk, RunState, SnapshotRecord
from privacy import ledger
from privacy.gate import purpose
from privacy.models import Notice
from tests.factories import identity as people
from tests.factories.core import user_with

from .world import candidate_of, candidates, town, work_off

pytestmark = pytest.mark.django_db


def run_once() -> MatchRun:
    return work_off(services.start_run(actor=None))


def test_a_run_proposes_the_holders() -> None:
    holders = town()
    run = run_once()
    assert run.state == RunState.DONE, run.summary
    for holder in holders:
        found = candidate_of(holder)
        assert (found.rank, found.state, found.band, found.rule) == (1, "open", "refer", "not_calibrated")
        assert found.probability > 0.5
        assert found.model_version == run.model_id
    assert run.summary["personas"] == len(holders)
    assert sum(run.summary["bands"].values()) == run.summary["candidates"] == len(candidates())
    assert SnapshotRecord.objects.count() == 0


def test_evidence_adds_up_to_the_probability() -> None:
    town(3)
    run_once()
    for found in candidates():
        told = sum(row["bits"] for row in found.evidence.rows)
        assert told == pytest.approx(math.log2(found.probability / (1 - found.probability)), abs=1e-3)


def test_a_second_run_changes_nothing() -> None:
    town()
    run_once()
    before = [(one.pk, one.state, one.lock_version, one.probability, one.created_at) for one in candidates()]
    run_once()
    assert [(one.pk, one.state, one.lock_version, one.probability, one.created_at) for one in candidates()] == before


def test_nobody_permitted_ends_cleanly_and_says_why() -> None:
    people.notice_in_force()
    people.constituent()
    people.persona(platform="linkedin", consents=())
    people.persona(platform="linkedin", consents=())
    run = run_once()
    assert run.state == RunState.DONE
    assert run.summary["personas"] == 0
    assert [(row["platform"], row["count"]) for row in run.summary["withheld"]] == [("linkedin", 2)]
    assert candidates() == []


def test_one_run_at_a_time() -> None:
    first = services.start_run(actor=None)
    with pytest.raises(Conflict) as caught:
        services.start_run(actor=user_with("steward"))
    assert caught.value.context["run_id"] == str(first.pk)


def test_cancel_and_resume() -> None:
    holders = town(4)
    run = services.start_run(actor=None)
    assert work_off(run, until=RunState.SCORING).state == RunState.SCORING
    cancelled = services.cancel_run(run_id=run.pk, actor=None)
    assert cancelled.state == RunState.CANCELLED
    assert not Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()
    with pytest.raises(Conflict):
        services.cancel_run(run_id=run.pk, actor=None)
    resumed = work_off(services.resume_run(run_id=run.pk, actor=None))
    assert resumed.state == RunState.DONE
    assert len(candidates(rank=1)) == len(holders)
    with pytest.raises(Conflict):
        services.resume_run(run_id=run.pk, actor=None)


def test_decisions_outlive_a_run() -> None:
    holders = town(3)
    run_once()
    steward = user_with("steward")
    for holder, state in zip(holders, ["approved", "rejected", "deferred"], strict=True):
        found = candidate_of(holder)
        with purpose("identity_matching", reason="tests", actor=steward):
            services.settle(
                candidate_id=found.pk, lock_version=found.lock_version, state=state, reason="name", actor=steward
            )
    # An approval without a link would be reopened, so the link is made as review makes it.
    own = candidate_of(holders[0])
    decide(
        persona_id=own.persona_id, constituent_id=own.constituent_id, verdict="same", reason="name", method="steward",
        actor=steward, candidate_id=own.pk,
    )  # fmt: skip
    before = {one.pk: (one.state, one.lock_version) for one in candidates()}
    run_once()
    assert {one.pk: (one.state, one.lock_version) for one in candidates()} == before
    assert [candidate_of(one).state for one in holders] == ["approved", "rejected", "deferred"]


def test_what_is_no_longer_proposed_is_put_away() -> None:
    holder = town(2)[0]
    run_once()
    with purpose("upkeep", reason="tests"):
        accounts = type(holder.persona).objects.filter(pk=holder.persona.pk)
        accounts.update(handle="qqqqq", display_name="Zzzz", location="")
    run_once()
    gone = candidate_of(holder)
    assert (gone.state, gone.state_reason, gone.former_state) == ("superseded", "no_longer_proposed", "open")


def test_every_write_is_audited() -> None:
    town(2)
    run = run_once()
    verbs = list(AuditEntry.objects.filter(object_id=str(run.pk)).order_by("pk").values_list("verb", flat=True))
    assert verbs[0] == "match_run.started"
    assert "matching.chunk_scored" in verbs
    assert verbs.count("match_run.moved") == 4


def test_an_engine_that_takes_long_returns_the_work_to_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, prepare = Event(), prepared.Engine.prepare

    def slowly(*arguments: Any, **options: Any) -> prepared.Engine:
        gate.wait(30)
        return prepare(*arguments, **options)

    monkeypatch.setattr(prepared, "PATIENCE", 0.01)
    monkeypatch.setattr(prepared.Engine, "prepare", slowly)
    holders = town(3)
    run = work_off(services.start_run(actor=None), until=RunState.PREPARING)
    assert runs.prepare(run_id=run.pk) is None
    assert runs.prepare(run_id=run.pk) is None
    gate.set()
    assert work_off(run).state == RunState.DONE
    assert [candidate_of(one).rank for one in holders] == [1, 1, 1]


def test_opt_in_platforms_compare_only_with_those_who_agreed_to_be_looked_for() -> None:
    """Meta: neither account's holder has consented; one of two namesakes agreed to be looked for."""
    people.notice_in_force()
    agreed, silent = (
        people.constituent({"given_name": "Amelia", "family_name": "Thornbury", "city": city})
        for city in ("Bath", "Leeds")
    )
    account = people.persona(
        platform="facebook", handle="ameliathornbury", display_name="Amelia Thornbury", consents=()
    )
    subject = ledger.Subject(constituent_id=agreed)
    ledger.record(
        subject=subject, purpose="identity_matching", state="ConsentGiven", basis="consent", method="form",
        event_time=account.created_at, actor=None, idempotency_key="agreed", platform="facebook",
    )  # fmt: skip
    run_once()
    assert {one.constituent_id for one in candidates(persona_id=account.pk)} == {agreed}
    ledger.withdraw(subject=subject, platform="facebook", purpose="identity_matching", actor=None, method="form")
    assert {one.state for one in candidates(persona_id=account.pk)} == {"withheld"}
    assert silent not in {one.constituent_id for one in candidates()}


def publish(version: str, disclosures: list[object]) -> None:
    """A notice that is in force from now on."""
    before = people.notice_in_force().published_at
    assert before is not None
    after = before + timedelta(microseconds=1)
    Notice.objects.create(
        version=version, title="-", body="-", disclosures=disclosures, published_at=after, state="published"
    )


def test_a_run_that_failed_says_why_and_goes_on_when_tried_again() -> None:
    holders = town(2)
    told = people.notice_in_force().disclosures
    publish("silent", [])
    run = work_off(services.start_run(actor=None))
    assert run.state == RunState.FAILED
    assert "notice" in run.summary["error"]
    publish("telling", told)
    jobs.retry(job=Job.objects.get(pk=run.job_id), actor=user_with("administrator"))
    assert work_off(run).state == RunState.DONE
    assert "error" not in run.summary
    assert [candidate_of(one).rank for one in holders] == [1, 1]


def test_ended_runs_leave_no_lists_behind() -> None:
    town(2)
    first = run_once()
    second = run_once()
    assert set(RunChunk.objects.values_list("run_id", flat=True)) == {second.pk}
    first.refresh_from_db()
    assert first.summary["chunks"] == 1


def test_only_open_states_and_bands_are_written() -> None:
    town(12)
    run_once()
    assert {one.band for one in candidates()} <= {Band.REFER, Band.DO_NOT_APPEND}
    assert {one.state for one in candidates()} == {CandidateState.OPEN}
