"""What follows from what arrives: the index holds new and changed records, a few new accounts are matched at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy

from crmsocial.core import jobs
from crmsocial.core.jobs import JobRun
from crmsocial.intake.models import Batch
from crmsocial.personas.models import Persona
from privacy.gate import purpose

from . import by_index
from .index import bulk, state, upkeep
from .index import jobs as index_jobs
from .keeping import kept_alive

PERSONAS_JOB = "matching.personas"


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
    """Match the accounts that a small batch brought."""
    with purpose("upkeep", reason="accounts of a batch"):
        ids = list(Persona.objects.filter(batch_id=job.args["batch_id"]).values_list("pk", flat=True))
    with kept_alive(job):
        written = by_index.match_personas(ids)
    return job.finish(result={"personas": len(ids), "candidates": written})
