"""What second-best candidates say of best ones."""

import numpy as np
import pytest

from matching.engine.competition import compete
from matching.engine.learn.decoys import best_two, shift


def accounts(size: int, share: float, off: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Draw odds of best and second-best candidates that are ``off`` bits too low."""
    draw = np.random.default_rng(seed)
    owned = draw.random(size) < share
    # Log odds of mean 4 and -4 nats with variance 8 are true log likelihood ratios of two normal samples.
    wrong, second = draw.normal(-4, np.sqrt(8), size), draw.normal(-4, np.sqrt(8), size)
    prior = np.log(share / (1 - share))
    best = np.where(owned, draw.normal(4, np.sqrt(8), size), wrong)
    return (best + prior) / np.log(2) - off, (np.where(owned, second, np.minimum(wrong, second)) + prior) / np.log(
        2
    ) - off


@pytest.mark.parametrize("off", [-2.0, 0.0, 2.5])
def test_odds_that_are_too_low_are_raised_and_too_high_ones_lowered(off: float) -> None:
    best, second = accounts(4000, 0.6, off)
    assert shift(best, second, 0.6, 0.0) == pytest.approx(off, abs=0.6)


def test_of_nobody_the_expected_shift_stays() -> None:
    assert shift(np.zeros(0), np.zeros(0), 0.5, 1.25) == 1.25


def test_a_few_accounts_move_little() -> None:
    best, second = accounts(6, 0.5, 3.0)
    assert abs(shift(best, second, 0.5, 0.0)) < 1.5


def test_best_odds_are_those_of_competition_and_a_group_is_no_rival_of_itself() -> None:
    weight = np.array([5.0, 4.5, 1.0, -2.0, 3.0])
    owner, group = np.array([0, 0, 0, 1, 2]), np.array([7, 7, 8, 7, 9])
    best, second = best_two(weight, owner, group, 4)
    odds = compete(weight, owner, group)
    np.testing.assert_allclose(best[:3], [odds[0], odds[3], odds[4]])
    np.testing.assert_allclose(second, [1.0, -14.0, -14.0, -14.0])
    assert best[3] == -14.0
