"""Competition among the candidates of each right record, and its best candidates. Pairs of one record lie together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Bytes, Codes, Offsets
from .compile import kernel

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_FEW = 64


@kernel
def runs(owner: Rows) -> Rows:
    """Return where the pairs of each owner begin, and the end; pairs of one owner lie together."""
    starts, count = np.empty(len(owner) + 1, dtype=np.int64), 0
    for i in range(len(owner)):
        if i == 0 or owner[i] != owner[i - 1]:
            starts[count] = i
            count += 1
    starts[count] = len(owner)
    return starts[: count + 1].copy()


@kernel
def _by_weight(weight: Floats, first: int, size: int) -> Rows:
    """Return the order of the weights of a run, the first of equal ones first; few are sorted by insertion."""
    if size > _FEW:
        return np.argsort(weight[first : first + size], kind="mergesort")
    order = np.empty(size, dtype=np.int64)
    for i in range(size):
        at = i
        while at > 0 and weight[first + order[at - 1]] > weight[first + i]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = i
    return order


@kernel
def compete_run(weight: Floats, group: Rows, first: int, last: int, out: Floats) -> None:
    """Set the log2 odds after competition among the pairs of one owner (see ``competition.compete``).

    Sums run from the weakest group to the strongest, so that neither the order nor the numbers of groups matter.
    """
    size = last - first
    order, best = _by_weight(weight, first, size), np.ones(size, dtype=np.bool_)
    distinct = True
    for i in range(first + 1, last):
        distinct &= group[i] > group[i - 1]
    if not distinct:
        by_group = np.argsort(group[first:last][order], kind="mergesort")
        for i in range(size):
            # The last of a group is its strongest, since pairs stand by weight within it.
            here = order[by_group[i]]
            best[here] = i == size - 1 or group[first + order[by_group[i + 1]]] != group[first + here]
    top = max(weight[first + order[size - 1]], 0.0)
    share = np.empty(size, dtype=np.float64)
    for i in range(size):
        share[i] = np.exp2(weight[first + i] - top)
    nobody = np.exp2(-top)
    total = nobody
    for i in range(size):
        if best[order[i]]:
            total += share[order[i]]
    for i in range(size):
        others = total - share[i]
        if others < 1e-6 * total:
            # One pair holds nearly everything; what is left is added up anew.
            others = nobody
            for k in range(size):
                if best[order[k]] and group[first + order[k]] != group[first + i]:
                    others += share[order[k]]
        out[first + i] = weight[first + i] - top - np.log2(max(others, 1e-300))


@kernel
def compete_runs(starts: Rows, weight: Floats, group: Rows, out: Floats) -> None:
    """Run the competition of every owner."""
    for run in range(len(starts) - 1):
        compete_run(weight, group, starts[run], starts[run + 1], out)


@kernel
def _comes_before(one: int, other: int, chance: Floats, weight: Floats, li: Rows, data: Bytes, ids: Offsets) -> bool:
    """Whether a pair ranks before another: by chance, then weight, then the left id."""
    if chance[one] != chance[other]:
        return bool(chance[one] > chance[other])
    if weight[one] != weight[other]:
        return bool(weight[one] > weight[other])
    a, b = ids[li[one]], ids[li[other]]
    a_end, b_end = ids[li[one] + 1], ids[li[other] + 1]
    while a < a_end and b < b_end:
        if data[a] != data[b]:
            return bool(data[a] < data[b])
        a, b = a + 1, b + 1
    return bool(b < b_end)


@kernel
def best_pairs(
    starts: Rows,
    chance: Floats,
    weight: Floats,
    li: Rows,
    data: Bytes,
    ids: Offsets,
    top: int,
    least: float,
    keep: bool,
) -> tuple[Rows, Codes]:
    """Return the pairs, at most ``top`` an owner with a chance of at least ``least``, best first, and their ranks.

    With ``keep``, an owner's best pair stays whatever its chance, and so do those that only their ids rank behind it.
    """
    found, ranks = np.empty(len(chance), dtype=np.int64), np.empty(len(chance), dtype=np.int32)
    used = 0
    for run in range(len(starts) - 1):
        begun = used
        best = starts[run]
        for pair in range(starts[run], starts[run + 1]):
            if chance[pair] > chance[best] or (chance[pair] == chance[best] and weight[pair] > weight[best]):
                best = pair
        for pair in range(starts[run], starts[run + 1]):
            if chance[pair] < least and not (keep and chance[pair] == chance[best] and weight[pair] == weight[best]):
                continue
            if used - begun == top and not _comes_before(pair, found[used - 1], chance, weight, li, data, ids):
                continue
            at = used - 1 if used - begun == top else used
            used += used - begun < top
            while at > begun and _comes_before(pair, found[at - 1], chance, weight, li, data, ids):
                found[at] = found[at - 1]
                at -= 1
            found[at] = pair
        for i in range(begun, used):
            ranks[i] = i - begun + 1
    return found[:used].copy(), ranks[:used].copy()
