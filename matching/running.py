"""Starting, cancelling and resuming match runs, and moving them by their table."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.core import audit, jobs
from crmsocial.core.errors import Conflict, NotFound
from crmsocial.core.models import Job, User
from crmsocial.intake.models import Batch

from . import freezing, shared_sides, snapshot
from .models import MatchRun, RunChunk, RunState
from .states import OPEN_RUNS, require_run_move

RUN_JOB = "matching.run"


@transaction.atomic
def start_run(*, actor: User | None, since_batch: UUID | None = None) -> MatchRun:
    """Queue a match run over all permitted personas, or over those that a batch touches.

    Raises Conflict while another run is open (the database sees to it) and NotFound for an unknown batch.
    """
    if since_batch is not None and not Batch.objects.filter(pk=since_batch).exists():
        raise NotFound(_("There is no batch %(batch)s.") % {"batch": since_batch})
    try:
        with transaction.atomic():
            run = MatchRun.objects.create(created_by=actor, since_batch=since_batch)
    except IntegrityError as error:
        raise _one_open(error) from error
    for former in MatchRun.objects.filter(snapshot__isnull=False).exclude(pk=run.pk).distinct():
        snapshot.drop(former.pk)
    freezing.forget_names(freezing.unneeded())
    # What they counted stands in the summary; the ids would pile up night by night.
    RunChunk.objects.filter(run__state=RunState.DONE).delete()
    _enqueue(run, actor)
    audit.record(
        verb="match_run.started", object_type="match_run", object_id=run.pk, actor=actor, details={"since": since_batch}
    )
    return run


def _one_open(error: IntegrityError) -> Conflict:
    if "run_one_open" not in str(error):
        raise error
    standing = MatchRun.objects.filter(state__in=OPEN_RUNS).first()
    return Conflict(
        _("A match run is already under way. Wait until it ends, or cancel it."),
        code="run_open",
        run_id=str(standing.pk) if standing else None,
    )


def _enqueue(run: MatchRun, actor: User | None) -> None:
    job = jobs.enqueue(kind=RUN_JOB, unique_key=f"{RUN_JOB}:{run.pk}", args={"run_id": str(run.pk)}, actor=actor)
    MatchRun.objects.filter(pk=run.pk).update(job_id=job.pk)
    run.job_id = job.pk


@transaction.atomic
def cancel_run(*, run_id: UUID, actor: User | None) -> MatchRun:
    """Stop an open run; what was scored stays. Raises NotFound, and Conflict where it has ended already."""
    run = lock_run(run_id)
    require_run_move(run.state, RunState.CANCELLED)
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id else None
    if job is not None and job.is_open:
        jobs.cancel(job=job, actor=actor)
    else:
        move_run(run_id=run.pk, state=RunState.CANCELLED)
    audit.record(verb="match_run.cancel_asked", object_type="match_run", object_id=run.pk, actor=actor)
    run.refresh_from_db()
    return run


@transaction.atomic
def resume_run(*, run_id: UUID, actor: User | None) -> MatchRun:
    """Go on with a cancelled or failed run. Without its snapshot it starts anew.

    Chunks that were scored are not scored again. Raises Conflict while another run is open.
    """
    run = pick_up(run_id=run_id)
    _enqueue(run, actor)
    details = {"state": run.state}
    audit.record(verb="match_run.resumed", object_type="match_run", object_id=run.pk, actor=actor, details=details)
    return run


@transaction.atomic
def pick_up(*, run_id: UUID) -> MatchRun:
    """Open an ended run again where it was left; the caller sees to its job."""
    run = lock_run(run_id)
    frozen = run.model is not None and run.model.names_kept
    scored = frozen and run.chunks.exists() and run.snapshot.exists() and _sides_kept(run)
    again = RunState.SCORING if scored else RunState.QUEUED
    require_run_move(run.state, again)
    run.state, run.finished_at = again, None
    run.summary = {name: told for name, told in run.summary.items() if name != "error"}
    try:
        with transaction.atomic():
            run.save(update_fields=["state", "finished_at", "summary"])
    except IntegrityError as error:
        raise _one_open(error) from error
    return run


def _sides_kept(run: MatchRun) -> bool:
    """Whether every part that is left to score can be compared with its side; parts that look up need none."""
    if run.parameters.get("by_index"):
        return True
    sides = set(run.chunks.filter(scored_at__isnull=True).values_list("side", flat=True))
    return all(shared_sides.is_published(run.pk, snapshot.SideName.parse(side)) for side in sides)


def lock_run(run_id: UUID) -> MatchRun:
    """The run, kept from others until the transaction ends. Raises NotFound."""
    run = MatchRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no such match run."))
    return run


@transaction.atomic
def move_run(*, run_id: UUID, state: RunState, summary: dict[str, object] | None = None) -> MatchRun:
    """Move a run by its table; ``summary`` is merged into what is there.

    Raises Conflict for a move that is not in it.
    """
    run = lock_run(run_id)
    require_run_move(run.state, state)
    former, run.state = run.state, state
    run.summary = {**run.summary, **(summary or {})}
    run.save(update_fields=["state", "summary"])
    if state not in OPEN_RUNS:
        MatchRun.objects.filter(pk=run_id).update(finished_at=Now())
    audit.record(
        verb="match_run.moved",
        object_type="match_run",
        object_id=run_id,
        actor=None,
        details={"from": former, "to": state},
    )
    return run
