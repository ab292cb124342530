"""Rarity: fewer expected namesakes never speak against a pair, and weights carry over to any size of list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.columns.names import NameColumns
from matching.engine.compare import persona, rarity
from matching.engine.frequencies import Frequencies
from matching.engine.names import read_names
from matching.engine.records import Record

COLUMN = {family.name: i for i, family in enumerate(persona.FAMILIES)}
PEOPLE = [Record("1", given_name="Ann", family_name="Smith"), Record("2", given_name="Ysolde", family_name="Quill")]
COUNTS = Frequencies(10_000, family={"smith": 80}, given={"ann": 100, "anton": 50})
SHARES = rarity.shares(NameColumns.of(read_names(p) for p in PEOPLE), COUNTS)


def _expected(left: int, **levels: str) -> float:
    row = np.zeros((1, len(persona.FAMILIES)), dtype=np.uint8)
    for name, level in levels.items():
        row[0, COLUMN[name]] = persona.FAMILIES[COLUMN[name]].levels.index(level)
    found = rarity.Namesakes(persona.FAMILIES).expected(SHARES, row, np.array([left]))
    return float(found[0])


def test_expected_namesakes_are_people_times_shares():
    share = (80 + 1) / (10_000 + 100) * (100 + 1) / (10_000 + 100)
    assert _expected(0, display="full_full") == pytest.approx(np.log2(10_000 * share))


def test_rare_names_leave_fewer_than_common_ones():
    assert _expected(1, display="full_full") < _expected(0, display="full_full")


def test_more_agreement_leaves_fewer():
    told = [
        _expected(0, display=level) for level in ("none_none", "none_full", "full_none", "full_initial", "full_full")
    ]
    assert told[0] > told[1] > told[3] > told[4]
    assert told[0] > told[2] > told[3]


def test_the_best_reading_counts():
    assert _expected(0, display="full_none", handle_with_display="none_full") == _expected(0, display="full_full")
    assert _expected(0, bio_name="full") == _expected(0, display="full_full")


def test_an_equal_email_is_of_one_person_whatever_the_names():
    assert _expected(0, email="equal") == pytest.approx(0.0)
    assert _expected(0, label="equal") <= 2.0


@given(st.lists(st.floats(-14, 14), min_size=2, max_size=20), st.tuples(*[st.floats(-1.3, 0)] * rarity.SEGMENTS))
def test_worth_never_rises_with_namesakes_and_is_none_at_one(expected, slopes):
    x = np.sort(np.array(expected))
    assert (np.diff(rarity.worth(x, slopes)) <= 1e-9).all()
    assert rarity.worth(np.zeros(1), slopes)[0] == pytest.approx(0.0)


@given(st.lists(st.floats(-14, 14), min_size=1, max_size=20))
def test_worth_is_the_sum_over_the_basis(expected):
    x, slopes = np.array(expected), (-0.3, -0.8, -1.0)
    assert rarity.worth(x, slopes) == pytest.approx(rarity.basis(x) @ np.array(slopes))
