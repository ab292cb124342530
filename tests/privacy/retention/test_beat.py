"""What beat rings for, and when."""

from __future__ import annotations

import pytest
from celery.schedules import crontab
from django.conf import settings

from crmsocial.celery import app
from crmsocial.core.models import Job
from privacy import tasks
from privacy.models import RetentionSchedule
from privacy.retention import platform_sweep, running

pytestmark = pytest.mark.django_db


def test_the_sweep_is_hourly_and_schedules_run_at_night() -> None:
    by_task = {one["task"]: one["schedule"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert by_task["privacy.platform_sweep"] == 3600.0
    assert by_task["privacy.retention"] == crontab(hour="3", minute="10")
    assert {"privacy.platform_sweep", "privacy.retention"} <= set(app.tasks)


def test_each_enters_its_work_once() -> None:
    for _time in range(2):
        tasks.sweep_platforms()
        tasks.run_schedules()
    assert list(Job.objects.values_list("kind", flat=True)) == [platform_sweep.JOB_KIND]
    RetentionSchedule.objects.create(
        category="transactions", keep_days=30, active=True, previewed_at="2026-01-01T00:00Z"
    )
    for _time in range(2):
        tasks.run_schedules()
    assert Job.objects.filter(kind=running.JOB_KIND).count() == 1
