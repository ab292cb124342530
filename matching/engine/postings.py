"""Keys of the left side with the rows that bear them: sorted arrays, found by their first bits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns.strings import Codes
from .kernels.join import Found, Posted, marks_by_bits, partition, post, sort_stretch, starts_by_bits, without_rows
from .kernels.keys import Hashes

# Keys are sorted in this many stretches, one a task; changes no result.
_STRETCH_BITS = 5
_MARKS_A_KEY_BITS = 4
# Of what ``post`` returns: sizes and rules.
_TOLD = (1, 4)


def found(keys: Hashes) -> Found:
    """Return sorted distinct keys ready for look-ups."""
    bits = min(max(len(keys).bit_length() - 1, 1), 30)
    shift, marks = np.uint64(64 - bits), bits + _MARKS_A_KEY_BITS
    return Found(keys, starts_by_bits(keys, bits), shift, marks_by_bits(keys, marks), np.uint64(64 - marks))


def in_threads(work: Callable[[Any], Any], tasks: Sequence[Any], threads: int) -> Iterable[Any]:
    """Return the results of ``work`` in the order of ``tasks``."""
    if threads < 2 or len(tasks) < 2:
        return map(work, tasks)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, tasks))


Keys = tuple[Hashes, Codes, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which left rows have which key; ``rules`` names the rule of each key, where they are kept."""

    posted: Posted
    rules: NDArray[np.uint8]

    @classmethod
    def of(
        cls, keys: Hashes, rows: Codes, rules: NDArray[np.uint8], caps: NDArray[np.int64], *, threads: int = 1
    ) -> Postings:
        """Gather the rows of each key; rows must come in order. ``caps[rule]`` bounds how many rows a key may hold."""
        return cls.of_stretches([(keys, rows, rules)], caps, threads=threads)

    @classmethod
    def of_stretches(
        cls, stretches: Iterable[Keys], caps: NDArray[np.int64], *, sized: bool = True, threads: int = 1
    ) -> Postings:
        """As ``of``, for keys that come in stretches whose keys rise from one to the next; one is held at a time.

        Without ``sized``, what is told of keys beside their rows is not kept.
        """
        columns: list[list[NDArray[Any]]] = [[], [], [], [], []]
        for stretch in stretches:
            for part in _gathered(*stretch, caps, threads=threads):
                for i, (column, values) in enumerate(zip(columns, part, strict=True)):
                    column.append(values if sized or i not in _TOLD else values[:0].copy())

        def whole(column: list[NDArray[Any]]) -> NDArray[Any]:
            """Let go of each column's pieces when it is whole: all of both at once would be twice the memory."""
            joined = np.concatenate(column)
            column.clear()
            return joined

        every, sizes, kept, kept_rows, key_rules = map(whole, columns)
        limits = np.zeros(len(every) + 1, dtype=np.int32)
        np.cumsum(kept, out=limits[1:])
        return cls(Posted(found(every), limits, kept_rows, sizes), key_rules)

    def oversized(self, keys: Hashes) -> NDArray[np.bool_]:
        """Return which of ``keys``, all of which are there, keep no rows."""
        return without_rows(keys, self.posted)


def _gathered(
    keys: Hashes, rows: Codes, rules: NDArray[np.uint8], caps: NDArray[np.int64], *, threads: int
) -> list[tuple[NDArray[Any], ...]]:
    """Return what ``post`` makes of keys, by rising keys."""
    ends, keys, rows, rules = partition(keys, rows, rules, _STRETCH_BITS)

    def stretch(b: int) -> tuple[NDArray[Any], ...]:
        sort_stretch(keys, rows, rules, ends[b], ends[b + 1], _STRETCH_BITS)
        return post(keys, rows, rules, ends[b], ends[b + 1], caps)

    return list(in_threads(stretch, np.flatnonzero(np.diff(ends)).tolist() or [0], threads))
