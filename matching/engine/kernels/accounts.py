"""What the letters of handles and display names tell beside names: offices, organisations, numbers, telling words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compile import kernel
from .keys import step, stir
from .sets import Hashes
from .text import MAX_TEXT, Texts

# Slots of a table of words, looked at before the words themselves.
SLOTS = 1 << 16
_START = np.uint64(0xCBF29CE484222325)
_ONE, _SLOT_BITS = np.uint64(1), np.uint64(SLOTS - 1)
_ROLE = 1
_TOGETHER = 3
_LEAST_EDGE, _LONGEST = 4, 24
_ZERO, _NINE = np.uint8(ord("0")), np.uint8(ord("9"))


@kernel
def _bound(texts: Texts, i: int, at: int) -> bool:
    return bool(texts.bounds[i] & (_ONE << np.uint64(at)))


@kernel
def role_masks(texts: Texts, after: np.uint64, long: int) -> Hashes:
    """Return per text which callings its everyday words name: bit ``c`` for number ``c`` of ``concept_names``.

    Words of less than ``long`` letters begin where a word does, unless their calling is one of ``after``.
    """
    masks = np.zeros(len(texts.bounds), dtype=np.uint64)
    for i in range(len(masks)):
        for k in range(texts.known_starts[i], texts.known_starts[i + 1]):
            if texts.known[k, 2] != _ROLE or texts.meaning[k] < 0:
                continue
            start, calling = texts.known[k, 0], _ONE << np.uint64(texts.meaning[k])
            begins = texts.known[k, 1] - start >= long or bool(after & calling) or _bound(texts, i, start)
            for other in range(texts.known_starts[i], texts.known_starts[i + 1]):
                begins |= texts.known[other, 1] == start
            if begins:
                masks[i] |= calling
    return masks


@kernel
def slots_of(hashes: Hashes) -> NDArray[np.bool_]:
    """Return a table of ``SLOTS`` with the slots of ``hashes`` filled."""
    table = np.zeros(SLOTS, dtype=np.bool_)
    for value in hashes:
        table[value & _SLOT_BITS] = True
    return table


@kernel
def _listed(table: NDArray[np.bool_], listed: Hashes, value: np.uint64) -> bool:
    if not table[value & _SLOT_BITS]:
        return False
    at = np.searchsorted(listed, value)
    return bool(at < len(listed) and listed[at] == value)


@kernel
def telling(texts: Texts, table: NDArray[np.bool_], listed: Hashes) -> NDArray[np.bool_]:
    """Return which texts hold a listed word, or two or three that together are one; those that were cut are among them.

    ``listed`` are sorted hashes, ``table`` their slots.
    """
    found = np.zeros(len(texts.bounds), dtype=np.bool_)
    for i in range(len(found)):
        size = texts.starts[i + 1] - texts.starts[i]
        found[i] = size >= MAX_TEXT
        for start in range(size):
            if found[i] or not _bound(texts, i, start):
                continue
            state, words = _START, 0
            for at in range(start, size):
                state = step(state, texts.letters[texts.starts[i] + at])
                if _bound(texts, i, at + 1):
                    words += 1
                    found[i] |= _listed(table, listed, stir(state))
                    if words == _TOGETHER:
                        break
    return found


@kernel
def _names_body(texts: Texts, i: int, table: NDArray[np.bool_], listed: Hashes) -> bool:
    first, size = texts.starts[i], texts.starts[i + 1] - texts.starts[i]
    for start in range(size):
        bound = _bound(texts, i, start)
        if not bound and size - start > _LONGEST:
            continue
        state, length = _START, 0
        while start + length < size and length < _LONGEST:
            state = step(state, texts.letters[first + start + length])
            length += 1
            end = start + length
            word = bound and _bound(texts, i, end)
            edge = (start == 0 or end == size) and length >= _LEAST_EDGE
            if (word or edge) and _listed(table, listed, stir(state)):
                return True
            if word:
                bound = False
                if start and size - start > _LONGEST:
                    break
    return False


@kernel
def name_bodies(texts: Texts, table: NDArray[np.bool_], listed: Hashes) -> NDArray[np.bool_]:
    """Return which texts hold a listed word as a written word, or (of four letters on) at their beginning or end.

    ``listed`` and ``table`` as of ``telling``.
    """
    found = np.zeros(len(texts.bounds), dtype=np.bool_)
    for i in range(len(found)):
        found[i] = _names_body(texts, i, table, listed)
    return found


@kernel
def number_sets(texts: Texts) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the hashes of written numbers of two and three digits, and where each text's begin."""
    starts = np.zeros(len(texts.bounds) + 1, dtype=np.int64)
    values = np.empty(len(texts.letters) // 2 + 1, dtype=np.uint64)
    used = 0
    for i in range(len(texts.bounds)):
        size, start, state, digits = texts.starts[i + 1] - texts.starts[i], 0, _START, True
        for at in range(size):
            letter = texts.letters[texts.starts[i] + at]
            digits &= _ZERO <= letter <= _NINE
            state = step(state, letter)
            if _bound(texts, i, at + 1):
                if digits and 2 <= at + 1 - start <= 3:
                    values[used] = stir(state)
                    used += 1
                start, state, digits = at + 1, _START, True
        starts[i + 1] = used
    return values[:used].copy(), starts


@kernel
def age_levels(
    born: NDArray[np.int32],
    years: NDArray[np.int32],
    table: NDArray[np.uint8],
    li: NDArray[np.int64],
    ri: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    """Set ``table[age]`` where a birth date (YYYYMMDD) is known; ages beyond the table take its ends."""
    for p in range(len(li)):
        birth = born[li[p]] // 10_000
        if birth:
            out[p] = table[min(max(years[ri[p]] - birth, 0), len(table) - 1)]
