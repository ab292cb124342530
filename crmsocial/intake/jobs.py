"""Background work: loading a received file in slices of a few seconds."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs
from crmsocial.core.models import Job

from . import endings, services
from .formats import FileRefused
from .models import Batch

#: a handler call ends after the step that passes this many seconds
_BUDGET = 8.0


def _batch(job: Job) -> Batch:
    return Batch.objects.select_for_update().get(pk=job.args["batch"])


def _cancelled(job: Job) -> None:
    """Before writing began nothing was loaded; afterwards the rest is written, so that no file is half in."""
    batch = _batch(job)
    if batch.is_being_written:
        services.enqueue_load(batch, actor=batch.created_by)
    elif batch.is_open:
        endings.cancel(batch)


def _failed(job: Job) -> None:
    """Keep the file: an administrator may let the work try again. What is being written stays under way."""
    batch = _batch(job)
    if batch.is_open and not batch.is_being_written:
        message = str(
            _("The import stopped for a technical reason and nothing was loaded. An administrator can try again.")
        )
        endings.fail(batch, message, keep_file=True)
        with transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(
                rows_read=0, rows_bad=0, rows_joined=0, rows_suppressed=0, cells_bad=0
            )
            batch.errors.all().delete()


@jobs.handler(services.JOB_KIND, title=_("Loading a file"), on_cancel=_cancelled, on_failure=_failed)
def load(run: jobs.JobRun) -> None:
    """Check and write slices until the time is used up or the file has ended."""
    batch_id = UUID(run.args["batch"])
    loader = services.loader_of(batch_id)
    until = time.monotonic() + _BUDGET
    while loader is not None:
        try:
            step = loader.step()
        except FileRefused as refusal:
            services.refuse(batch_id, refusal.message)
            break
        run.progress(done=step.done, total=step.total, message=step.message)
        if step.finished:
            break
        if time.monotonic() > until:
            return run.again()
    run.finish(result={"batch": str(batch_id)})
    return None
