"""How sure to be, learned without labels: the second-best candidate is what a wrong best one looks like.

Where an account's owner is found, its second-best candidate is the best of those who are not the owner, as the best
would be had the owner been missing. So the odds of second-best candidates (decoys) show those of wrong best ones, and
the best ones are a mixture of both: a share ``owned`` whose density is that of the decoys times their likelihood ratio,
and the rest. Sources: T. Lancaster, G. Imbens, Case-control studies with contaminated controls, Journal of Econometrics
71 (1996); J. Elias, S. Gygi, Target-decoy search strategy, Nature Methods 4 (2007).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
# Odds beyond these (bits) are all alike: the lower one stands for having no candidate.
_LOW, _HIGH = -14.0, 20.0
_LN2 = float(np.log(2))
# How many accounts' worth the given share of owners counts; how firmly the shift is held to the given one.
_SHARE_STRENGTH = 40.0
_SHIFT_STRENGTH = 0.5
_ROUNDS, _STEPS = 8, 15


def best_two(weight: Floats, owner: Rows, group: Rows, size: int) -> tuple[Floats, Floats]:
    """Return per account (0 to ``size``) the log2 odds of its best group, and of the second with the best one gone."""
    best, second = np.full(size, _LOW), np.full(size, _LOW)
    if not len(weight):
        return best, second
    order = np.lexsort((group, -weight, owner))
    found = owner[order]
    first = np.r_[True, found[1:] != found[:-1]]
    start = np.flatnonzero(first)
    own = group[order][start][np.cumsum(first) - 1] == group[order]
    top = weight[order][start]
    raised = np.exp2(weight[order] - np.repeat(top, np.diff(np.r_[start, len(order)])))
    # Weights are held against the account's best one, so that no power of two overflows.
    others = np.exp2(-top) + np.add.reduceat(np.where(own, 0.0, raised), start)
    best[found[start]] = -np.log2(others)
    rival = np.flatnonzero(~own)
    if len(rival):
        lead = rival[np.r_[True, found[rival][1:] != found[rival][:-1]]]
        place = np.cumsum(first)[lead] - 1
        rest = np.maximum(others[place] - raised[lead], np.exp2(-top[place]))
        second[found[lead]] = np.log2(raised[lead]) - np.log2(rest)
    return np.clip(best, _LOW, _HIGH), np.clip(second, _LOW, _HIGH)


def shift(best: Floats, second: Floats, share: float, expected: float) -> float:
    """Return by how many bits the odds of ``best`` must move to hold true.

    ``share`` is about the share of accounts with an owner, ``expected`` the shift to return where nothing speaks
    against it (of few accounts).
    """
    x, size = np.concatenate([best, second]) * _LN2, len(best)
    if not size:
        return expected
    target = np.arange(len(x)) < size
    share = min(max(share, 0.02), 0.98)
    held, wanted = np.log(1 - share), expected * _LN2
    owned, other = held + wanted, held
    for _ in range(_ROUNDS):
        # A second-best candidate behind a wrong one is no such decoy, so it counts by how likely the best is right.
        right = 1.0 / (1.0 + np.exp(-(x[:size] + owned - other)))
        weight = np.concatenate([np.ones(size), np.maximum(right, 1e-6)])
        ratio = weight[size:].sum() / size
        for _ in range(_STEPS):
            log_mix = np.logaddexp(x + owned, other)
            part = np.exp(x + owned - log_mix)
            chance = 1.0 / (1.0 + ratio * np.exp(-log_mix))
            slopes = np.stack([part, 1.0 - part], axis=1)
            pull = slopes.T @ ((target - chance) * weight)
            curve = (slopes.T * (weight * chance * (1 - chance))) @ slopes
            off = _SHIFT_STRENGTH * (owned - other - wanted)
            pull += np.array([-off, off - _SHARE_STRENGTH * (other - held)])
            curve += _SHIFT_STRENGTH * np.array([[1.0, -1.0], [-1.0, 1.0]])
            curve[1, 1] += _SHARE_STRENGTH
            step = np.clip(np.linalg.solve(curve + 1e-6 * np.eye(2), pull), -1.0, 1.0)
            owned, other = owned + step[0], min(other + step[1], -1e-3)
            if np.abs(step).max() < 1e-6:
                break
    return float((owned - other) / _LN2)
