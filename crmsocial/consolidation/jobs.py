"""Work of the consolidation app that runs in workers."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core.jobs import JobRun, handler

from . import selectors, services

#: Constituents of one call of the handler, which stays well under its fifteen seconds.
PER_CALL = 10_000


@handler("consolidation.refresh", title=gettext_lazy("Computing changed profiles"))
def refresh(run: JobRun) -> None:
    """Compute the profiles named in the arguments."""
    changed = services.refresh(constituent_ids=[UUID(text) for text in run.args["constituent_ids"]])
    run.finish(result={"changed": len(changed)})


@handler("consolidation.refresh_batch", title=gettext_lazy("Computing the profiles of an import"))
def refresh_batch(run: JobRun) -> None:
    """Compute the profiles of a batch, slice by slice, and go on behind the last one when called again."""
    batch_id, after = UUID(run.args["batch_id"]), run.args.get("after")
    done, changed = int(run.args.get("done", 0)), int(run.args.get("changed", 0))
    total = int(run.args["total"]) if after else selectors.count_of_batch(batch_id)
    ids = selectors.constituents_of_batch(batch_id, after=UUID(after) if after else None, limit=PER_CALL)
    for start in range(0, len(ids), services.SLICE):
        part = ids[start : start + services.SLICE]
        changed += len(services.refresh(constituent_ids=part))
        done += len(part)
        run.progress(done=done, total=total, message=_("Computing profiles"))
    if len(ids) == PER_CALL:
        return run.again(args=run.args | {"after": str(ids[-1]), "done": done, "changed": changed, "total": total})
    return run.finish(result={"profiles": done, "changed": changed})


@handler("consolidation.tell_of_people", title=gettext_lazy("Finding out whose law protects people"))
def tell_of_people(run: JobRun) -> None:
    """Tell privacy of the people whose profiles are older than its questions, a slice a call."""
    after = run.args.get("after")
    last = services.tell_of_people(after=UUID(after) if after else None)
    if last is not None:
        run.again(args={"after": str(last)})
