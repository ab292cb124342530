"""The work of the index that runs in workers: publishing a batch, and building the index anew."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core import jobs
from crmsocial.core.jobs import JobRun
from crmsocial.core.models import Job

from ..keeping import kept_alive
from . import bulk, rebuild, state, upkeep
from .rebuild import BATCH_JOB

#: Pages that one call of the rebuild computes, and seconds until the next try where somebody is writing.
PAGES = 4
WAIT = 2


def index_batch_later(batch_id: UUID) -> Job:
    """Have a worker index what an imported batch brought."""
    return jobs.enqueue(kind=BATCH_JOB, unique_key=f"{BATCH_JOB}:{batch_id}", args={"batch_id": str(batch_id)})


@jobs.handler(BATCH_JOB, title=gettext_lazy("Indexing an import"))
def index_batch(job: JobRun) -> None:
    """Prepare the batch slice by slice; then publish all of it in one transaction."""
    batch_id, after = UUID(job.args["batch_id"]), job.args.get("after")
    if not job.args.get("prepared"):
        ids = bulk.identities_of_batch(batch_id, after=UUID(after) if after else None, limit=bulk.SLICE)
        with kept_alive(job):
            bulk.prepare(ids)
        done = int(job.args.get("done", 0)) + len(ids)
        job.progress(done=done, message=_("Computing keys"))
        further = {"after": str(ids[-1]), "done": done} if len(ids) == bulk.SLICE else {"prepared": True, "done": done}
        return job.again(args={"batch_id": str(batch_id)} | further)
    with kept_alive(job):
        numbers = bulk.publish(bulk.identities_of_batch(batch_id))
        generation = state.live()
        left = upkeep.narrow_crowded(generation, numbers) if generation is not None else 0
    return job.finish(result={"records": len(numbers), "keys_left_wide": left})


def _failed(job: Job) -> None:
    rebuild.give_up(job.args["building"], job.pk)


@jobs.handler(
    rebuild.JOB, title=gettext_lazy("Building the index of constituents"), on_failure=_failed, on_cancel=_failed
)
def rebuild_index(job: JobRun) -> None:
    """The next step of building: empty, copy, fill, catch up and switch."""
    step, building = job.args.get("step", "begin"), job.args["building"]
    if not rebuild.is_mine(building, job.job_id):
        # Tried again after it was given up, or killed after it had switched.
        rebuild.forget_former()
        return job.finish(result={})
    with kept_alive(job):
        if step == "begin":
            rebuild.begin(building)
            return job.again(args={"building": building, "step": "copy"})
        if step == "copy":
            return _copy(job, building)
        if step == "fill":
            job.progress(message=_("Sorting keys"))
            keys = rebuild.fill(building)
            return job.again(args=job.args | {"step": "switch", "keys": keys})
        return _switch(job, building)


def _copy(job: JobRun, building: int) -> None:
    after, done = job.args.get("after"), int(job.args.get("done", 0))
    last: UUID | None = UUID(after) if after else UUID(int=0)
    for _page in range(PAGES):
        assert last is not None
        last, many = rebuild.copy_page(building, last)
        done += many
        job.progress(done=done, message=_("Computing keys"))
        if last is None:
            return job.again(args={"building": building, "step": "fill", "done": done})
    return job.again(args={"building": building, "step": "copy", "after": str(last), "done": done})


def _switch(job: JobRun, building: int) -> None:
    rebuild.catch_up(building)
    if not rebuild.switch(building):
        return job.again(after=WAIT)
    rebuild.forget_former()
    return job.finish(result={"records": job.args.get("done", 0), "keys": job.args.get("keys", 0)})
