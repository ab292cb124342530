"""Pairs of rows compared by their values: once per distinct pair of values, however many rows hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz.process import cpdist

from ..columns.codes import encode
from ..columns.fields import Column
from .base import Levels, Rows

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Distinct:
    """Pairs in which both say something: ``rows`` among those asked for, and which distinct pair each is."""

    rows: Places
    which: NDArray[np.int32]
    left: list[Any]
    right: list[Any]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Left rows ``li`` beside right rows ``ri``. ``rows``, where given, restricts a comparison to these pairs."""

    li: Rows
    ri: Rows
    threads: int

    def _distinct(self, left: Column, right: Column, rows: Rows | None) -> _Distinct:
        li, ri = (self.li, self.ri) if rows is None else (self.li[rows], self.ri[rows])
        a, b = left.codes[li], right.codes[ri]
        said = np.flatnonzero((a > 0) & (b > 0))
        width = len(right.values)
        which, packed = encode(pl.Series(a[said].astype(np.int64) * width + b[said]))
        distinct = packed.to_numpy()
        one, other = (distinct // width).tolist(), (distinct % width).tolist()
        return _Distinct(said, which, [left.values[i] for i in one], [right.values[i] for i in other])

    def levels(
        self, left: Column, right: Column, compare: Callable[[Any, Any], int], rows: Rows | None = None
    ) -> Levels:
        """Return ``compare(left value, right value)`` per pair; 0 where either says nothing."""
        found = self._distinct(left, right, rows)
        each = np.fromiter(map(compare, found.left, found.right), dtype=np.uint8, count=len(found.left))
        levels = np.zeros(len(self.li if rows is None else rows), dtype=np.uint8)
        levels[found.rows] = each[found.which]
        return levels

    def similarity(self, left: Column, right: Column, scorer: Any, rows: Rows | None = None) -> NDArray[np.float64]:
        """Return rapidfuzz's ``scorer`` per pair; NaN where either says nothing."""
        found = self._distinct(left, right, rows)
        scores = np.full(len(self.li if rows is None else rows), np.nan)
        if found.left:
            each = cpdist(found.left, found.right, scorer=scorer, workers=self.threads, dtype=np.float64)
            scores[found.rows] = each[found.which]
        return scores

    def equal(self, left: Column, right: Column) -> Levels:
        """Return 1 where both say the same, 2 where they differ, 0 where either says nothing."""
        numbers = {value: number for number, value in enumerate(left.values)}
        # What no left row says gets numbers beyond the left ones.
        translated = np.array([numbers.get(v, len(numbers) + i) for i, v in enumerate(right.values)], dtype=np.int64)
        a, b = left.codes[self.li], right.codes[self.ri]
        levels = np.where(a == translated[b], 1, 2).astype(np.uint8)
        levels[(a == 0) | (b == 0)] = 0
        return levels
