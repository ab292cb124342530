"""The two kinds of work of a match run: the run itself, which looks after its chunks, and one chunk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core import jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.jobs import JobRun, Permanent
from crmsocial.core.models import Job, JobState

from . import appending, prepared, runs, scoring
from .keeping import kept_alive
from .models import MatchRun, RunState
from .running import RUN_JOB, move_run, pick_up

CHUNK_JOB = "matching.score_chunk"
#: Seconds between two looks of a run at its chunks; each finished chunk wakes it earlier.
LOOK_AGAIN = 10


def _ended(state: RunState) -> Callable[[Job], None]:
    def end(job: Job) -> None:
        """Tell the run that its work has ended, in the transaction that ended it."""
        summary: dict[str, object] | None = {"error": job.error} if state == RunState.FAILED else None
        try:
            move_run(run_id=UUID(job.args["run_id"]), state=state, summary=summary)
        except Conflict:
            return
        prepared.forget(UUID(job.args["run_id"]))

    return end


@jobs.handler(
    RUN_JOB, title=gettext_lazy("Matching accounts to constituents"),
    on_failure=_ended(RunState.FAILED), on_cancel=_ended(RunState.CANCELLED),
)  # fmt: skip
def match_run(job: JobRun) -> None:
    """Do the next step of a run."""
    run = MatchRun.objects.get(pk=job.args["run_id"])
    if run.state == RunState.FAILED:
        # An administrator lets the work that needed attention try again.
        run = pick_up(run_id=run.pk)
    if run.state == RunState.QUEUED:
        return _begin(job, run)
    if run.state == RunState.PREPARING:
        return _prepare(job, run)
    if run.state == RunState.SCORING:
        return _look_after_chunks(job, run)
    if run.state == RunState.FINISHING:
        return _finish(job, run)
    return None


def _begin(job: JobRun, run: MatchRun) -> None:
    job.progress(message=_("Reading the constituents"))
    with kept_alive(job):
        runs.begin(run_id=run.pk)
    job.again()


def _prepare(job: JobRun, run: MatchRun) -> None:
    job.progress(message=_("Adapting the model to your records"))
    with kept_alive(job):
        ready = runs.prepare(run_id=run.pk)
    if ready is not None:
        job.progress(done=0, total=ready.summary["personas"], message="")
    job.again()


def _look_after_chunks(job: JobRun, run: MatchRun) -> None:
    left = runs.left_to_score(run.pk)
    job.progress(done=runs.personas_scored(run.pk), message=_("Comparing accounts with constituents"))
    if not left:
        runs.scored_all(run.pk)
        return job.again()
    children = Job.objects.filter(parent_id=job.job_id, kind=CHUNK_JOB)
    if lost := children.filter(state=JobState.QUARANTINED).first():
        raise Permanent(_("A part of the run failed five times: %(error)s") % {"error": lost.error})
    waiting = set(children.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).values_list("unique_key", flat=True))
    for chunk in left:
        key = f"{CHUNK_JOB}:{chunk.pk}"
        if key not in waiting:
            job.spawn(kind=CHUNK_JOB, unique_key=key, args={"chunk_id": chunk.pk, "run_id": str(run.pk)})
    return job.again(after=LOOK_AGAIN)


def _finish(job: JobRun, run: MatchRun) -> None:
    _linked, more = appending.append_some(run_id=run.pk)
    job.progress(message=_("Linking what needs no steward"))
    if more:
        return job.again()
    run = runs.finish(run_id=run.pk)
    return job.finish(result={"run_id": str(run.pk), **run.summary})


@jobs.handler(CHUNK_JOB, title=gettext_lazy("Comparing some accounts"))
def score_chunk(job: JobRun) -> None:
    """Score one chunk. Its run is not asked whether it was cancelled: cancelling a run cancels its chunks."""
    with kept_alive(job):
        written = scoring.score_chunk(chunk_id=job.args["chunk_id"], heartbeat=job.progress)
    return job.finish(result={"candidates": written})
