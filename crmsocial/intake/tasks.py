"""What beat rings for."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from . import services

#: How long a file waits to be confirmed.
PATIENCE = timedelta(hours=24)


@shared_task(name="intake.forget_unconfirmed")
def forget_unconfirmed() -> None:
    """Drop uploads that nobody confirmed for a day."""
    services.forget_unconfirmed(older_than=PATIENCE)
