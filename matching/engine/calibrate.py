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


def fit(odds: Sequence[float], right: Sequence[bool], *, strength: float = 5.0, rounds: int = 200) -> Calibration:
    """Fit scale and shift on decided pairs (Platt 1999), held near 1 and 0 by ``strength`` and inside the allowed range."""
    x = np.clip(np.asarray(odds, dtype=np.float64), -LIMIT_BITS, LIMIT_BITS)
    y = np.asarray(right, dtype=np.float64)
    scale, shift = 1.0, 0.0
    for _ in range(rounds):
        p = probability(x * scale + shift)
        slope = np.array([((p - y) * x).sum() + strength * (scale - 1.0), (p - y).sum() + strength * shift])
        w = p * (1 - p) * np.log(2)
        curve = np.array([[(w * x * x).sum() + strength, (w * x).sum()], [(w * x).sum(), w.sum() + strength]])
        step = np.linalg.solve(curve, slope)
        scale, shift = max(1.0, scale - float(step[0])), min(0.0, shift - float(step[1]))
        if float(np.abs(step).max()) < 1e-9:
            break
    return Calibration(scale, shift)
