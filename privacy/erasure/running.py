"""Erasing: store by store, in order, until each one's search, which can see, finds nothing.

Each act below is a transaction of its own that ends with the step's new state, so whoever is killed loses one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from crmsocial.core.database.deadlocks import again_after_deadlock

from .. import gate, incidents
from ..models import Erasure, ErasureState, ErasureStep, StepState
from ..projecting.locks import hold_constituents
from . import completing, planning, registry, states, suppression
from .stores import ErasureSubject, Store

#: What needs values that others hold comes first; while one of these cannot go, nothing after it may.
_FIRST = 20
SEARCH_BLIND, NOT_INSTALLED = "search_blind", "store_not_installed"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an erasure stands after one act."""

    complete: bool
    blocked_by: str
    done: int
    total: int
    store: str = ""


def advance(erasure_id: UUID) -> Progress:
    """Do one act of an erasure: count, erase some, prove, or conclude. Waits for nobody longer than a lock."""
    return again_after_deadlock(lambda: _advance(erasure_id))


def _advance(erasure_id: UUID) -> Progress:
    with gate.purpose("erasure", reason="erasing"):
        # Before the constituents, as nobody who holds those ever waits for an erasure's row.
        erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
        if erasure.state == ErasureState.COMPLETE:
            return _tell(erasure)
        if erasure.steps.filter(store=suppression.NAME).exclude(state=StepState.DONE).exists():
            suppression.lock(shared=False)
        hold_constituents(erasure.constituent_ids)
        held = planning.held_by(erasure)
        if held:
            _keep_out(erasure)
            return _block(erasure, held)
        subject = planning.subject_of(erasure)
        steps = planning.add_steps(erasure)
        blocked = ""
        for step in steps:
            if step.state == StepState.DONE:
                continue
            code = _act(erasure, step, subject)
            if not code:
                _go_on(erasure)
                return _tell(erasure, step.store)
            blocked = blocked or code
            if step.position < _FIRST or not code.startswith("hold:"):
                break
        if blocked:
            return _block(erasure, blocked)
        _go_on(erasure)
        late = completing.conclude(erasure, steps, subject)
        return _tell(erasure, late)


def _keep_out(erasure: Erasure) -> None:
    """Whoever is held is hidden, and must not come in anew meanwhile: nothing goes by it, so no hold is on it."""
    step = next((one for one in planning.add_steps(erasure) if one.store == suppression.NAME), None)
    while step is not None and step.state != StepState.DONE:
        if _act(erasure, step, planning.subject_of(erasure)):
            return


def _act(erasure: Erasure, step: ErasureStep, subject: ErasureSubject) -> str:
    """Do the next thing for one store; returns the code of what blocks it, empty where something was done."""
    store = registry.store(step.store)
    code = NOT_INSTALLED if store is None else store.blocked(subject)
    if store is None or code:
        _stop(step, code)
        return code
    if step.state == StepState.BLOCKED:
        states.move_step(step, StepState.PENDING)
        step.blocked_by = ""
    if step.found is None:
        step.found = store.count(subject)
    gone = store.erase(subject)
    if gone:
        step.erased += gone
        step.save()
        return ""
    return _prove(erasure, step, store, subject)


def _prove(erasure: Erasure, step: ErasureStep, store: Store, subject: ErasureSubject) -> str:
    step.planted_seen = sees_planted(store, subject)
    step.left = store.count(subject)
    if not step.planted_seen:
        incidents.record(
            kind=incidents.ERASURE_SEARCH_BLIND, details={"erasure": erasure.pk, "store": step.store}, actor=None
        )
        _stop(step, SEARCH_BLIND)
        return SEARCH_BLIND
    if step.left == 0:
        states.move_step(step, StepState.DONE)
        step.finished_at = Now()
    step.save()
    return ""


def sees_planted(store: Store, subject: ErasureSubject) -> bool:
    """Whether the store's search finds a row that is there: one is planted, looked for, and taken back.

    Stores plant under the erasure's own id, which nobody has, so that a subject without accounts is proven too.
    """
    before = store.count(subject)
    return _taken_back(lambda: _planted(store, subject) > before)


def _planted(store: Store, subject: ErasureSubject) -> int:
    store.plant(subject)
    return store.count(subject)


class _TakeBack(Exception):
    """Ends the savepoint in which a row was planted."""


def _taken_back(act: Callable[[], bool]) -> bool:
    answer = False
    try:
        with transaction.atomic():
            answer = act()
            raise _TakeBack
    except _TakeBack:
        return answer


def _stop(step: ErasureStep, code: str) -> None:
    if (step.state, step.blocked_by) != (StepState.BLOCKED, code) or step.planted_seen is False:
        states.move_step(step, StepState.BLOCKED)
        step.blocked_by = code[:60]
        step.save()


def _go_on(erasure: Erasure) -> None:
    if erasure.state != ErasureState.RUNNING or erasure.blocked_by:
        states.move(erasure, ErasureState.RUNNING)
        erasure.blocked_by = ""
        erasure.save(update_fields=["state", "blocked_by"])


def _block(erasure: Erasure, code: str) -> Progress:
    if (erasure.state, erasure.blocked_by) != (ErasureState.BLOCKED, code):
        states.move(erasure, ErasureState.BLOCKED)
        erasure.blocked_by = code[:60]
        erasure.save(update_fields=["state", "blocked_by"])
    return _tell(erasure)


def _tell(erasure: Erasure, store: str = "") -> Progress:
    steps = list(erasure.steps.values_list("state", flat=True))
    return Progress(
        complete=erasure.state == ErasureState.COMPLETE,
        blocked_by=erasure.blocked_by,
        done=steps.count(StepState.DONE),
        total=len(steps) + 1,
        store=store,
    )
