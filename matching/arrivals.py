"""What follows from what arrives: the index holds new and changed records, a few new accounts are matched at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy

from crmsocial.core import jobs
from crmsocial.core.jobs import JobRun
from crmsocial.intake.models import Batch, BatchState
from crmsocial.personas.models import Persona
from privacy.gate import purpose
from privacy.models import Purpose

from . import by_index, conf, scope
from .index import bulk, state, upkeep
from .index import jobs as index_jobs
from .keeping import kept_alive
from .models import MatchRun

PERSONAS_JOB = "matching.personas"
LATE_JOB = "matching.late"
#: Accounts that one job matches again, and those of one call.
MOST_LATE = 5_000
LATE_AT_ONCE = 100


def index_follows(*, constituent_ids: Collection[UUID]) -> None:
    """Keep the index true to these constituents in the caller's transaction."""
    identities = upkeep.identities_of(constituent_ids)
    upkeep.follow_identities(identities)


def follow_batch(batch: Batch) -> None:
    """Index a batch of constituents, here where it is small and by a job that publishes it at once where it is not.

    A small batch of accounts is matched by a job, once a model is in use.
    """
    if batch.entity == "constituents":
        ids = bulk.identities_of_batch(batch.pk, limit=upkeep.AT_ONCE + 1)
        if len(ids) > upkeep.AT_ONCE:
            index_jobs.index_batch_later(batch.pk)
        else:
            upkeep.follow_identities(ids)
    elif batch.entity == "personas" and state.is_ready() and by_index.is_small(batch):
        jobs.enqueue(kind=PERSONAS_JOB, unique_key=f"{PERSONAS_JOB}:{batch.pk}", args={"batch_id": str(batch.pk)})


@jobs.handler(PERSONAS_JOB, title=gettext_lazy("Matching new accounts"))
def match_new(job: JobRun) -> None:
    """Match the accounts that a small batch brought, or these."""
    if "persona_ids" in job.args:
        ids = [UUID(one) for one in job.args["persona_ids"]]
    else:
        with purpose("upkeep", reason="accounts of a batch"):
            ids = list(Persona.objects.filter(batch_id=job.args["batch_id"]).values_list("pk", flat=True))
    with kept_alive(job):
        written = by_index.match_personas(ids)
    return job.finish(result={"personas": len(ids), "candidates": written})


def match_permitted_later(persona_ids: Collection[UUID]) -> None:
    """Have a worker match the accounts that may be matched now and never were.

    This is for few of them, while a model is in use. What a batch is just bringing is matched with the batch; after a
    change for very many the next run matches them.
    """
    if not 0 < len(persona_ids) <= conf.current().by_index_most or not state.is_ready():
        return
    allowed = scope.permissions_of(persona_ids).keys()
    with purpose("upkeep", reason="accounts that may be matched now"):
        personas = Persona.objects.filter(pk__in=allowed, candidates__isnull=True)
        loading = Batch.objects.exclude(state=BatchState.LOADED)
        ids = sorted(personas.exclude(batch_id__in=loading.values("pk")).values_list("pk", flat=True))
    if ids:
        args = {"persona_ids": [str(one) for one in ids]}
        # A job that runs already may have read what was permitted before.
        jobs.enqueue(kind=PERSONAS_JOB, unique_key=f"{PERSONAS_JOB}:{uuid4()}", args=args)


def match_late_later(run: MatchRun) -> None:
    """Have a worker match what batches brought while the run was under way: its snapshot does not hold it."""
    began = run.summary.get("began")
    late = Batch.objects.filter(state=BatchState.LOADED, finished_at__gte=began) if began else Batch.objects.none()
    if state.is_ready() and late.exists():
        jobs.enqueue(kind=LATE_JOB, unique_key=f"{LATE_JOB}:{run.pk}", args={"run_id": str(run.pk)})


@jobs.handler(LATE_JOB, title=gettext_lazy("Matching what came during a match run"))
def match_late(job: JobRun) -> None:
    """Find the accounts that are to be matched again, then match them slice by slice."""
    if "persona_ids" not in job.args:
        with kept_alive(job):
            ids = [str(one) for one in sorted(_late(MatchRun.objects.get(pk=job.args["run_id"])))]
        # More are left to the next full run: they are as good as everybody.
        return job.again(args=job.args | {"persona_ids": ids[:MOST_LATE], "done": 0, "left_out": len(ids[MOST_LATE:])})
    ids, done = job.args["persona_ids"], job.args["done"]
    job.progress(done=done, total=len(ids))
    with kept_alive(job):
        by_index.match_personas([UUID(one) for one in ids[done : done + LATE_AT_ONCE]])
    done += LATE_AT_ONCE
    if done < len(ids):
        return job.again(args=job.args | {"done": done})
    return job.finish(result={"personas": len(ids), "left_out": job.args["left_out"]})


def _late(run: MatchRun) -> set[UUID]:
    late = Batch.objects.filter(state=BatchState.LOADED, finished_at__gte=run.summary["began"])
    found: set[UUID] = set()
    with purpose(Purpose.IDENTITY_MATCHING, reason="what came during a match run"):
        for batch in late.order_by("pk"):
            if batch.entity == "personas":
                found.update(Persona.objects.filter(batch_id=batch.pk).values_list("pk", flat=True))
            elif batch.entity == "constituents":
                found.update(scope.touched_by(batch.pk))
    return found
