"""The state machine of requests, as a table."""

from __future__ import annotations

import pytest

from privacy.models import RequestState
from privacy.requests import states

R, O, F, N, T = "received", "open", "fulfilled", "refused", "taken_back"  # noqa: E741

#: verb → state before → state after
TABLE: dict[str, dict[str, str]] = {
    "identify": {R: R},
    "assign": {R: R, O: O},
    "note": {R: R, O: O, F: F, N: N, T: T},
    "extend": {R: R, O: O},
    "verify_identity": {R: O},
    "answer": {R: R, O: O},
    "fulfil": {O: F},
    "start_erasure": {O: O},
    "refuse": {R: N, O: N},
    "take_back": {R: T, O: T},
    "lift_restriction": {F: F},
    "end_correction": {F: F},
}


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("state", RequestState.values)
def test_verbs(verb: str, state: str) -> None:
    assert states.may(verb, state) == (state in TABLE[verb])
    if state in TABLE[verb]:
        assert states.after(verb, state) == TABLE[verb][state]


def test_the_table_is_whole() -> None:
    assert set(states.VERBS) == set(TABLE)
