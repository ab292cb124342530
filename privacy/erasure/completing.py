"""The end of an erasure: every store is searched once more, then the proof is written and signed."""

from __future__ import annotations

from collections.abc import Sequence

from crmsocial.core import audit

from .. import signals
from ..judging.circumstances import database_now
from ..models import Erasure, ErasureState, ErasureStep, StepState
from . import manifest, registry, states
from .stores import ErasureSubject


def conclude(erasure: Erasure, steps: Sequence[ErasureStep], subject: ErasureSubject) -> str:
    """Complete an erasure whose steps are all done; the name of a store that has to begin again where one has.

    Something may have come in after its step: a file that was just being loaded.
    """
    late = ""
    for step in steps:
        store = registry.store(step.store)
        left = store.count(subject) if store else None
        if left:
            states.move_step(step, StepState.PENDING)
            step.left, step.finished_at = left, None
            step.found = (step.found or 0) + left
            step.save()
            late = late or step.store
    if late:
        return late
    now = database_now()
    states.move(erasure, ErasureState.COMPLETE)
    erasure.completed_at = now
    erasure.manifest = manifest.of(erasure, steps, searched_at=now)
    erasure.save(update_fields=["state", "completed_at", "manifest"])
    audit.record(
        verb="erasure.completed",
        object_type="erasure",
        object_id=erasure.pk,
        actor=None,
        details={"stores": len(steps), "erased": sum(step.erased for step in steps)},
    )
    signals.erasure_completed.send(sender=Erasure, erasure=erasure)
    return ""
