"""How comparisons run: once per distinct pair of values, gathered back to pairs by code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernels.sets import mark_used

Levels = NDArray[np.uint8]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Family:
    """One comparison: ``name`` in the model, ``kind`` as evidence, ``levels`` by number; level 0 says nothing."""

    name: str
    kind: str
    levels: tuple[str, ...]


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
