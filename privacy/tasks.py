"""What beat rings for."""

from __future__ import annotations

from celery import shared_task

from crmsocial.core import jobs

from .erasure import work
from .projecting import sweep
from .requests import reminders, selectors
from .retention import platform_sweep, running


@shared_task(name="privacy.sweep")
def sweep_expired() -> None:
    """Enter the sweep where something has ended or was just recorded."""
    if sweep.is_due():
        jobs.enqueue(kind="privacy.sweep", unique_key="privacy.sweep", args={})


@shared_task(name="privacy.erasures")
def enter_stopped_erasures() -> None:
    """Let no erasure lie because its work was cancelled or given up."""
    work.enter_stopped()


@shared_task(name="privacy.platform_sweep")
def sweep_platforms() -> None:
    """Delete what is past the platforms' time limits."""
    platform_sweep.enter()


@shared_task(name="privacy.retention")
def run_schedules() -> None:
    """Delete what is past the organisation's own schedules."""
    running.enter_nightly()


@shared_task(name="privacy.remind")
def remind_of_requests() -> None:
    """Enter the reminders of the day, once."""
    reminders.enter(selectors.today())


@shared_task(name="privacy.replay")
def replay_ledger() -> None:
    """Compare, every night, the projection with the ledger and the ledger with its hashes."""
    jobs.enqueue(kind="privacy.replay", unique_key="privacy.replay", args={})
