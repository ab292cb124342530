"""The reads of this app."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from crmsocial.core.models import Job, User
from crmsocial.core.selectors import visible_jobs

from .models import Batch, BatchError

PAGE = 50
#: errors shown on the page; the file has them all
SHOWN_ERRORS = 200


def batches() -> QuerySet[Batch]:
    """All batches with source and person, the newest first."""
    return Batch.objects.select_related("source", "created_by").order_by("-pk")


def batch_page(before: UUID | None) -> tuple[list[Batch], UUID | None]:
    """Up to ``PAGE`` batches older than ``before``, and where the next page begins."""
    rows = batches().filter(pk__lt=before) if before else batches()
    page = list(rows[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def errors(batch: Batch) -> list[BatchError]:
    """The first bad cells and rows, in the order of the file."""
    return list(BatchError.objects.filter(batch=batch).order_by("line", "pk")[:SHOWN_ERRORS])


def job_of(batch: Batch, user: User) -> Job | None:
    """The work behind the batch, if the user may see it."""
    return visible_jobs(user).filter(pk=batch.job_id).first() if batch.job_id else None
