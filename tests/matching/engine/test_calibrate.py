"""Calibration tells the truth about probabilities, keeps order, and never shares out more than everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.calibrate import (
    calibrate,
    calibrate_shared,
    choose,
    fit,
    fit_steps,
    log_loss,
    probability,
)
from matching.engine.competition import compete
from matching.engine.model import Calibration

CURVES = (
    Calibration(),
    Calibration(0.4, 2.0),
    Calibration(1.7, -1.0),
    Calibration(1.0, 0.0, ((-4.0, -2.0), (0.0, 1.0), (5.0, 1.0))),
)


def _decided(size: int, truth) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(7)
    odds = draw.normal(0, 4, size)
    return odds, (draw.random(size) < probability(truth(odds))).astype(np.float64)


@pytest.mark.parametrize("curve", CURVES)
@given(weights=st.lists(st.tuples(st.floats(-30, 30), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=30))
@settings(max_examples=60)
def test_shares_of_one_account_never_exceed_the_whole(curve, weights):
    weight = np.array([w for w, _, _ in weights])
    owner = np.array([o for _, o, _ in weights])
    group = np.arange(len(weights))
    final = calibrate_shared(compete(weight, owner, group), owner, group, curve)
    total = np.bincount(owner, probability(final))
    assert (total <= 1 + 1e-6 * len(weights)).all()


@pytest.mark.parametrize("curve", CURVES)
@given(odds=st.lists(st.floats(-80, 80), min_size=2, max_size=20))
def test_order_is_kept(curve, odds):
    final = calibrate(np.sort(np.array(odds)), curve)
    assert (np.diff(final) >= 0).all()


def test_nothing_decided_changes_nothing():
    assert fit([], []) == Calibration(1.0, 0.0)


def test_few_decisions_move_little():
    assert abs(fit([3.0], [False]).shift) < 1.0


def test_line_finds_scale_and_shift():
    odds, right = _decided(20_000, lambda x: 0.5 * x - 1.5)
    found = fit(odds, right)
    assert found.scale == pytest.approx(0.5, abs=0.03)
    assert found.shift == pytest.approx(-1.5, abs=0.1)


def test_steps_are_chosen_where_a_line_will_not_do_and_decisions_are_many():
    odds, right = _decided(20_000, lambda x: np.where(x > 0, 3.0, -3.0))
    found = choose(odds, right)
    assert found.steps
    assert log_loss(calibrate(odds, found), right) < log_loss(calibrate(odds, fit(odds, right)), right)
    assert not choose(odds[:200], right[:200]).steps


def test_line_is_kept_where_it_will_do():
    odds, right = _decided(1500, lambda x: x)
    found = choose(odds, right)
    assert not found.steps
    assert found.scale == pytest.approx(1.0, abs=0.15)


@given(st.lists(st.tuples(st.floats(-15, 15), st.booleans()), min_size=30, max_size=200))
@settings(max_examples=40)
def test_steps_rise_whatever_was_decided(decided):
    found = fit_steps(np.array([o for o, _ in decided]), np.array([float(r) for _, r in decided]))
    assert (np.diff([y for _, y in found.steps]) >= 0).all()


def test_calibrated_probabilities_hold_on_a_held_back_half():
    odds, right = _decided(8000, lambda x: 0.7 * x + 1.0)
    final = probability(calibrate(odds[4000:], choose(odds[:4000], right[:4000])))
    place = np.minimum((final * 10).astype(int), 9)
    gap = np.abs(np.bincount(place, final - right[4000:], 10)).sum() / 4000
    assert gap <= 0.02


def test_a_falling_curve_is_refused():
    with pytest.raises(ValueError, match="rise"):
        Calibration(1.0, 0.0, ((0.0, 1.0), (1.0, 0.0)))
    with pytest.raises(ValueError, match="above 0"):
        Calibration(0.0, 0.0)
