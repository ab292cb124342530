"""From the odds after competition to probabilities that can be trusted, and fitting that step on decisions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .model import Calibration

Floats = NDArray[np.float64]
# Nothing is ever certain: a probability stays one in a million short of 1, and is never quite 0. The lower bound is far
# out, so that a long tail of candidates cannot add up to anything.
LIMIT_BITS = 20.0
_LOWEST_BITS = -60.0


def calibrate(odds: Floats, calibration: Calibration) -> Floats:
    """Return calibrated log2 odds, bounded. A scale of at least 1 and a shift of at most 0 keep a sum of at most 1."""
    result: Floats = np.clip(odds * calibration.scale + calibration.shift, _LOWEST_BITS, LIMIT_BITS)
    return result


def probability(odds: Floats) -> Floats:
    """Return 1 / (1 + 2^-odds)."""
    result: Floats = 1.0 / (1.0 + np.exp2(-odds))
    return result


def fit(odds: Sequence[float], right: Sequence[bool], *, strength: float = 1.0, rounds: int = 200) -> Calibration:
    """Fit scale and shift on decided pairs (Platt 1999), held near 1 and 0 by ``strength`` and in range."""
    x = np.clip(np.asarray(odds, dtype=np.float64), -LIMIT_BITS, LIMIT_BITS)
    y = np.asarray(right, dtype=np.float64)
    scale, shift = 1.0, 0.0
    for _ in range(rounds):
        before = scale, shift
        # One at a time, so that a value held at its bound does not stop the other.
        scale = max(1.0, scale - _step(x * scale + shift, x, y, strength * (scale - 1.0), strength))
        shift = min(0.0, shift - _step(x * scale + shift, np.ones(len(x)), y, strength * shift, strength))
        if abs(scale - before[0]) + abs(shift - before[1]) < 1e-9:
            break
    return Calibration(scale, shift)


def _step(odds: Floats, by: Floats, right: Floats, pull: float, strength: float) -> float:
    """Return a damped Newton step of the penalised log loss along one parameter, whose effect on ``odds`` is ``by``."""
    chance = probability(odds)
    slope = float(((chance - right) * by).sum()) + pull
    curve = float((chance * (1 - chance) * by * by).sum()) * float(np.log(2)) + strength
    return float(np.clip(slope / curve, -1.0, 1.0))
