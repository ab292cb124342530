"""The conditional logit: among a right record's candidates and *no match*, the right one is to have the most.

Source: D. McFadden, Conditional logit analysis of qualitative choice behavior (1974); ridge-penalised towards what is
expected of each parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
# How hard parameters are held to their order.
_ORDER = 300.0
Limits = Sequence[tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs to learn from.

    ``features`` are numbers of the parameters that count once, ``dense`` (pairs, d) values of those that count by
    degree, ``ri`` right rows, ``right`` whether the pair is true, ``weight`` what each right row counts.
    """

    features: Rows
    dense: Floats
    ri: Rows
    right: NDArray[np.bool_]
    weight: Floats


def fit(
    parts: Sequence[Choices],
    centre: Floats,
    ridge: Floats,
    limits: Limits,
    free: NDArray[np.bool_],
    start: Floats,
    order: tuple[Rows, Rows] | None = None,
) -> Floats:
    """Return the parameters (nats): those of ``features``, the prior, those of ``dense``.

    ``ridge`` draws each towards ``centre``, ``limits`` bounds it, and those that are not ``free`` stay 0. ``order``
    (more, less) are rows of parameters: the sum of a row of the one is held to be no smaller than that of the other.
    """
    from scipy.optimize import minimize  # a second's import that only learning needs

    width = len(centre) - 1 - parts[0].dense.shape[1]

    def loss(raw: Floats) -> tuple[float, Floats]:
        w = np.where(free, raw, 0.0)
        off = np.where(free, w - centre, 0.0)
        total, slope = 0.5 * float((ridge * off * off).sum()), ridge * off
        if order is not None:
            short = np.maximum(0.0, w[order[1]].sum(axis=1) - w[order[0]].sum(axis=1))
            total += 0.5 * _ORDER * float((short * short).sum())
            for rows, sign in zip(order, (-1.0, 1.0), strict=True):
                np.add.at(slope, rows, sign * _ORDER * short[:, None])
        for part in parts:
            score = w[part.features].sum(axis=1) + w[width] + part.dense @ w[width + 1 :]
            top = np.zeros(len(part.weight))
            np.maximum.at(top, part.ri, score)
            raised = np.exp(score - top[part.ri])
            mass = np.bincount(part.ri, raised, len(part.weight)) + np.exp(-top)
            own = part.weight[part.ri]
            total += float((part.weight * (top + np.log(mass))).sum() - (own * score)[part.right].sum())
            pull = own * (raised / mass[part.ri] - part.right)
            slope[:width] += np.bincount(part.features.ravel(), np.repeat(pull, part.features.shape[1]), width)
            slope[width] += pull.sum()
            slope[width + 1 :] += pull @ part.dense
        return total, np.where(free, slope, 0.0)

    done = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 400})
    result: Floats = np.where(free, done.x, 0.0)
    return result
