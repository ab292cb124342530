"""The few Celery tasks: each takes ids and calls a service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from . import jobs, upkeep
from .audit_chain import seal


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Do one slice of a job."""
    jobs.work(UUID(job_id))


@shared_task(name="core.redrive")
def redrive() -> None:
    """Ring for what was lost."""
    jobs.redrive()


@shared_task(name="core.seal_audit")
def seal_audit() -> None:
    """Seal new audit rows into the chain."""
    seal()


@shared_task(name="core.forget_expired")
def forget_expired() -> None:
    """Delete sessions, tokens and counts of attempts that have ended."""
    upkeep.forget_expired()
