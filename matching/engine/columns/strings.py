"""Many byte strings in one array, and many short lists of numbers in one array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Codes = NDArray[np.int32]


def _offsets(lengths: NDArray[np.int64]) -> Offsets:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


@dataclass(frozen=True, slots=True)
class Strings:
    """UTF-8 strings end to end: string ``i`` is ``data[starts[i] : starts[i + 1]]``."""

    data: Bytes
    starts: Offsets

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> str:
        return self.data[self.starts[i] : self.starts[i + 1]].tobytes().decode()

    @classmethod
    def of(cls, values: Sequence[str]) -> Strings:
        """Gather ``values``."""
        encoded = [v.encode() for v in values]
        lengths = np.fromiter((len(e) for e in encoded), dtype=np.int64, count=len(encoded))
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8).copy(), _offsets(lengths))

    @classmethod
    def of_series(cls, values: pl.Series) -> Strings:
        """Gather a column of text; null becomes the empty string."""
        filled = values.fill_null("")
        lengths = filled.str.len_bytes().to_numpy().astype(np.int64)
        joined = filled.str.join("").item() if len(filled) else ""
        # A copy, since numba compiles kernels anew for arrays that may not be written to.
        return cls(np.frombuffer(joined.encode(), dtype=np.uint8).copy(), _offsets(lengths))


def heads(strings: Strings) -> NDArray[np.uint64]:
    """Return the first eight letters of each string as one number, the first letter lowest, zeros after its end."""
    sizes = np.diff(strings.starts)
    found = np.zeros(len(strings), dtype=np.uint64)
    for place in range(8):
        held = np.flatnonzero(sizes > place)
        found[held] |= strings.data[strings.starts[held] + place].astype(np.uint64) << np.uint64(8 * place)
    return found


def tails(strings: Strings) -> NDArray[np.uint64]:
    """Return the last eight letters of each string as one number, the last letter highest, zeros before its start."""
    sizes = np.diff(strings.starts)
    found = np.zeros(len(strings), dtype=np.uint64)
    for place in range(8):
        held = np.flatnonzero(sizes > place)
        letters = strings.data[strings.starts[1:][held] - 1 - place].astype(np.uint64)
        found[held] |= letters << np.uint64(56 - 8 * place)
    return found


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of small numbers end to end: list ``i`` is ``values[starts[i] : starts[i + 1]]``."""

    values: Codes
    starts: Offsets

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> Codes:
        return self.values[self.starts[i] : self.starts[i + 1]]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Lists:
        """Gather ``rows``."""
        lengths = np.fromiter((len(r) for r in rows), dtype=np.int64, count=len(rows))
        total = int(lengths.sum())
        return cls(np.fromiter((v for r in rows for v in r), dtype=np.int32, count=total), _offsets(lengths))

    @classmethod
    def filled(cls, lengths: NDArray[np.int64], values: Codes) -> Lists:
        """Return lists of ``lengths`` over ``values``, which are end to end already."""
        return cls(values.astype(np.int32, copy=False), _offsets(lengths))

    @classmethod
    def joined(cls, several: Sequence[Lists]) -> Lists:
        """Return the lists of all of ``several``, one after the other."""
        values = np.concatenate([each.values for each in several])
        return cls.filled(np.concatenate([np.diff(each.starts) for each in several]), values)

    def take(self, rows: NDArray[np.integer[Any]]) -> Lists:
        """Return lists ``rows`` in that order."""
        lengths = np.diff(self.starts)[rows]
        ends = np.cumsum(lengths)
        places = np.repeat(self.starts[rows] - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)
        return Lists.filled(lengths, self.values[places])


class Pool:
    """Numbers distinct strings in order of first sight; number 0 is the empty string."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": 0}

    def code(self, value: str) -> int:
        """Return the number of ``value``."""
        return self._codes.setdefault(value, len(self._codes))

    def codes(self, values: Iterable[str]) -> list[int]:
        """Return the numbers of ``values``."""
        return [self.code(v) for v in values]

    def values(self) -> list[str]:
        """Return all strings by number."""
        return list(self._codes)

    def strings(self) -> Strings:
        """Return all strings by number."""
        return Strings.of(list(self._codes))
