"""The state machine of a batch, in one table."""

from __future__ import annotations

from .models import BatchState

#: state → states it may move to. A failed batch may be tried again while its file is kept.
TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.RECEIVED: frozenset({BatchState.LOADING, BatchState.CANCELLED, BatchState.FAILED}),
    BatchState.LOADING: frozenset({BatchState.LOADED, BatchState.FAILED, BatchState.CANCELLED}),
    BatchState.FAILED: frozenset({BatchState.LOADING}),
    BatchState.LOADED: frozenset(),
    BatchState.CANCELLED: frozenset(),
}


def may_move(before: str, after: str) -> bool:
    """Say whether the table permits the move."""
    return BatchState(after) in TRANSITIONS[BatchState(before)]


def sources_of(after: str) -> list[str]:
    """States from which ``after`` may be reached, for the WHERE clause of an update."""
    return [before.value for before, targets in TRANSITIONS.items() if BatchState(after) in targets]
