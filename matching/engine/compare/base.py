"""How comparisons run: once per distinct pair of values, gathered back to pairs by code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernels.sets import mark_used

Levels = NDArray[np.uint8]
Rows = NDArray[np.int64]
_TABLE_LIMIT = 1 << 22


@dataclass(frozen=True, slots=True)
class Family:
    """One comparison: ``name`` in the model, ``kind`` as evidence, ``levels`` by number; level 0 says nothing."""

    name: str
    kind: str
    levels: tuple[str, ...]


def encode(values: Sequence[Hashable]) -> tuple[Rows, list[Any]]:
    """Return a code per value and the distinct values in order of first sight."""
    seen: dict[Hashable, int] = {}
    codes = np.fromiter((seen.setdefault(v, len(seen)) for v in values), dtype=np.int64, count=len(values))
    return codes, list(seen)


def by_distinct(
    left: tuple[Rows, list[Any]], right: tuple[Rows, list[Any]], li: Rows, ri: Rows, compare: Callable[[Any, Any], int]
) -> Levels:
    """Return ``compare(left value, right value)`` per pair of rows, calling it once per distinct pair of values."""
    if not len(li):
        return np.zeros(0, dtype=np.uint8)
    width = len(right[1])
    packed = left[0][li] * width + right[0][ri]
    size = len(left[1]) * width
    if size <= _TABLE_LIMIT:
        used = np.zeros(size, dtype=bool)
        used[packed] = True
        distinct = np.flatnonzero(used)
        table = np.zeros(size, dtype=np.uint8)
        table[distinct] = [compare(left[1][p // width], right[1][p % width]) for p in distinct.tolist()]
        result: Levels = table[packed]
        return result
    distinct, inverse = np.unique(packed, return_inverse=True)
    levels = np.fromiter(
        (compare(left[1][p // width], right[1][p % width]) for p in distinct.tolist()),
        dtype=np.uint8,
        count=len(distinct),
    )
    gathered: Levels = levels[inverse]
    return gathered


def table_of(
    left: NDArray[np.int32],
    left_values: Sequence[Any],
    right: NDArray[np.int32],
    right_values: Sequence[Any],
    li: Rows,
    ri: Rows,
    compare: Callable[[Any, Any], int],
) -> Levels:
    """Return ``compare`` of each two values by their codes; only those that stand in some pair are compared."""
    size = (len(left_values), len(right_values))
    used = np.zeros(size, dtype=np.uint8)
    mark_used(left, right, used, li, ri)
    table = np.zeros(size, dtype=np.uint8)
    for a, b in zip(*(found.tolist() for found in np.nonzero(used)), strict=True):
        table[a, b] = compare(left_values[a], right_values[b])
    return table
