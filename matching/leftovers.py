"""Files that outlived their run: of killed processes, of machines that never heard of its end, of runs that are gone.

They say what constituents' records said, so they go as soon as anybody looks.
"""

from __future__ import annotations

import shutil
import time

from celery.signals import task_postrun

from . import shared_sides
from .models import MatchRun, RunState

#: Saving a side takes seconds, sending it to a storage minutes: a scratch folder older than this is nobody's.
SCRATCH_SECONDS = 3600.0
#: Each machine has workers, and each worker looks this often, since nobody else deletes what that machine copied.
LOOK_SECONDS = 300.0

_looked = 0.0


def sweep() -> int:
    """Delete what no run needs any more; how many runs and scratch folders that was.

    A run that failed or was cancelled may be resumed: its files stay until the next run begins.
    """
    found = shared_sides.published_runs()
    kept = set(
        MatchRun.objects.filter(pk__in=found).exclude(state=RunState.DONE).values_list("pk", flat=True) if found else ()
    )
    gone = [run_id for run_id in found if run_id not in kept]
    for run_id in gone:
        shared_sides.drop(run_id)
    return len(gone) + _sweep_scratch()


def _sweep_scratch() -> int:
    swept = 0
    for folder in shared_sides.scratch_folders():
        newest = max((path.stat().st_mtime for path in (folder, *folder.rglob("*")) if path.exists()), default=0.0)
        if time.time() - newest > SCRATCH_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


@task_postrun.connect(dispatch_uid="matching.leftovers")
def sweep_now_and_then(**kwargs: object) -> None:
    """Sweep this machine, at most every few minutes."""
    global _looked
    if time.monotonic() - _looked >= LOOK_SECONDS:
        _looked = time.monotonic()
        sweep()
