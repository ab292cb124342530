"""Beat rings only when there is something to do, and the job does it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crmsocial.core import jobs
from crmsocial.core.models import Job
from crmsocial.settings.schedule import BEAT_SCHEDULE
from privacy import tasks
from privacy.judging.circumstances import database_now
from privacy.models import Permission
from tests.privacy.factories import persona, visible

pytestmark = pytest.mark.django_db


def test_nothing_to_do_enters_no_work() -> None:
    persona("mastodon", discoverable=True)
    tasks.sweep_expired()
    assert not Job.objects.exists()


def test_what_ended_is_done_by_one_job() -> None:
    row = persona("x")
    Permission.objects.create(
        persona_id=row.pk, purpose="profile_view", reason="consent_given", until=database_now() - timedelta(seconds=1)
    )
    assert not visible(row, "profile_view")
    tasks.sweep_expired()
    tasks.sweep_expired()
    job = Job.objects.get()
    while job.is_open:
        jobs.work(job.pk)
        Job.objects.filter(pk=job.pk, state="queued").update(run_after=database_now())
        job.refresh_from_db()
    assert job.state == "done" and not Permission.objects.exists()


def test_beat_knows_the_task() -> None:
    assert BEAT_SCHEDULE["sweep-permissions"]["task"] == tasks.sweep_expired.name
