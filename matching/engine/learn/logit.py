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
    parts: Sequence[Choices], centre: Floats, ridge: Floats, limits: Limits, free: NDArray[np.bool_], start: Floats
) -> Floats:
    """Return the parameters (nats): those of ``features``, the prior, those of ``dense``.

    ``ridge`` draws each towards ``centre``, ``limits`` bounds it, and those that are not ``free`` stay 0.
    """
    from scipy.optimize import minimize  # a second's import that only learning needs

    width = len(centre) - 1 - parts[0].dense.shape[1]

    def loss(raw: Floats) -> tuple[float, Floats]:
        w = np.where(free, raw, 0.0)
        off = np.where(free, w - centre, 0.0)
        total, slope = 0.5 * float((ridge * off * off).sum()), ridge * off
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
