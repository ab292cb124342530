"""Claims, retries, quarantine, cancelling and redriving, on real rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from crmsocial.core import jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.jobs import registry
from crmsocial.core.models import AuditEntry, Job, JobState
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db

calls: list[Any] = []


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    calls.clear()
    yield


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr("crmsocial.core.jobs.outbox.send", rung.append)
    return rung


def enqueue(kind: str, **values: Any) -> Job:
    values = {"unique_key": f"{kind}:{uuid4()}", "args": {}} | values
    return jobs.enqueue(kind=kind, **values)


def test_a_job_is_done_once() -> None:
    jobs.handler("test.once", title="Test")(lambda run: calls.append(run.args))
    job = enqueue("test.once", args={"id": 7})
    assert jobs.work(job.pk) == "done"
    assert jobs.work(job.pk) == "not_due"
    assert calls == [{"id": 7}]


def test_one_open_job_per_key() -> None:
    first = enqueue("test.key", unique_key="same")
    assert enqueue("test.key", unique_key="same").pk == first.pk
    jobs.handler("test.key", title="Test")(lambda run: None)
    jobs.work(first.pk)
    assert enqueue("test.key", unique_key="same").pk != first.pk


def test_the_database_refuses_a_second_open_row() -> None:
    enqueue("test.key", unique_key="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.key", unique_key="same")


def test_the_bell_waits_for_the_commit(bells: list[str], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test.bell")
        assert bells == []
    assert bells == [str(job.pk)]


def test_a_dead_broker_costs_time_only(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def dead(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("crmsocial.core.jobs.outbox.send", dead)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test.dead")
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert job.rung_at is None
    rung: list[str] = []
    monkeypatch.setattr("crmsocial.core.jobs.outbox.send", rung.append)
    assert jobs.redrive() == 1
    assert rung == [str(job.pk)]


def test_failures_are_tried_five_times_then_quarantined_without_the_text() -> None:
    told: list[str] = []

    @jobs.handler("test.fail", title="Test", on_failure=lambda job: told.append(job.error))
    def fail(run: jobs.JobRun) -> None:
        calls.append(run.job.attempts)
        raise RuntimeError("Jane Doe, jane@example.org")

    job = enqueue("test.fail")
    for _ in range(5):
        jobs.work(job.pk)
        Job.objects.filter(pk=job.pk, state="queued").update(run_after=timezone.now() - timedelta(seconds=1))
    job.refresh_from_db()
    assert job.state == JobState.QUARANTINED
    assert calls == [1, 2, 3, 4, 5]
    assert told == ["RuntimeError in test.fail"]
    assert "Jane" not in job.error


def test_a_permanent_failure_is_not_tried_again() -> None:
    def fail(run: jobs.JobRun) -> None:
        raise jobs.Permanent("The file is gone. Upload it again.")

    jobs.handler("test.permanent", title="Test")(fail)
    job = enqueue("test.permanent")
    assert jobs.work(job.pk) == "quarantined"
    job.refresh_from_db()
    assert (job.attempts, job.error) == (1, "The file is gone. Upload it again.")


def test_a_worker_that_lost_its_job_tells_nobody_that_it_failed() -> None:
    told: list[str] = []

    @jobs.handler("test.overtaken", title="Test", on_failure=lambda job: told.append(job.error))
    def overtaken(run: jobs.JobRun) -> None:
        Job.objects.filter(pk=run.job_id).update(lease_token=uuid4())
        raise Conflict("Somebody else has moved it on.")

    job = enqueue("test.overtaken")
    assert jobs.work(job.pk) == "lease_lost"
    job.refresh_from_db()
    assert (job.state, job.error, told) == (JobState.RUNNING, "", [])


def test_a_retry_starts_afresh() -> None:
    admin = user_with("administrator")
    job = enqueue("test.unknown_kind")
    assert jobs.work(job.pk) == "quarantined"
    again = jobs.retry(job=job, actor=admin)
    assert (again.state, again.attempts) == ("queued", 0)
    assert AuditEntry.objects.filter(verb="job.retry", object_id=str(job.pk)).exists()
    with pytest.raises(Conflict):
        jobs.retry(job=job, actor=admin)


def test_an_expired_lease_is_taken_over_and_the_late_worker_stops() -> None:
    late: list[jobs.JobRun] = []
    jobs.handler("test.lease", title="Test")(lambda run: calls.append("again"))
    job = enqueue("test.lease")
    first = jobs.worker.claim(job.pk)
    assert first is not None
    late.append(first)
    assert jobs.worker.claim(job.pk) is None
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(rung_at=now - timedelta(seconds=40), lease_until=now - timedelta(seconds=1))
    assert jobs.redrive() == 1
    assert jobs.work(job.pk) == "done"
    with pytest.raises(jobs.LeaseLost):
        late[0].progress(done=1)


def test_a_worker_lost_five_times_is_quarantined() -> None:
    jobs.handler("test.lost", title="Test")(lambda run: calls.append(1))
    job = enqueue("test.lost")
    for _ in range(5):
        assert jobs.worker.claim(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.work(job.pk) == "quarantined"
    assert calls == []


def test_long_work_goes_on_in_slices(bells: list[str]) -> None:
    def slice_of(run: jobs.JobRun) -> None:
        at = run.args.get("at", 0)
        run.progress(done=at + 1, total=3)
        if at + 1 < 3:
            run.again(args={"at": at + 1})
        else:
            run.finish(result={"slices": 3})

    jobs.handler("test.slices", title="Test")(slice_of)
    job = enqueue("test.slices")
    assert [jobs.work(job.pk) for _ in range(3)] == ["queued", "queued", "done"]
    job.refresh_from_db()
    assert (job.done, job.percent, job.result) == (3, 100, {"slices": 3})
    assert len(bells) == 2


def test_cancelling_stops_running_work_at_its_next_step() -> None:
    told: list[str] = []

    def work(run: jobs.JobRun) -> None:
        jobs.cancel(job=run.job, actor=None)
        run.progress(done=1)
        calls.append("went on")

    jobs.handler("test.cancel", title="Test", on_cancel=lambda job: told.append(str(job.pk)))(work)
    job = enqueue("test.cancel")
    assert jobs.work(job.pk) == "cancelled"
    assert calls == []
    assert told == [str(job.pk)]
    with pytest.raises(Conflict):
        jobs.cancel(job=job, actor=None)


def test_cancelling_reaches_waiting_children() -> None:
    jobs.handler("test.child", title="Test")(lambda run: calls.append(1))
    parent = enqueue("test.child")
    child = enqueue("test.child", parent=parent)
    jobs.cancel(job=parent, actor=None)
    child.refresh_from_db()
    assert child.state == JobState.CANCELLED
    assert jobs.work(child.pk) == "not_due"


def test_redrive_does_not_ring_twice_in_a_row(bells: list[str]) -> None:
    job = enqueue("test.quiet")
    Job.objects.filter(pk=job.pk).update(rung_at=timezone.now() - timedelta(minutes=2))
    assert jobs.redrive() == 1
    assert jobs.redrive() == 0


def test_a_command_can_do_the_work_itself() -> None:
    def parent(run: jobs.JobRun) -> None:
        run.spawn(kind="test.drained", unique_key="drained", args={"id": 1})

    jobs.handler("test.drain", title="Test")(parent)
    jobs.handler("test.drained", title="Test")(lambda run: calls.append(run.args["id"]))
    job = enqueue("test.drain")
    assert jobs.drain() == 2
    assert calls == [1]
    assert not Job.objects.get(pk=job.pk).is_open
