"""Columns whose texts are read once each: a number per record, and what the numbers stand for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
import polars as pl

from .codes import encode, encode_rows
from .strings import Codes

V = TypeVar("V", bound=Hashable)


def numbered(codes: Codes, read: Sequence[V], nothing: V) -> tuple[Codes, list[V]]:
    """Return a number per record and the distinct values; ``codes`` number ``read``, -1 stands for ``nothing``.

    Number 0 is ``nothing``.
    """
    seen: dict[V, int] = {nothing: 0}
    table = np.array([0, *(seen.setdefault(value, len(seen)) for value in read)], dtype=np.int32)
    return table[codes + 1], list(seen)


def read_values(column: pl.Series | None, size: int, reader: Callable[[str], V], nothing: V) -> tuple[Codes, list[V]]:
    """Return what ``reader`` makes of a column's texts, calling it once per distinct one."""
    if column is None:
        return np.zeros(size, dtype=np.int32), [nothing]
    codes, distinct = encode(column)
    return numbered(codes, [reader(text) for text in distinct.to_list()], nothing)


def read_rows(
    columns: Sequence[pl.Series | None], size: int, reader: Callable[..., V], nothing: V
) -> tuple[Codes, list[V]]:
    """As ``read_values`` for texts of several columns together; ``reader`` gets ``""`` for what is not said."""
    if all(c is None for c in columns) or not size:
        return np.zeros(size, dtype=np.int32), [nothing]
    codes, first = encode_rows(columns)
    texts = [[""] * len(first) if c is None else c.gather(first).fill_null("").to_list() for c in columns]
    return numbered(codes, [reader(*row) for row in zip(*texts, strict=True)], nothing)
