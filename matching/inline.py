"""Doing a run's work in this process, where no worker is there to do it."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

import redis
from django.db.models.functions import Now

from crmsocial.core import jobs
from crmsocial.core.health import heartbeats
from crmsocial.core.models import Job, JobState

_PAUSE = 0.2


def workers_alive() -> bool:
    """Whether any worker gave a sign of life; a broker that is away has none."""
    try:
        return bool(heartbeats.alive("worker"))
    except redis.RedisError:
        return False


def work_off(job_id: UUID, *, tell: Callable[[Job], None]) -> Job:
    """Do the job and its children one by one until it has ended; a worker that comes to life meanwhile helps."""
    while True:
        job = Job.objects.get(pk=job_id)
        tell(job)
        if not job.is_open:
            return job
        due = Job.objects.filter(parent_id=job_id, state=JobState.QUEUED, run_after__lte=Now()).order_by("pk").first()
        waiting = Job.objects.filter(parent_id=job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).exists()
        if due is None and not waiting:
            jobs.wake(job_id)
        if jobs.work(due.pk if due else job_id) == "not_due":
            time.sleep(_PAUSE)
