"""Building the index anew beside the one that is read, and switching over to it in one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.core import audit, jobs
from crmsocial.core.errors import Conflict
from crmsocial.core.models import Job, JobState, User

from . import state, tables, truth, upkeep
from .keys import KEYS_VERSION
from .models import IndexedRecord, IndexState

JOB = "matching.rebuild_index"
BATCH_JOB = "matching.index_batch"
#: Identities of one transaction, and rows that the last difference, for which everybody waits, may have.
PAGE = 5_000
FEW = 500
_START = UUID(int=0)


@transaction.atomic
def start(*, actor: User | None) -> Job:
    """Have a worker build the index anew. Raises Conflict while that is under way."""
    standing = IndexState.objects.select_for_update().get(pk=IndexState.ONLY)
    if standing.building is not None:
        raise Conflict(_("The index is being built already."), code="index_building", job=str(standing.building_job))
    building = 1 - standing.generation if standing.generation is not None else 0
    job = jobs.enqueue(kind=JOB, unique_key=f"{JOB}:{building}", args={"building": building}, actor=actor)
    standing.building, standing.building_job = building, job.pk
    standing.save(update_fields=["building", "building_job"])
    audit.record(verb="matching_index.rebuild", object_type="job", object_id=job.pk, actor=actor)
    return job


def start_if_untrue() -> Job | None:
    """Build anew what another version built or nobody did, and what does not hold what it should.

    The index follows each change, so the latter means that the job of an import failed, or that somebody wrote past us.
    """
    found = state.read()
    if found.building is not None:
        return None
    generation = state.live(found)
    if generation is not None:
        if Job.objects.filter(kind=BATCH_JOB, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
            return None
        if not upkeep.mend(generation):
            return None
    return start(actor=None)


def is_mine(building: int, job_id: UUID) -> bool:
    """Whether this job is the one that builds the generation: another may build or read it by now."""
    found = state.read()
    return found.building == building and found.building_job == job_id


@transaction.atomic
def begin(building: int) -> None:
    """Empty the table that is to be built."""
    tables.empty(building)


@transaction.atomic
def copy_page(building: int, after: UUID = _START) -> tuple[UUID | None, int]:
    """Compute the keys of the next identities; the last one's id (None when all are done), and how many."""
    rows = truth.page(after, PAGE)
    held = IndexedRecord.objects.filter(generation=building, identity_id__in=[row.identity_id for row in rows])
    tables.remove(building, held.values_list("number", flat=True))
    tables.write_records(building, truth.with_values(rows))
    return (rows[-1].identity_id if len(rows) == PAGE else None), len(rows)


@transaction.atomic
def fill(building: int) -> int:
    """Put all records under their keys, in order, and give the table its index; how many keys. Repeating replaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matching_index_analyze()")
        cursor.execute("SELECT matching_index_empty(%s)", [building])
        cursor.execute("DELETE FROM matching_narrowedkey WHERE generation = %s", [building])
    keys = tables.publish(building)
    tables.narrow_all(building)
    tables.finish(building)
    return keys


@transaction.atomic
def catch_up(building: int) -> int:
    """Let the built generation hold what was changed meanwhile; how many rows differed."""
    found = truth.difference(building)
    return upkeep.settle(building, found)


@transaction.atomic
def switch(building: int) -> bool:
    """Read the built generation from now on; False where somebody is just writing, or too much changed since.

    Whoever changes the index waits meanwhile, so nothing is lost between ``catch_up``, to be repeated, and this.
    """
    if not tables.try_alone():
        return False
    standing = IndexState.objects.select_for_update().get(pk=IndexState.ONLY)
    if standing.building != building:
        raise Conflict(_("This build was given up, or done, meanwhile."), code="index_not_building")
    found = truth.difference(building)
    if len(found.gone) + len(found.missing) + len(found.moved) > FEW:
        return False
    upkeep.settle(building, found)
    former = standing.generation
    standing.generation, standing.building, standing.building_job = building, None, None
    standing.keys_version = KEYS_VERSION
    standing.save(update_fields=["generation", "building", "building_job", "keys_version"])
    IndexState.objects.filter(pk=IndexState.ONLY).update(built_at=Now())
    audit.record(
        verb="matching_index.switched", object_type="matching_index", object_id=building, actor=None,
        details={"from": former, "to": building, "late": len(found.missing)},
    )  # fmt: skip
    return True


def forget_former() -> None:
    """Empty the generation that is read no more."""
    with transaction.atomic():
        found = IndexState.objects.select_for_update().get(pk=IndexState.ONLY)
        if found.generation is not None and found.building is None:
            tables.empty(1 - found.generation)
            tables.finish(1 - found.generation)


@transaction.atomic
def give_up(building: int, job_id: UUID) -> None:
    """A build that failed or was cancelled is forgotten with its keys; what is read goes on being read."""
    mine = IndexState.objects.filter(pk=IndexState.ONLY, building=building, building_job=job_id)
    if mine.update(building=None, building_job=None):
        tables.empty(building)
        tables.finish(building)
