"""What beat rings for."""

from __future__ import annotations

from celery import shared_task

from crmsocial.core import jobs

from . import sweep
from .erasure import work


@shared_task(name="privacy.sweep")
def sweep_expired() -> None:
    """Enter the sweep where something has ended or was just recorded."""
    if sweep.is_due():
        jobs.enqueue(kind="privacy.sweep", unique_key="privacy.sweep", args={})


@shared_task(name="privacy.erasures")
def enter_stopped_erasures() -> None:
    """Let no erasure lie because its work was cancelled or given up."""
    work.enter_stopped()
