"""Work that waits for others, woken while it waits and while it runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from crmsocial.core import jobs
from crmsocial.core.jobs import registry
from crmsocial.core.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    monkeypatch.setattr("crmsocial.core.jobs.outbox.send", rung.append)
    return rung


def waiting(wake_within: bool) -> Job:
    @jobs.handler("test.waits", title="Test")
    def wait(run: jobs.JobRun) -> None:
        if wake_within:
            jobs.wake(run.job_id)
        run.again(after=60)

    job = jobs.enqueue(kind="test.waits", unique_key="waits", args={})
    assert jobs.work(job.pk) == JobState.QUEUED
    job.refresh_from_db()
    return job


def test_waiting_work_is_due_at_once(bells: list[str], django_capture_on_commit_callbacks: Any) -> None:
    job = waiting(wake_within=False)
    assert job.run_after > timezone.now()
    assert jobs.work(job.pk) == "not_due"
    with django_capture_on_commit_callbacks(execute=True):
        jobs.wake(job.pk)
    assert bells == [str(job.pk)]
    assert jobs.work(job.pk) == JobState.QUEUED


def test_work_woken_while_it_runs_goes_on_at_once(bells: list[str]) -> None:
    job = waiting(wake_within=True)
    assert job.run_after <= timezone.now()
    assert bells == [str(job.pk)]


def test_ended_work_is_left_alone(bells: list[str]) -> None:
    job = waiting(wake_within=False)
    jobs.cancel(job=job, actor=None)
    jobs.wake(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
