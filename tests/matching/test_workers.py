"""A match run through a real Celery worker, which is killed in the middle."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from crmsocial.core import jobs
from crmsocial.core.models import Job, JobState
from matching import services
from matching.models import MatchRun, RunChunk, RunState
from tests.support.worker import WorkerProcess

from .world import candidate_of, candidates, crowd, town

PATIENCE = 90.0


def until(condition: Callable[[], bool], *, redriving: bool = True) -> float:
    """Wait for the condition as beat would: redriving now and then. Seconds it took."""
    began = time.monotonic()
    while not condition():
        if redriving:
            jobs.redrive()
        assert time.monotonic() - began < PATIENCE, list(Job.objects.values("kind", "state", "attempts", "error"))
        time.sleep(0.1)
    return time.monotonic() - began


def finished(run: MatchRun) -> Callable[[], bool]:
    def ended() -> bool:
        run.refresh_from_db()
        assert run.state != RunState.FAILED, run.summary
        return run.state == RunState.DONE

    return ended


@pytest.fixture
def small_chunks(settings: object) -> None:
    settings.MATCHING_CHUNK_LARGEST = 1  # type: ignore[attr-defined]
    settings.MATCHING_CHUNK_SMALLEST = 1  # type: ignore[attr-defined]


def cut_small(run: MatchRun) -> None:
    """Prepare the run here, with chunks of one persona; the worker has settings of its own."""
    while not RunChunk.objects.filter(run=run).exists():
        assert jobs.work(run.job_id) == JobState.QUEUED
    assert RunChunk.objects.filter(run=run).count() > 3


def test_workers_do_a_run(celery_worker: WorkerProcess) -> None:
    holders = town(4)
    run = services.start_run(actor=None)
    until(finished(run))
    assert [candidate_of(one).rank for one in holders] == [1, 1, 1, 1]
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 4, 4)
    assert job.result["candidates"] == len(candidates())


def test_a_killed_worker_costs_nothing_but_time(celery_worker: WorkerProcess, small_chunks: None) -> None:
    holders = town(12)
    crowd(60)
    celery_worker.kill()
    run = services.start_run(actor=None)
    cut_small(run)
    celery_worker.start()
    scored = RunChunk.objects.filter(run=run, scored_at__isnull=False)
    jobs.wake(run.job_id)
    until(lambda: scored.exists())
    celery_worker.kill()
    already = scored.count()
    assert already < len(holders), "the run was over before the worker could be killed"
    held = Job.objects.filter(state=JobState.RUNNING).count()
    before = timezone.now()
    celery_worker.start()
    # What the dead worker held is free when its lease ends; everything else goes on at once.
    seconds = until(finished(run))
    assert seconds < 60
    assert RunChunk.objects.filter(run=run, scored_at__lt=before).count() == already
    assert all(candidate_of(one).rank == 1 for one in holders)
    assert sum(chunk.candidates for chunk in RunChunk.objects.filter(run=run)) == len(candidates())
    print(f"held {held}, {already} of {len(holders)} chunks scored before, finished {seconds:.0f} s after")


def test_a_cancelled_run_stops_its_worker_and_can_go_on(celery_worker: WorkerProcess, small_chunks: None) -> None:
    holders = town(12)
    crowd(40)
    celery_worker.kill()
    run = services.start_run(actor=None)
    cut_small(run)
    scored = RunChunk.objects.filter(run=run, scored_at__isnull=False)
    chunks = Job.objects.filter(parent=run.job_id, state=JobState.QUEUED)
    while not scored.exists():
        jobs.work(chunks[0].pk if chunks.exists() else run.job_id)
    celery_worker.start()
    jobs.wake(run.job_id)
    services.cancel_run(run_id=run.pk, actor=None)
    until(lambda: MatchRun.objects.get(pk=run.pk).state == RunState.CANCELLED)
    until(lambda: not Job.objects.filter(state=JobState.RUNNING).exists())
    at_rest = scored.count()
    time.sleep(1)
    assert scored.count() == at_rest
    services.resume_run(run_id=run.pk, actor=None)
    until(finished(run))
    assert all(candidate_of(one).rank == 1 for one in holders)
