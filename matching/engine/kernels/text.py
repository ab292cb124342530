"""One text opened for reading: its letters, where words may begin or end, and where each pair of letters stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import lean, whole

#: Letters of a text that are read; columns/texts.py cuts longer ones.
MAX_TEXT = 48
_ROOM = 64
_EIGHT = 8


class Texts(NamedTuple):
    """The arrays of ``TextColumns``."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    bounds: NDArray[np.uint64]
    split: NDArray[np.bool_]
    strict: NDArray[np.bool_]
    spaced: NDArray[np.bool_]
    known: NDArray[np.uint8]
    known_starts: NDArray[np.int64]
    meaning: NDArray[np.int16]


class Opened(NamedTuple):
    """One row of ``Texts`` laid out for look-ups; reused from row to row.

    ``window[p]`` holds the eight letters from ``p`` on, the first one lowest; zeros follow the end. ``first1[letter]``
    and ``first2[two letters]`` open chains of positions (``next1``, ``next2``; -1 ends), ``known_first[end]`` chains of
    everyday words by their end, in order of their start. ``singles`` are the places of words of one letter.
    """

    size: NDArray[np.int64]
    letters: NDArray[np.uint8]
    window: NDArray[np.uint64]
    at_bound: NDArray[np.uint8]
    first1: NDArray[np.int8]
    next1: NDArray[np.int8]
    first2: NDArray[np.int8]
    next2: NDArray[np.int8]
    singles: NDArray[np.int8]
    known_first: NDArray[np.int16]
    known_next: NDArray[np.int16]


# Places in ``Opened.size``.
LENGTH, ROW, SPLIT, STRICT, SINGLES, KNOWN = range(6)


def closed() -> Opened:
    """Return the room for one text, with nothing in it."""
    return Opened(
        np.array([0, -1, 0, 0, 0, 0], dtype=np.int64),
        np.zeros(_ROOM + 1, dtype=np.uint8),
        np.zeros(_ROOM + 1, dtype=np.uint64),
        np.zeros(_ROOM + 1, dtype=np.uint8),
        np.full(32, -1, dtype=np.int8),
        np.full(_ROOM, -1, dtype=np.int8),
        np.full(1024, -1, dtype=np.int8),
        np.full(_ROOM, -1, dtype=np.int8),
        np.zeros(_ROOM, dtype=np.int8),
        np.full(_ROOM, -1, dtype=np.int16),
        np.full(1024, -1, dtype=np.int16),
    )


@lean
def pair_slot(low: int, high: int) -> int:
    """Return the slot of two letters in ``Opened.first2``; few others share it."""
    return ((low & 31) << 5) | (high & 31)


@lean
def _forget(text: Opened) -> None:
    for p in range(text.size[LENGTH]):
        low, high = whole(text.letters[p]), whole(text.letters[p + 1])
        text.first1[low & 31] = -1
        text.first2[pair_slot(low, high)] = -1
        text.known_first[p + 1] = -1
        text.letters[p] = 0


@lean
def open_text(texts: Texts, row: int, text: Opened) -> None:
    """Lay out row ``row`` in ``text``."""
    _forget(text)
    start = texts.starts[row]
    size = min(texts.starts[row + 1] - start, MAX_TEXT)
    text.size[LENGTH], text.size[ROW] = size, row
    text.size[SPLIT], text.size[STRICT] = whole(texts.split[row]), whole(texts.strict[row])
    text.size[KNOWN] = texts.known_starts[row]
    bounds = texts.bounds[row]
    for p in range(size):
        text.letters[p] = texts.letters[start + p]
    window = np.uint64(0)
    text.window[size] = window
    for p in range(size, -1, -1):
        text.at_bound[p] = np.uint8((bounds >> np.uint64(p)) & np.uint64(1))
        if p < size:
            window = (window << np.uint64(_EIGHT)) | np.uint64(text.letters[p])
            text.window[p] = window
            low, high = whole(text.letters[p]), whole(text.letters[p + 1])
            text.next1[p] = text.first1[low & 31]
            text.first1[low & 31] = p
            slot = pair_slot(low, high)
            text.next2[p] = text.first2[slot]
            text.first2[slot] = p
    singles = 0
    for p in range(size):
        if text.at_bound[p] and text.at_bound[p + 1]:
            text.singles[singles] = p
            singles += 1
    text.size[SINGLES] = singles
    for k in range(texts.known_starts[row + 1] - 1, texts.known_starts[row] - 1, -1):
        end = texts.known[k, 1]
        text.known_next[k - texts.known_starts[row]] = text.known_first[end]
        text.known_first[end] = k - texts.known_starts[row]
