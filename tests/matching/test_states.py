"""The tables of moves, and nothing but the tables."""

from __future__ import annotations

import itertools

import pytest

from crmsocial.core.errors import Conflict
from matching.models import CandidateState, RunState
from matching.states import (
    CANDIDATE_MOVES,
    DECIDED,
    OPEN_RUNS,
    RUN_MOVES,
    UNDECIDED,
    candidate_may,
    require_candidate_move,
    require_run_move,
    run_may,
)

RUN_TABLE = """
            queued preparing scoring finishing done cancelled failed
queued      .      x         .       .         .    x         x
preparing   .      .         x       x         .    x         x
scoring     .      .         .       x         .    x         x
finishing   .      .         .       .         x    x         x
done        .      .         .       .         .    .         .
cancelled   x      .         x       x         .    .         .
failed      x      .         x       x         .    .         .
"""
CANDIDATE_TABLE = """
            open deferred approved rejected withheld superseded
open        .    x        x        x        x        x
deferred    x    .        x        x        x        x
approved    x    x        .        x        .        x
rejected    x    x        x        .        .        x
withheld    x    x        x        x        .        x
superseded  x    x        x        x        x        .
"""


def cells(table: str) -> list[tuple[str, str, bool]]:
    heads, *rows = [line.split() for line in table.strip().splitlines()]
    return [(row[0], head, mark == "x") for row in rows for head, mark in zip(heads, row[1:], strict=True)]


@pytest.mark.parametrize(("source", "target", "allowed"), cells(RUN_TABLE))
def test_runs_move_by_the_table(source: str, target: str, allowed: bool) -> None:
    assert run_may(source, target) is allowed
    if not allowed:
        with pytest.raises(Conflict) as caught:
            require_run_move(source, target)
        assert caught.value.context["state"] == source


@pytest.mark.parametrize(("source", "target", "allowed"), cells(CANDIDATE_TABLE))
def test_candidates_move_by_the_table(source: str, target: str, allowed: bool) -> None:
    assert candidate_may(source, target) is allowed
    if not allowed:
        with pytest.raises(Conflict):
            require_candidate_move(source, target)


def test_the_tables_name_every_state() -> None:
    assert set(RUN_MOVES) == set(RunState)
    assert set(CANDIDATE_MOVES) == set(CandidateState)
    assert len(cells(RUN_TABLE)) == len(RunState) ** 2
    assert len(cells(CANDIDATE_TABLE)) == len(CandidateState) ** 2


def test_open_runs_end_and_ended_ones_do_not_hold_the_place() -> None:
    for state in RunState:
        assert (state in OPEN_RUNS) == (RunState.CANCELLED in RUN_MOVES[state])


def test_every_undecided_pair_can_be_decided() -> None:
    for source, target in itertools.product(UNDECIDED, DECIDED):
        assert source == target or candidate_may(source, target)
