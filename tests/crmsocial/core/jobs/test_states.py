"""The job's state machine as a table."""

from __future__ import annotations

import itertools

import pytest

from crmsocial.core.jobs.states import TRANSITIONS, backoff_seconds, may_move, sources_of
from crmsocial.core.models import JobState

ALLOWED = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("queued", "quarantined"),
    ("running", "queued"),
    ("running", "done"),
    ("running", "cancelled"),
    ("running", "quarantined"),
    ("quarantined", "queued"),
    ("quarantined", "cancelled"),
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(JobState.values, JobState.values)))
def test_every_move(before: str, after: str) -> None:
    assert may_move(before, after) == ((before, after) in ALLOWED)
    assert (before in sources_of(after)) == ((before, after) in ALLOWED)


def test_every_state_has_a_row() -> None:
    assert set(TRANSITIONS) == set(JobState)


def test_pauses_grow() -> None:
    assert [backoff_seconds(n) for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
