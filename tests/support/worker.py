"""A real Celery worker in a process of its own, on the test's database and broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from crmsocial.celery import app
from crmsocial.core.health import heartbeats
from crmsocial.core.servers.places import PROJECT, Place
from crmsocial.settings import environment

START_PATIENCE = 60.0


class WorkerProcess:
    """``celery worker`` that a test may kill and start again."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.name = f"test-{database}@localhost"
        self.log = Place.for_tests().logs / f"worker-{database}.log"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the running worker."""
        assert self._child is not None
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start and wait until the worker gives its first sign of life."""
        with heartbeats.client() as client:
            client.delete(f"{heartbeats.PREFIX}:worker:{self.name}")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command(), cwd=PROJECT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_PATIENCE
        while self.name not in heartbeats.alive("worker"):
            if time.monotonic() > deadline or not self.is_running:
                self.stop()
                raise RuntimeError(f"The worker did not start:\n{self.log_end()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the worker after its current task."""
        if self._child is None or not self.is_running:
            return
        self._child.terminate()
        try:
            self._child.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """``kill -9`` the worker and the processes of its pool."""
        if self._child is not None and self.is_running:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait(10)

    def log_end(self, characters: int = 3000) -> str:
        """The end of the worker's log."""
        return Path(self.log).read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def _command(self) -> list[str]:
        return [
            sys.executable, "-m", "celery", "-A", "crmsocial", "worker", "--concurrency", "2", "--loglevel", "INFO",
            "--purge", "--without-gossip", "--without-mingle", "-n", self.name,
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "crmsocial.settings.test",
            "TEST_DATABASE_NAME": self.database,
            "TEST_REDIS_DATABASE": str(environment.redis_index(settings.REDIS_URL)),
        }


@pytest.fixture(scope="session")
def celery_worker_process(django_db_setup: None) -> Iterator[WorkerProcess]:
    """The worker of a test process, started for each test that asks."""
    worker = WorkerProcess(connection.settings_dict["NAME"])
    yield worker
    worker.stop()


@pytest.fixture
def celery_worker(transactional_db: None, celery_worker_process: WorkerProcess) -> Iterator[WorkerProcess]:
    """The worker, alive, with an empty queue and a database that commits."""
    purge()
    if not celery_worker_process.is_running:
        celery_worker_process.start()
    yield celery_worker_process
    # Left alive it would take the jobs of later tests that commit.
    celery_worker_process.stop()
    purge()


def purge() -> int:
    """Throw away every message that waits in the broker; the number thrown away."""
    control: Any = app.control
    return int(control.purge())
