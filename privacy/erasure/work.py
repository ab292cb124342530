"""Erasing in the background, a slice of a few seconds at a time."""

from __future__ import annotations

import time
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core import jobs
from crmsocial.core.models import Job, JobState

from ..models import Erasure, ErasureState
from . import journal, running, services, suppression
from .states import OPEN

#: Seconds of one slice, and until what is blocked is looked at again: a hold stands longer than a run.
SLICE = 8.0
LOOK_AGAIN, LOOK_AGAIN_HELD = 20.0, 300.0
WORK_STOPPED = "work_stopped"
JOB_KIND = services.JOB_KIND


def _given_up(job: Job) -> None:
    """No erasure ends with its work: beat enters it again, and meanwhile it says what happened."""
    Erasure.objects.filter(pk=job.args["erasure"], state__in=OPEN).update(
        state=ErasureState.BLOCKED, blocked_by=WORK_STOPPED
    )


def enter_stopped() -> int:
    """Enter the work of open erasures that nothing works on any more; returns how many. Called by beat."""
    working = Job.objects.filter(pk=OuterRef("job_id"), state__in=[JobState.QUEUED, JobState.RUNNING])
    stopped = Erasure.objects.filter(~Exists(working), state__in=OPEN).values_list("pk", flat=True)
    ids = list(stopped)
    for erasure_id in ids:
        services.resume(erasure_id=erasure_id)
    return len(ids)


@jobs.handler(JOB_KIND, title=gettext_lazy("Erasure"), on_failure=_given_up, on_cancel=_given_up)
def erase(run: jobs.JobRun) -> None:
    """Do a slice of an erasure."""
    erasure_id = UUID(run.args["erasure"])
    erasure = Erasure.objects.get(pk=erasure_id)
    # Nothing goes before the journal knows that it goes, and nothing more before it knows what holds them back.
    journal.started(erasure)
    journal.suppressed(erasure)
    ends = time.monotonic() + SLICE
    while time.monotonic() < ends:
        progress = running.advance(erasure_id)
        run.progress(done=progress.done, total=progress.total, message=_message(progress))
        if progress.store == suppression.NAME:
            journal.suppressed(erasure)
        if progress.complete:
            journal.suppressed(erasure)
            journal.completed(Erasure.objects.get(pk=erasure_id))
            run.progress(done=progress.total, total=progress.total, message=_("Erased"))
            return
        if progress.blocked_by:
            journal.suppressed(erasure)
            run.again(after=LOOK_AGAIN_HELD if progress.blocked_by.startswith("hold:") else LOOK_AGAIN)
            return
    run.again()


def _message(progress: running.Progress) -> str:
    if progress.blocked_by:
        return _("Blocked")
    return _("Erasing: %(store)s") % {"store": progress.store} if progress.store else _("Searching once more")
