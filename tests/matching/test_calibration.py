"""The threshold of automatic appends and the bound it rests on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibration import append_threshold, lower_bound


@pytest.mark.parametrize(
    ("right", "total", "bound"),
    # R: binom.test(right, total, alternative = "greater")$conf.int[1]
    [
        (10, 10, 0.7411344),
        (9, 10, 0.6058367),
        (598, 598, 0.9950029),
        (50, 100, 0.4136020),
        (0, 10, 0.0),
        (999, 1000, 0.9952655),
    ],
)
def test_bound_is_the_exact_one(right: int, total: int, bound: float) -> None:
    assert lower_bound(right, total) == pytest.approx(bound, abs=2e-4)


def test_six_hundred_without_an_error_prove_the_target() -> None:
    assert append_threshold([(0.99, True)] * 599).threshold is None
    proven = append_threshold([(0.99, True)] * 600)
    assert proven.threshold == 0.99
    assert proven.lower_bound >= 0.995


def test_an_error_above_the_threshold_takes_more_proof() -> None:
    assert append_threshold([(0.99, True)] * 700 + [(0.995, False)]).threshold is None
    assert append_threshold([(0.99, True)] * 1000 + [(0.995, False)]).threshold == 0.99


def test_errors_below_only_keep_the_threshold_up() -> None:
    decided = [(0.99, True)] * 700 + [(0.6, False)] * 50 + [(0.6, True)] * 50
    assert append_threshold(decided).threshold == 0.99


def test_equal_probabilities_stand_or_fall_together() -> None:
    decided = [(0.99, True)] * 650 + [(0.9, False)] * 30 + [(0.9, True)] * 5000
    assert append_threshold(decided).threshold != 0.9


@given(st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_bound_lies_below_the_share_and_rises_with_it(case: tuple[int, int]) -> None:
    right, total = case
    bound = lower_bound(right, total)
    assert 0 <= bound <= right / total
    if right:
        assert bound > lower_bound(right - 1, total)
