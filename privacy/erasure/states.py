"""The state machines of an erasure and of its steps, each in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from ..models import Erasure, ErasureState, ErasureStep, StepState

State = TypeVar("State", ErasureState, StepState)

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


def move(erasure: Erasure, to: ErasureState) -> None:
    """Bring an erasure, which is not saved here, to a state. Raises ValueError where the table shows no way."""
    _check(ERASURE, ErasureState(erasure.state), to)
    erasure.state = to


def move_step(step: ErasureStep, to: StepState) -> None:
    """The same for a step."""
    _check(STEP, StepState(step.state), to)
    step.state = to


def _check(table: Mapping[State, frozenset[State]], before: State, after: State) -> None:
    if after != before and after not in table[before]:
        raise ValueError(f"There is no way from {before} to {after}.")
