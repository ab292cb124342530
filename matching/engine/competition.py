"""One probability, shared by a right record's candidates and *no match*."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_MOST = 1000.0


def compete(weight: Floats, owner: Rows, group: Rows) -> Floats:
    """Return the log2 odds of each pair after competition within its ``owner`` (the right record).

    ``weight`` is log2 odds on their own. A ``group`` (a constituent's records) counts once, by its best pair: the best
    pairs' probabilities and that of *no match* add up to 1, and a group's weaker pairs show the lesser share that they
    would have had in its place.
    """
    if not len(weight):
        return weight.copy()
    weight = np.clip(weight, -_MOST, _MOST)
    order = np.lexsort((-weight, group, owner))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (owner[order][1:] != owner[order][:-1]) | (group[order][1:] != group[order][:-1])
    best = order[first]
    size = int(owner.max()) + 1
    # Reckoned against the owner's strongest pair, so that no power of two overflows.
    top = np.zeros(size)
    np.maximum.at(top, owner[best], weight[best])
    total = np.exp2(-top) + np.bincount(owner[best], np.exp2(weight[best] - top[owner[best]]), minlength=size)
    others = total[owner] - np.exp2(weight - top[owner])
    # Cancellation: where one pair holds nearly everything, add the others up again.
    for row in np.flatnonzero(others < 1e-6 * total[owner]):
        rivals = best[(owner[best] == owner[row]) & (group[best] != group[row])]
        others[row] = np.exp2(-top[owner[row]]) + np.exp2(weight[rivals] - top[owner[row]]).sum()
    result: Floats = weight - top[owner] - np.log2(np.maximum(others, 1e-300))
    return result
