"""Erasures that meet one another, a file that is being loaded, and a worker that is killed."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from crmsocial.constituents.models import Interaction, SourceIdentity
from crmsocial.core import jobs
from crmsocial.core.models import Job
from crmsocial.intake import jobs as intake_jobs
from crmsocial.intake import services as intake
from crmsocial.intake.models import Batch, BatchState, StagedRow
from privacy.erasure import arrivals, services
from privacy.erasure.journal_reading import reader
from privacy.gate import purpose
from privacy.models import Erasure, ErasureState, StepState
from tests.factories.core import user_with
from tests.support.threads import at_once
from tests.support.transactions import while_open
from tests.support.worker import WorkerProcess

from .people import Known, erase, town, work_of, worked_off

COMMITS = pytest.mark.django_db(transaction=True)


def start(known: Known) -> Erasure:
    return services.start(scope="person", origin="callback", actor=None, constituent_ids=[known.constituent_id])


@COMMITS
def test_a_hundred_starts_are_one_erasure(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)

    def ten() -> set[UUID]:
        return {start(ana).pk for _time in range(10)}

    answers = at_once([ten] * 10, seconds=60)
    assert len(set.union(*answers)) == 1
    assert Erasure.objects.count() == Job.objects.filter(kind="privacy.erase").count() == 1
    assert len(reader().entries()) == 1


def staged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A file whose rows are checked and wait to be written: she under two ids, and somebody else."""
    monkeypatch.setattr(intake_jobs, "_BUDGET", -1.0)
    rows = ["id,name,email", "c1,Ana Olsen,ana.olsen@example.org", "t7,A. Olsen,ANA.OLSEN@example.org", "c5,Eve Ito,"]
    batch = intake.receive(
        chunks=["\n".join(rows).encode()], file_name="late.csv", entity="constituents", source_name="donors",
        source_kind="crm", basis="contract", actor=user_with("steward"),
    )  # fmt: skip
    intake.start(batch=batch, actor=user_with("steward"), overrides={})
    batch.refresh_from_db()
    work_off(batch, until_staged=True)
    return batch


def work_off(batch: Batch, *, until_staged: bool = False) -> Batch:
    for _slice in range(20):
        if batch.state == BatchState.LOADED or (until_staged and batch.merged_line is not None):
            break
        assert batch.job_id is not None
        jobs.work(batch.job_id)
        batch.refresh_from_db()
    return batch


@pytest.mark.django_db
def test_rows_that_were_checked_before_are_held_back_when_they_are_written(tmp_path: Path, monkeypatch: Any) -> None:
    ana, _ben = town(tmp_path)
    batch = staged(tmp_path, monkeypatch)
    assert (batch.rows_read, batch.rows_suppressed) == (3, 0)
    assert erase(ana).state == ErasureState.COMPLETE
    with purpose("intake", reason="test"):
        assert sorted(StagedRow.objects.values_list("external_id", flat=True)) == ["c5", "t7"]
    assert work_off(batch).state == BatchState.LOADED
    assert (batch.rows_added, batch.rows_suppressed) == (1, 1)
    assert sorted(SourceIdentity.objects.values_list("external_id", flat=True)) == ["c2", "c5"]


@COMMITS
def test_an_erasure_waits_for_rows_that_are_just_being_checked(tmp_path: Path) -> None:
    ana, _ben = town(tmp_path)

    def check() -> None:
        source = SourceIdentity.objects.get(pk=ana.identity_id).source
        assert arrivals.held_back([arrivals.Arrival(source.pk, "c1")]) == set()
        batch = Batch.objects.create(source=source, entity="constituents", basis="contract", file_name="", file_hash="")
        with purpose("intake", reason="test"):
            StagedRow.objects.create(
                batch_id=batch.pk, line=1, external_id="c1", values={"full_name": "Ana"}, content_hash=b"-"
            )

    erasure = while_open(check, lambda: erase(ana), head_start=1.0)
    assert erasure.state == ErasureState.COMPLETE
    assert erasure.steps.get(store="intake.staged_rows").erased == 1


@COMMITS
def test_a_killed_worker_leaves_an_erasure_that_goes_on(tmp_path: Path, celery_worker: WorkerProcess) -> None:
    ana, _ben = town(tmp_path)
    Interaction.objects.bulk_create(
        Interaction(identity_id=ana.identity_id, kind="note", external_id=f"k{number}", at=timezone.now())
        for number in range(9_000)
    )
    erasure = start(ana)
    done = erasure.steps.filter(state=StepState.DONE)
    wait_until(lambda: done.count() >= 6)
    celery_worker.kill()
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.RUNNING and 6 <= done.count() < erasure.steps.count()
    assert not reader().entries()[erasure.pk].complete
    celery_worker.start()
    # What its lease and the broker would take a minute to notice.
    Job.objects.filter(pk=work_of(erasure)).update(lease_until=timezone.now() - timedelta(seconds=1), rung_at=None)
    jobs.redrive()
    wait_until(lambda: Erasure.objects.get(pk=erasure.pk).state == ErasureState.COMPLETE)
    wait_until(lambda: reader().entries()[erasure.pk].complete)
    assert not Interaction.objects.filter(identity_id=ana.identity_id).exists()
    notes = erasure.steps.get(store="constituents.interactions")
    assert (notes.found, notes.erased) == (9_002, 9_002)
    # A worker that lives on would take the jobs of the tests that follow.
    celery_worker.stop()


def wait_until(holds: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


@pytest.mark.django_db
def test_killed_between_any_two_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever act the process dies after, the next one goes on from there, and nothing is counted twice."""
    from privacy.erasure import running, work

    ana, _ben = town(tmp_path)
    act, acts = running.advance, []

    def dies_after(erasure_id: UUID) -> running.Progress:
        acts.append(act(erasure_id))
        raise RuntimeError("killed")

    monkeypatch.setattr(work.running, "advance", dies_after)
    erasure = start(ana)
    for _slice in range(200):
        Job.objects.filter(pk=work_of(erasure)).update(
            state="queued", attempts=0, run_after=erasure.requested_at, lease_token=None, lease_until=None
        )
        jobs.work(work_of(erasure))
        if acts[-1].complete:
            break
    monkeypatch.undo()
    Job.objects.filter(pk=work_of(erasure)).update(state="queued", attempts=0, run_after=erasure.requested_at)
    assert worked_off(erasure).state == ErasureState.COMPLETE
    assert reader().entries()[erasure.pk].complete
    assert [(step.store, step.found, step.erased) for step in erasure.steps.all() if step.found != step.erased] == []
