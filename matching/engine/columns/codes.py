"""Equal values share a number: what lets a value be read once however many rows hold it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .strings import Codes


def encode(values: pl.Series) -> tuple[Codes, pl.Series]:
    """Return a number per value, counted in order of first sight, and the distinct values; null is number -1."""
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
    given = [c.alias(str(i)) for i, c in enumerate(columns) if c is not None]
    rows = np.arange(len(given[0]), dtype=np.int32)
    frame = pl.DataFrame(given).with_columns(row=pl.Series(rows))
    first = frame.select(pl.col("row").min().over([c.name for c in given]))["row"].to_numpy()
    fresh = first == rows
    numbers = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    return numbers[first], np.flatnonzero(fresh).astype(np.int32)
