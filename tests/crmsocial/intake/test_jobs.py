from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from crmsocial.constituents.models import SourceIdentity, SourceRecord
from crmsocial.core import jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.models import AuditEntry, Job, JobState, User
from crmsocial.intake import jobs as intake_jobs
from crmsocial.intake import services, storage
from crmsocial.intake.models import Batch, BatchState, StagedRow
from crmsocial.intake.pipeline import Loader, merging, staging
from privacy.gate import purpose
from tests.factories.core import user_with

from .files import PEOPLE

pytestmark = pytest.mark.django_db

ROWS = [[f"c{number}", "Ana", f"Olsen {number}", "", "", ""] for number in range(7)]


@pytest.fixture
def steward() -> User:
    return user_with("steward")


@pytest.fixture
def batch(steward: User, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A received file of seven rows, loaded two rows at a time and one slice a call."""
    monkeypatch.setattr(staging, "SLICE", 2)
    monkeypatch.setattr(merging, "SLICE", 2)
    monkeypatch.setattr(intake_jobs, "_BUDGET", -1.0)
    content = "\n".join(",".join(row) for row in [PEOPLE[0], *ROWS])
    return services.receive(
        chunks=[content.encode()], file_name="../people.csv", entity="constituents", source_name="donors",
        source_kind="donor_database", basis="contract", actor=steward,
    )  # fmt: skip


def until_done(job: Job, calls: int = 30) -> list[int]:
    """Let workers take the job up again and again; returns the progress after each call."""
    seen = []
    while job.is_open and len(seen) < calls:
        jobs.work(job.pk)
        job.refresh_from_db()
        seen.append(job.done)
    return seen


def test_a_confirmed_file_is_loaded_in_slices_with_progress(batch: Batch, steward: User) -> None:
    assert (batch.state, batch.file_name) == (BatchState.RECEIVED, "people.csv")
    stored = storage.path_of(batch.stored_as)
    assert stored.stat().st_mode & 0o077 == 0
    job = services.start(batch=batch, actor=steward, overrides={"shoe_size": None})
    seen = until_done(job)
    batch.refresh_from_db()
    assert (job.state, batch.state, batch.rows_added) == (JobState.DONE, BatchState.LOADED, 7)
    assert seen == sorted(seen) and len(seen) > 5 and job.done == job.total == 14
    assert SourceRecord.objects.count() == 7
    with pytest.raises(Conflict):
        services.start(batch=batch, actor=steward)


def test_the_file_goes_when_the_batch_ends(
    batch: Batch, steward: User, django_capture_on_commit_callbacks: object
) -> None:
    stored = storage.path_of(batch.stored_as)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        until_done(services.start(batch=batch, actor=steward))
    assert not stored.exists()


def test_discarding_leaves_nothing(batch: Batch, steward: User, django_capture_on_commit_callbacks: object) -> None:
    stored = storage.path_of(batch.stored_as)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.discard(batch=batch, actor=steward)
    assert not stored.exists()
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED


def test_what_nobody_confirms_is_forgotten(
    batch: Batch, steward: User, django_capture_on_commit_callbacks: object
) -> None:
    stored = storage.path_of(batch.stored_as)
    assert AuditEntry.objects.filter(verb="batch.received", object_id=str(batch.pk), actor_id=steward.pk).exists()
    assert services.forget_unconfirmed(older_than=timedelta(hours=24)) == 0
    Batch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert services.forget_unconfirmed(older_than=timedelta(hours=24)) == 1
    assert not stored.exists()
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED


def test_cancelling_while_rows_are_checked_loads_nothing(batch: Batch, steward: User) -> None:
    job = services.start(batch=batch, actor=steward)
    jobs.work(job.pk)
    jobs.cancel(job=job, actor=steward)
    batch.refresh_from_db()
    assert (batch.state, SourceIdentity.objects.count()) == (BatchState.CANCELLED, 0)
    with purpose("intake", reason="test"):
        assert StagedRow.objects.count() == 0


def test_cancelling_after_writing_began_finishes_it(batch: Batch, steward: User) -> None:
    job = services.start(batch=batch, actor=steward)
    while not Batch.objects.get().rows_added:
        jobs.work(job.pk)
    jobs.cancel(job=job, actor=steward)
    batch.refresh_from_db()
    assert batch.is_being_written and batch.job_id != job.pk
    until_done(Job.objects.get(pk=batch.job_id))
    batch.refresh_from_db()
    assert (batch.state, batch.rows_added) == (BatchState.LOADED, 7)


def test_a_step_that_fails_is_repeated_and_nothing_is_doubled(
    batch: Batch, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = services.start(batch=batch, actor=steward)
    step, failures = Loader.step, iter([False, True, False, False, True, False, True])

    def shaky(loader: Loader) -> object:
        done = step(loader)
        if next(failures, False):
            raise OperationalError("the connection is gone")
        return done

    monkeypatch.setattr(Loader, "step", shaky)
    for _attempt in range(30):
        Job.objects.filter(pk=job.pk).update(run_after="2000-01-01T00:00:00Z")
        jobs.work(job.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_read, batch.rows_added, batch.rows_unchanged) == (BatchState.LOADED, 7, 7, 0)


def test_what_cannot_be_done_fails_and_can_be_tried_again(
    batch: Batch, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = services.start(batch=batch, actor=steward)
    jobs.work(job.pk)
    with monkeypatch.context() as broken:
        broken.setattr(Loader, "step", lambda loader: 1 / 0)
        for _attempt in range(6):
            Job.objects.filter(pk=job.pk).update(run_after="2000-01-01T00:00:00Z")
            jobs.work(job.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_read, SourceIdentity.objects.count()) == (BatchState.FAILED, 0, 0)
    assert "nothing was loaded" in batch.message
    job.refresh_from_db()
    until_done(jobs.retry(job=job, actor=steward))
    batch.refresh_from_db()
    assert (batch.state, batch.rows_added) == (BatchState.LOADED, 7)


def test_a_file_found_damaged_by_the_worker_fails_with_its_message(steward: User, tmp_path: Path) -> None:
    rows = [PEOPLE[0], *([f"c{number}", *row[1:]] for number, row in enumerate(ROWS * 10))]
    content = ("\n".join(",".join(row) for row in rows)).encode() + b"\n" + b"x" * 1_200_000
    batch = services.receive(
        chunks=[content],
        file_name="people.csv",
        entity="constituents",
        source_name="donors",
        basis="contract",
        actor=steward,
    )
    job = services.start(batch=batch, actor=steward)
    until_done(job)
    batch.refresh_from_db()
    assert (batch.state, job.state) == (BatchState.FAILED, JobState.DONE)
    assert "Line 72 is longer" in batch.message
    assert SourceIdentity.objects.count() == 0
