"""Keeping a job's lease while one long call is at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connection

from crmsocial.core import jobs
from crmsocial.core.jobs import JobRun

_BEAT_SECONDS = 8.0


@contextmanager
def kept_alive(job: JobRun) -> Iterator[None]:
    """Renew the job's lease from a thread while one long call of the engine keeps this one busy."""
    done = Event()

    def beat() -> None:
        try:
            while not done.wait(_BEAT_SECONDS):
                job.progress()
        except (jobs.Cancelled, jobs.LeaseLost):
            return  # the next call of the worker's own thread learns it
        finally:
            connection.close()

    thread = Thread(target=beat, daemon=True, name="lease")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
