"""One probability, shared by a right record's candidates and *no match*."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .kernels.compete import compete_runs, runs

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_MOST = 1000.0


def compete(weight: Floats, owner: Rows, group: Rows) -> Floats:
    """Return the log2 odds of each pair after competition within its ``owner`` (the right record).

    ``weight`` is log2 odds on their own. A ``group`` (a constituent's records) counts once, by its best pair: the best
    pairs' probabilities and that of *no match* add up to 1, and a group's weaker pairs show the lesser share that they
    would have had in its place. The order of pairs and the numbers of owners and groups do not matter.
    """
    weight = np.clip(weight.astype(np.float64, copy=False), -_MOST, _MOST)
    owner, group = np.asarray(owner, dtype=np.int64), np.asarray(group, dtype=np.int64)
    result: Floats = np.empty(len(weight))
    if len(owner) < 2 or (owner[1:] >= owner[:-1]).all():
        compete_runs(runs(owner), weight, group, result)
        return result
    order = np.argsort(owner, kind="stable")
    result[order] = compete(weight[order], owner[order], group[order])
    return result
