"""From the odds after competition to probabilities that hold true, and fitting that step on decisions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .model import Calibration

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
# Nothing is ever certain: a probability stays one in a million short of 1, and is never quite 0. The lower bound is far
# out, so that a long tail of candidates cannot add up to anything.
LIMIT_BITS = 20.0
_LOWEST_BITS = -60.0
# Fewer decisions than this cannot tell the shape of a curve from chance; a straight line is all they support.
_ENOUGH_FOR_STEPS = 400
_FOLDS = 5
_MOST_STEPS = 40
_LN2 = float(np.log(2))


def calibrate(odds: Floats, calibration: Calibration) -> Floats:
    """Return calibrated log2 odds, bounded, pair by pair. Beyond the outer steps the odds move on in parallel."""
    if not calibration.steps:
        result: Floats = np.clip(odds * calibration.scale + calibration.shift, _LOWEST_BITS, LIMIT_BITS)
        return result
    before, after = np.array(calibration.steps).T
    beyond = np.minimum(odds - before[0], 0.0) + np.maximum(odds - before[-1], 0.0)
    bounded: Floats = np.clip(np.interp(odds, before, after) + beyond, _LOWEST_BITS, LIMIT_BITS)
    return bounded


def keeps_shares(calibration: Calibration) -> bool:
    """Whether the line alone keeps a sum of probabilities of at most 1 at most 1."""
    return not calibration.steps and calibration.scale >= 1 and calibration.shift <= 0


def calibrate_shared(odds: Floats, owner: Rows, group: Rows, calibration: Calibration) -> Floats:
    """Return calibrated log2 odds of pairs that share one probability within each ``owner`` (the right record).

    Where those of an owner's groups (their best pairs) would add up to more than 1, all its probabilities are divided
    by that sum.
    """
    final = calibrate(odds, calibration)
    if not len(odds) or keeps_shares(calibration):
        return final
    chance = probability(final)
    order = np.lexsort((-chance, group, owner))
    best = np.ones(len(order), dtype=bool)
    best[1:] = (owner[order][1:] != owner[order][:-1]) | (group[order][1:] != group[order][:-1])
    rows = order[best]
    rows = rows[np.lexsort((chance[rows], owner[rows]))]
    total = np.bincount(owner[rows], chance[rows], minlength=int(owner.max()) + 1)[owner]
    over = total > 1.0
    if over.any():
        share = chance[over] / total[over]
        final = final.copy()
        final[over] = np.clip(np.log2(share) - np.log2(np.maximum(1.0 - share, 1e-300)), _LOWEST_BITS, LIMIT_BITS)
    return final


def probability(odds: Floats) -> Floats:
    """Return 1 / (1 + 2^-odds)."""
    result: Floats = 1.0 / (1.0 + np.exp2(-odds))
    return result


def fit(odds: Sequence[float] | Floats, right: Sequence[bool] | Floats, *, strength: float = 3.0) -> Calibration:
    """Fit scale and shift on decided pairs (J. Platt, Probabilistic Outputs for Support Vector Machines, 1999).

    A prior holds log scale near 0 and shift near 0 bits with the weight of ``strength`` decisions each, so that a few
    decisions move little and none move nothing.
    """
    x = np.clip(np.asarray(odds, dtype=np.float64), -LIMIT_BITS, LIMIT_BITS) * _LN2
    y = np.asarray(right, dtype=np.float64)
    theta = np.zeros(2)
    value = _penalised(theta, x, y, strength)
    for _ in range(100):
        scale = np.exp(theta[0])
        chance = 1.0 / (1.0 + np.exp(-(x * scale + theta[1])))
        by = np.stack([x * scale, np.ones(len(x))])
        slope = by @ (chance - y) + strength * theta
        curve = (by * (chance * (1 - chance))) @ by.T + (strength + 1e-9) * np.eye(2)
        step = np.linalg.solve(curve, slope)
        # Halved until it helps: far out, the curve promises more than the loss keeps.
        while np.abs(step).max() > 1e-9 and _penalised(theta - step, x, y, strength) > value:
            step = step / 2
        theta = theta - step
        value = _penalised(theta, x, y, strength)
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(round(float(np.exp(theta[0])), 6), round(float(theta[1] / _LN2), 6))


def _penalised(theta: Floats, x: Floats, right: Floats, strength: float) -> float:
    if np.abs(theta).max() > 50:
        return float("inf")
    z = x * np.exp(theta[0]) + theta[1]
    return float(np.logaddexp(0.0, -np.where(right > 0.5, z, -z)).sum() + 0.5 * strength * (theta @ theta))


def fit_steps(odds: Floats, right: Floats, *, strength: float = 10.0) -> Calibration:
    """Fit a rising curve (pool adjacent violators: M. Ayer et al., 1955), drawn towards Platt's line.

    Decisions are gathered into at most 40 stretches of equal number; each stretch counts ``strength`` decisions more,
    as the line foretells them.
    """
    line = fit(odds, right)
    order = np.argsort(odds, kind="stable")
    parts = np.array_split(order, min(_MOST_STEPS, max(2, len(odds) // 25)))
    before = np.array([float(np.mean(odds[p])) for p in parts])
    hopes = probability(calibrate(before, line))
    share = np.array(
        [(float(right[p].sum()) + strength * h) / (len(p) + strength) for p, h in zip(parts, hopes, strict=True)]
    )
    risen = _pooled(share, np.array([len(p) + strength for p in parts]))
    after = np.log2(risen) - np.log2(1 - risen)
    kept = np.append(True, np.diff(before) > 1e-9)
    steps = tuple((round(float(x), 6), round(float(y), 6)) for x, y in zip(before[kept], after[kept], strict=True))
    return Calibration(line.scale, line.shift, steps)


def _pooled(values: Floats, weights: Floats) -> Floats:
    """Return the rising values closest to ``values``."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        size = 1
        while blocks and blocks[-1][0] >= value:
            other, more, many = blocks.pop()
            value, weight, size = (value * weight + other * more) / (weight + more), weight + more, size + many
        blocks.append((value, weight, size))
    risen = np.repeat(np.array([b[0] for b in blocks]), np.array([b[2] for b in blocks]))
    result: Floats = np.clip(risen, 1e-6, 1 - 1e-6)
    return result


def log_loss(odds: Floats, right: Floats) -> float:
    """Return the mean surprise (nats) of ``right`` at log2 ``odds``."""
    return float(np.logaddexp(0.0, -np.where(right > 0.5, odds, -odds) * _LN2).mean())


def choose(odds: Sequence[float] | Floats, right: Sequence[bool] | Floats) -> Calibration:
    """Fit a line where decisions are few, and where they are many whichever of line and curve foretells better.

    Judged by the log loss on fifths that were left out; at a tie the line.
    """
    x, y = np.asarray(odds, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if len(x) < _ENOUGH_FOR_STEPS or min(y.sum(), len(y) - y.sum()) < _FOLDS:
        return fit(x, y)
    fold = np.random.default_rng(1955).permutation(len(x)) % _FOLDS
    losses = np.zeros(2)
    for one in range(_FOLDS):
        seen = fold != one
        for i, how in enumerate((fit, fit_steps)):
            losses[i] += log_loss(calibrate(x[~seen], how(x[seen], y[seen])), y[~seen])
    return fit_steps(x, y) if losses[1] < losses[0] - 1e-6 else fit(x, y)
