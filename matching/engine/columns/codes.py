"""Equal values share a number: what lets a value be read once however many rows hold it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .strings import Codes

# So few are counted one by one, which for single records is much the faster.
_FEW = 64


def encode(values: pl.Series) -> tuple[Codes, pl.Series]:
    """Return a number per value, counted in order of first sight, and the distinct values; null is number -1."""
    if len(values) <= _FEW:
        seen: dict[object, int] = {None: -1}
        listed = [seen.setdefault(v, len(seen) - 1) for v in values.to_list()]
        return np.array(listed, dtype=np.int32), pl.Series(list(seen)[1:], dtype=values.dtype)
    rows = np.arange(len(values), dtype=np.int32)
    frame = pl.DataFrame({"value": values, "row": rows})
    first = frame.select(pl.col("row").min().over("value"))["row"].to_numpy()
    said = values.is_not_null().to_numpy()
    fresh = (first == rows) & said
    numbers = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    codes: Codes = np.where(said, numbers[first], np.int32(-1)).astype(np.int32, copy=False)
    return codes, values.filter(pl.Series(fresh))


def encode_rows(columns: Sequence[pl.Series | None]) -> tuple[Codes, NDArray[np.int32]]:
    """Return a number per row of several columns, equal where all are equal, and the first row of each number.

    A column that is None says nothing; at least one must be given.
    """
    if len(next(c for c in columns if c is not None)) <= _FEW:
        seen: dict[tuple[object, ...], int] = {}
        texts = zip(*(c.to_list() for c in columns if c is not None), strict=True)
        listed = np.array([seen.setdefault(t, len(seen)) for t in texts], dtype=np.int32)
        return listed, np.unique(listed, return_index=True)[1].astype(np.int32)
    given = [c.alias(str(i)) for i, c in enumerate(columns) if c is not None]
    rows = np.arange(len(given[0]), dtype=np.int32)
    frame = pl.DataFrame(given).with_columns(row=pl.Series(rows))
    first = frame.select(pl.col("row").min().over([c.name for c in given]))["row"].to_numpy()
    fresh = first == rows
    numbers = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    return numbers[first], np.flatnonzero(fresh).astype(np.int32)
