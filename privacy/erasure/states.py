"""The state machines of an erasure and of its steps, each in one table."""

from __future__ import annotations

from ..models import ErasureState, StepState

#: There is no way back from complete, and no way to give up: what was promised to a person is done or stays open.
ERASURE: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.PENDING: frozenset({ErasureState.RUNNING, ErasureState.BLOCKED}),
    ErasureState.RUNNING: frozenset({ErasureState.BLOCKED, ErasureState.COMPLETE}),
    ErasureState.BLOCKED: frozenset({ErasureState.RUNNING}),
    ErasureState.COMPLETE: frozenset(),
}

#: ``done`` returns to ``pending`` when the last search finds that something has come in late.
STEP: dict[StepState, frozenset[StepState]] = {
    StepState.PENDING: frozenset({StepState.DONE, StepState.BLOCKED}),
    StepState.BLOCKED: frozenset({StepState.PENDING}),
    StepState.DONE: frozenset({StepState.PENDING}),
}

OPEN = (ErasureState.PENDING, ErasureState.RUNNING, ErasureState.BLOCKED)


def may_move(before: str, after: str) -> bool:
    """Say whether an erasure may move so."""
    return ErasureState(after) in ERASURE[ErasureState(before)]


def step_may_move(before: str, after: str) -> bool:
    """Say whether a step may move so."""
    return StepState(after) in STEP[StepState(before)]
