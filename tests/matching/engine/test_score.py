import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.calibrate import calibrate, fit, probability
from matching.engine.model import Calibration
from matching.engine.score import Patterns, add_up, bits, fit_em, log_odds, pattern_table, shares

SHARES = st.lists(st.floats(0.001, 1.0), min_size=4, max_size=4)


@given(SHARES, SHARES)
def test_bits_are_finite_and_the_unstated_says_nothing(agree, random):
    found = bits(np.array(agree), np.array(random))
    assert np.isfinite(found).all()
    assert found[0] == 0.0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=60))
def test_the_pattern_table_keeps_every_pair(rows):
    levels = np.array(rows, dtype=np.uint8)
    table = pattern_table(levels)
    assert table.counts.sum() == len(rows)
    assert len({tuple(r) for r in table.levels.tolist()}) == len(table.levels) == len(set(rows))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.floats(0.1, 50))
def test_shares_add_up_to_one(levels, strength):
    found = shares(np.array(levels), 4, np.ones(len(levels)), np.array([0, 0.5, 0.3, 0.2]), strength)
    assert found.sum() == pytest.approx(1.0)
    assert found[0] == 0.0


def test_em_finds_the_share_of_matches():
    draw = np.random.default_rng(7)
    matches, others = 300, 9700
    m, u = np.array([0, 0.9, 0.1]), np.array([0, 0.05, 0.95])
    rows = np.concatenate([draw.choice(3, (matches, 3), p=m), draw.choice(3, (others, 3), p=u)]).astype(np.uint8)
    start = [np.array([0, 0.7, 0.3])] * 3
    fitted = fit_em(pattern_table(rows), start, [u] * 3, rate=0.001, all_pairs=len(rows), strength=1.0, rounds=500)
    assert fitted.rate == pytest.approx(0.03, abs=0.01)
    assert fitted.agree[0][1] == pytest.approx(0.9, abs=0.06)


def test_em_on_nothing_keeps_its_start():
    empty = Patterns(np.zeros((0, 1), dtype=np.uint8), np.zeros(0, dtype=np.int64))
    fitted = fit_em(empty, [np.array([0, 0.7, 0.3])], [np.array([0, 0.1, 0.9])], rate=0.01, all_pairs=100)
    assert fitted.agree[0].tolist() == pytest.approx([0, 0.7, 0.3])


def test_scores_add_up():
    tables = [np.array([0, 2.0, -1.0]), np.array([0, 0.5])]
    assert add_up(np.array([[1, 1], [2, 0]], dtype=np.uint8), tables, -3.0).tolist() == [-0.5, -4.0]


@given(st.floats(1e-9, 1 - 1e-9))
def test_log_odds_undo_probability(rate):
    assert probability(np.array([log_odds(rate)]))[0] == pytest.approx(rate)


@given(st.floats(-1000, 1000), st.floats(1, 4), st.floats(-5, 0))
def test_no_probability_is_certain(odds, scale, shift):
    chance = probability(calibrate(np.array([odds]), Calibration(scale, shift)))[0]
    assert 0.0 < chance < 1.0


@given(st.lists(st.tuples(st.floats(-15, 15), st.booleans()), max_size=40))
def test_fitted_calibration_rises_with_the_odds(decided):
    found = fit([o for o, _ in decided], [r for _, r in decided])
    assert found.scale > 0.0
    assert np.isfinite(found.shift)


def test_calibration_learns_that_scores_are_too_high():
    assert fit([6.0] * 400, [True] * 300 + [False] * 100).shift < -0.5
