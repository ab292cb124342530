import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.calibrate import calibrate, probability
from matching.engine.competition import compete
from matching.engine.model import Calibration

PAIRS = st.lists(st.tuples(st.floats(-80, 80), st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=30)


def arrays(pairs):
    weight, owner, group = zip(*pairs, strict=True)
    return np.array(weight, dtype=float), np.array(owner), np.array(group)


@given(PAIRS, st.floats(1, 3), st.floats(-3, 0))
def test_an_accounts_candidates_share_one_probability(pairs, scale, shift):
    weight, owner, group = arrays(pairs)
    chance = probability(calibrate(compete(weight, owner, group), Calibration(scale, shift)))
    for account in set(owner.tolist()):
        best = {}
        for p, o, g in zip(chance, owner, group, strict=True):
            if o == account:
                best[g] = max(best.get(g, 0.0), p)
        assert sum(best.values()) <= 1.0 + 1e-9


@given(PAIRS)
def test_competition_never_raises_a_pair_and_keeps_the_order_of_groups(pairs):
    weight, owner, group = arrays(pairs)
    odds = compete(weight, owner, group)
    assert (odds <= weight + 1e-9).all()
    for i in range(len(weight)):
        for j in range(len(weight)):
            if owner[i] == owner[j] and weight[i] > weight[j] + 1e-6:
                assert odds[i] >= odds[j] - 1e-6


@given(PAIRS)
def test_other_accounts_do_not_matter(pairs):
    weight, owner, group = arrays(pairs)
    odds = compete(weight, owner, group)
    for account in set(owner.tolist()):
        mine = owner == account
        assert compete(weight[mine], owner[mine], group[mine]) == pytest.approx(odds[mine], abs=1e-9)


def test_two_of_one_name_cannot_both_be_sure():
    odds = compete(np.array([12.0, 12.0]), np.array([0, 0]), np.array([1, 2]))
    assert probability(odds).tolist() == pytest.approx([0.5, 0.5], abs=1e-3)


def test_records_of_one_constituent_do_not_compete():
    odds = compete(np.array([12.0, 11.0, 3.0]), np.array([0, 0, 0]), np.array([1, 1, 2]))
    assert probability(odds[0:1])[0] > 0.99


def test_a_lone_pair_keeps_its_odds():
    assert compete(np.array([4.0]), np.array([0]), np.array([0])).tolist() == pytest.approx([4.0])
