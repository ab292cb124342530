"""The table of a link's states, and what permission makes of it."""

from __future__ import annotations

from itertools import product

import pytest

from crmsocial.identity.models import EdgeState
from crmsocial.identity.states import HIDDEN, LINK_TRANSITIONS, OPEN_STATES, UNMATCHED, may_become, standing

MOVES = {("active", "suspended"), ("active", "ended"), ("suspended", "active"), ("suspended", "ended")}


@pytest.mark.parametrize(("one", "other"), list(product(EdgeState.values, EdgeState.values)))
def test_the_table_of_moves(one: str, other: str) -> None:
    assert may_become(one, other) == ((one, other) in MOVES)


def test_every_state_has_its_row_and_open_ones_hold_the_persona() -> None:
    assert set(LINK_TRANSITIONS) == set(EdgeState)
    assert set(OPEN_STATES) == {"active", "suspended"}


@pytest.mark.parametrize(
    ("method", "may_match", "may_show", "expected"),
    [
        ("steward", True, True, ("active", "")),
        ("steward", False, True, ("suspended", UNMATCHED)),
        ("automatic", False, True, ("suspended", UNMATCHED)),
        ("signed_in", False, True, ("active", "")),
        ("self_declared", False, True, ("active", "")),
        ("steward", True, False, ("suspended", HIDDEN)),
        ("signed_in", True, False, ("suspended", HIDDEN)),
        ("steward", False, False, ("suspended", HIDDEN)),
    ],
)
def test_what_permission_makes_of_a_link(
    method: str, may_match: bool, may_show: bool, expected: tuple[str, str]
) -> None:
    assert standing(method=method, may_match=may_match, may_show=may_show) == expected
