"""The worker that tests use is a real one: another process, the test's own database and broker."""

from __future__ import annotations

import os
import time

from crmsocial.celery import app
from crmsocial.core.health import heartbeats
from tests.support.worker import WorkerProcess


def test_worker_lives_in_another_process_and_answers(celery_worker: WorkerProcess) -> None:
    assert celery_worker.pid != os.getpid()
    assert celery_worker.name in heartbeats.alive("worker")
    answers = None
    deadline = time.monotonic() + 30
    while answers is None and time.monotonic() < deadline:
        answers = app.control.inspect(timeout=3, destination=[celery_worker.name]).ping()
    assert answers == {celery_worker.name: {"ok": "pong"}}


def test_killed_worker_comes_back_on_demand(celery_worker: WorkerProcess) -> None:
    celery_worker.kill()
    assert not celery_worker.is_running
    celery_worker.start()
    assert celery_worker.is_running
