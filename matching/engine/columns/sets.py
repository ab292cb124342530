"""Columns of small sets: each distinct text is read once, its values kept as hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..kernels.sets import Hashes, Sets, hash_strings, mark_sets
from .strings import Codes, Offsets, Strings

Reader = Callable[[str], Iterable[str]]


def strings_of(values: pl.Series) -> Strings:
    """Return a column of text as bytes; null is empty."""
    filled = values.fill_null("")
    starts = np.zeros(len(filled) + 1, dtype=np.int64)
    np.cumsum(filled.str.len_bytes().to_numpy(), out=starts[1:])
    whole = filled.str.join("").item() if len(filled) else ""
    return Strings(np.frombuffer((whole or "").encode(), dtype=np.uint8).copy(), starts)


def hash_texts(values: Sequence[str]) -> Hashes:
    """Return a hash per text; equal in any process."""
    texts = Strings.of(values)
    return hash_strings(texts.data, texts.starts)


def gathered(codes: Codes, values: Hashes, starts: Offsets) -> Sets:
    """Return sets whose numbers begin at 1: set ``k + 1`` is ``values[starts[k] : starts[k + 1]]``."""
    limits = np.concatenate([np.zeros(1, dtype=np.int64), starts])
    return Sets(codes, values, limits, mark_sets(values, limits))


def sets_of(rows: Sequence[Iterable[str]], codes: Codes | None = None) -> Sets:
    """Return the sets ``rows``; ``codes`` are the numbers (from 1; 0: empty) of each record's, else one a record."""
    lists = [tuple(row) for row in rows]
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in lists], out=starts[1:])
    own = np.arange(1, len(lists) + 1, dtype=np.int32) if codes is None else codes
    return gathered(own, hash_texts([v for row in lists for v in row]), starts)


def empty_sets(size: int) -> Sets:
    """Return empty sets for ``size`` records."""
    return sets_of([], np.zeros(size, dtype=np.int32))


def merged(plain: NDArray[np.bool_], values: Hashes, odd: Sequence[Iterable[str]], codes: Codes) -> Sets:
    """Return sets of one value each where ``plain``, and of what was read one by one elsewhere, in order."""
    sizes = np.ones(len(plain), dtype=np.int64)
    lists = [tuple(row) for row in odd]
    sizes[~plain] = [len(row) for row in lists]
    starts = np.zeros(len(plain) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    every = np.empty(starts[-1], dtype=np.uint64)
    every[starts[:-1][plain]] = values
    single = np.zeros(starts[-1], dtype=bool)
    single[starts[:-1][plain]] = True
    every[~single] = hash_texts([v for row in lists for v in row])
    return gathered(codes, every, starts)


def is_void(sets: Sets) -> bool:
    """Whether no record's set holds anything."""
    return not len(sets.values)
