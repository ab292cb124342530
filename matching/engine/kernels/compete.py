"""Competition among the candidates of each right record, and its best candidates. Pairs of one record lie together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Bytes, Codes, Offsets
from .compile import kernel

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


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
def compete_run(weight: Floats, group: Rows, first: int, last: int, out: Floats) -> None:
    """Set the log2 odds after competition among the pairs of one owner (see ``competition.compete``).

    Sums run from the weakest group to the strongest, so that neither the order nor the numbers of groups matter.
    """
    size = last - first
    order = np.argsort(weight[first:last], kind="mergesort")
    best = np.zeros(size, dtype=np.bool_)
    by_group = np.argsort(group[first:last][order], kind="mergesort")
    for i in range(size):
        # The last of a group is its strongest, since pairs stand by weight within it.
        here = order[by_group[i]]
        best[here] = i == size - 1 or group[first + order[by_group[i + 1]]] != group[first + here]
    top = max(weight[first + order[size - 1]], 0.0)
    nobody = np.exp2(-top)
    total = nobody
    for i in range(size):
        if best[order[i]]:
            total += np.exp2(weight[first + order[i]] - top)
    for i in range(size):
        others = total - np.exp2(weight[first + i] - top)
        if others < 1e-6 * total:
            # One pair holds nearly everything; what is left is added up anew.
            others = nobody
            for k in range(size):
                if best[order[k]] and group[first + order[k]] != group[first + i]:
                    others += np.exp2(weight[first + order[k]] - top)
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
        for pair in range(starts[run], starts[run + 1]):
            if chance[pair] < least and not keep:
                continue
            if used - begun == top and not _comes_before(pair, found[used - 1], chance, weight, li, data, ids):
                continue
            at = used - 1 if used - begun == top else used
            used += used - begun < top
            while at > begun and _comes_before(pair, found[at - 1], chance, weight, li, data, ids):
                found[at] = found[at - 1]
                at -= 1
            found[at] = pair
        if keep:
            best = found[begun]
            while used > begun + 1 and chance[found[used - 1]] < least:
                last = found[used - 1]
                if chance[last] == chance[best] and weight[last] == weight[best]:
                    break
                used -= 1
        for i in range(begun, used):
            ranks[i] = i - begun + 1
    return found[:used].copy(), ranks[:used].copy()
