"""The state machine of a job, in one table."""

from __future__ import annotations

from ..models import JobState

#: state → states it may move to. ``running`` returns to ``queued`` for a retry and for the next slice of long work.
TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED, JobState.QUARANTINED}),
    JobState.RUNNING: frozenset({JobState.QUEUED, JobState.DONE, JobState.CANCELLED, JobState.QUARANTINED}),
    JobState.QUARANTINED: frozenset({JobState.QUEUED, JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.CANCELLED: frozenset(),
}

MAX_ATTEMPTS = 5
LEASE_SECONDS = 30
RING_AGAIN_SECONDS = 45


def may_move(before: str, after: str) -> bool:
    """Say whether the table permits the move."""
    return JobState(after) in TRANSITIONS[JobState(before)]


def sources_of(after: str) -> list[str]:
    """States from which ``after`` may be reached, for the WHERE clause of an update."""
    return [before.value for before, targets in TRANSITIONS.items() if JobState(after) in targets]


def backoff_seconds(attempts: int) -> int:
    """Pause before attempt ``attempts + 1``: 2, 4, 8, 16 s."""
    return 2 ** max(1, attempts)
