"""Ringing again for work whose message or worker was lost."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.db.models.functions import Now

from ..models import Job, JobState
from .outbox import ring
from .states import RING_AGAIN_SECONDS

logger = structlog.get_logger(__name__)

#: How many bells one sweep rings, so that a long queue does not fill the broker with repeats.
SWEEP = 200


def redrive() -> int:
    """Ring for due jobs without a recent bell and for running ones whose lease has expired; returns how many.

    The claim itself takes an expired lease over, so this only has to wake somebody.
    """
    silent = Q(rung_at__isnull=True) | Q(rung_at__lt=Now() - timedelta(seconds=RING_AGAIN_SECONDS))
    due = Q(state=JobState.QUEUED, run_after__lte=Now()) & silent
    lost = Q(state=JobState.RUNNING, lease_until__lt=Now()) & (silent | Q(rung_at__lt=F("lease_until")))
    ids = list(Job.objects.filter(due | lost).order_by("run_after", "pk").values_list("pk", flat=True)[:SWEEP])
    Job.objects.filter(pk__in=ids).update(rung_at=Now())
    for job_id in ids:
        ring(job_id)
    if ids:
        logger.info("redriven", jobs=len(ids))
    return len(ids)
