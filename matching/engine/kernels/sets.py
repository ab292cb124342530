"""Small sets of values as hashes: made from text, and compared pair by pair.

A set is a stretch of ``values``; beside it stands its mark, one bit a value, so that most pairs of sets without a
common value are told apart by one look.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean
from .keys import step, stir

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]
Levels = NDArray[np.uint8]
_START = np.uint64(0xCBF29CE484222325)
_ONE, _LOW_BITS = np.uint64(1), np.uint64(63)
_ZERO, _NINE, _A, _Z, _AT = (np.uint8(ord(c)) for c in "09az@")
_PHONE_LEAST = 7


class Sets(NamedTuple):
    """The set of row ``i`` is ``values[starts[c] : starts[c + 1]]`` with ``c = codes[i]``; set 0 is empty."""

    codes: NDArray[np.int32]
    values: Hashes
    starts: NDArray[np.int64]
    marks: Hashes


@kernel
def hash_strings(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> Hashes:
    """Return a hash per string."""
    found = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(found)):
        state = _START
        for at in range(starts[i], starts[i + 1]):
            state = step(state, data[at])
        found[i] = stir(state)
    return found


@kernel
def hash_states(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[Hashes, Hashes]:
    """Return an unstirred hash per string, to be continued with further letters, and the hash."""
    states, found = np.empty(len(starts) - 1, dtype=np.uint64), np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(found)):
        state = _START
        for at in range(starts[i], starts[i + 1]):
            state = step(state, data[at])
        states[i], found[i] = state, stir(state)
    return states, found


@kernel
def hash_until_at(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> Hashes:
    """Return the hash of every string up to its first ``@``."""
    found = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(found)):
        state = _START
        for at in range(starts[i], starts[i + 1]):
            if data[at] == _AT:
                break
            state = step(state, data[at])
        found[i] = stir(state)
    return found


@kernel
def hash_last_digits(data: NDArray[np.uint8], starts: NDArray[np.int64], last: int) -> tuple[Hashes, NDArray[np.bool_]]:
    """Return the hash of the ``last`` digits of each telephone number without leading zeros, and which are numbers."""
    found, is_number = np.zeros(len(starts) - 1, dtype=np.uint64), np.zeros(len(starts) - 1, dtype=np.bool_)
    digits = np.empty(64, dtype=np.uint8)
    for i in range(len(found)):
        size, all_digits = 0, 0
        for at in range(starts[i], starts[i + 1]):
            if _ZERO <= data[at] <= _NINE:
                all_digits += 1
                if (size or data[at] != _ZERO) and size < len(digits):
                    digits[size] = data[at]
                    size += 1
        is_number[i] = all_digits >= _PHONE_LEAST
        state = _START
        for k in range(max(0, size - last), size):
            state = step(state, digits[k])
        found[i] = stir(state)
    return found, is_number


@kernel
def mark_sets(values: Hashes, starts: NDArray[np.int64]) -> Hashes:
    """Return the mark of every set."""
    marks = np.zeros(len(starts) - 1, dtype=np.uint64)
    for i in range(len(marks)):
        for k in range(starts[i], starts[i + 1]):
            marks[i] |= _ONE << (values[k] & _LOW_BITS)
    return marks


@kernel
def _is_word(letter: np.uint8) -> bool:
    return bool((_A <= letter <= _Z) or (_ZERO <= letter <= _NINE))


@kernel
def phrase_sets(
    data: NDArray[np.uint8], starts: NDArray[np.int64], least: int, least_together: int
) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the words of at least ``least`` letters of folded texts, and pairs and triples of words squeezed.

    Pairs and triples have at least ``least_together`` letters. Returns values and where each text's begin.
    """
    total = 0
    for i in range(len(starts) - 1):
        inside = False
        for at in range(starts[i], starts[i + 1]):
            word = _is_word(data[at])
            total += word and not inside
            inside = word
    values, limits = np.empty(3 * total, dtype=np.uint64), np.zeros(len(starts), dtype=np.int64)
    used = 0
    for i in range(len(starts) - 1):
        at, end = starts[i], starts[i + 1]
        while at < end:
            if not _is_word(data[at]) or (at > starts[i] and _is_word(data[at - 1])):
                at += 1
                continue
            state, size, here, joined = _START, 0, at, 0
            while here < end and joined < 3:
                if _is_word(data[here]):
                    state, size = step(state, data[here]), size + 1
                if _is_word(data[here]) and (here + 1 == end or not _is_word(data[here + 1])):
                    joined += 1
                    if size >= (least if joined == 1 else least_together):
                        values[used] = stir(state)
                        used += 1
                here += 1
            at += 1
        limits[i + 1] = used
    return values[:used].copy(), limits


@lean
def is_empty(sets: Sets, number: int) -> bool:
    """Whether set ``number`` holds nothing."""
    return bool(sets.starts[number] == sets.starts[number + 1])


@lean
def has(sets: Sets, number: int, value: np.uint64) -> bool:
    """Whether set ``number`` holds ``value``."""
    if not sets.marks[number] & (_ONE << (value & _LOW_BITS)):
        return False
    k, end = sets.starts[number], sets.starts[number + 1]
    while k < end and sets.values[k] != value:
        k += 1
    return bool(k < end)


@lean
def meet(left: Sets, one: int, right: Sets, other: int) -> int:
    """Return how many values of set ``one`` set ``other`` holds."""
    if not left.marks[one] & right.marks[other]:
        return 0
    count = 0
    for k in range(left.starts[one], left.starts[one + 1]):
        count += has(right, other, left.values[k])
    return count


@kernel
def shared_levels(left: Sets, right: Sets, li: Rows, ri: Rows, out: Levels) -> None:
    """Set 1 where two rows' sets have a value in common, 2 where both hold others, 0 where one holds none."""
    for p in range(len(li)):
        one, other = left.codes[li[p]], right.codes[ri[p]]
        if one and other and not is_empty(left, one) and not is_empty(right, other):
            out[p] = 1 if meet(left, one, right, other) else 2


@kernel
def shared_or_levels(
    left: Sets, right: Sets, next_left: Sets, next_right: Sets, li: Rows, ri: Rows, out: Levels
) -> None:
    """As ``shared_levels``, but 2 where the rows' second sets meet, and 3 where neither do."""
    for p in range(len(li)):
        one, other = left.codes[li[p]], right.codes[ri[p]]
        if not one or not other or is_empty(left, one) or is_empty(right, other):
            continue
        if meet(left, one, right, other):
            out[p] = 1
        else:
            out[p] = 2 if meet(next_left, next_left.codes[li[p]], next_right, next_right.codes[ri[p]]) else 3


@kernel
def account_levels(left: Sets, right: Sets, on_left: Sets, on_right: Sets, li: Rows, ri: Rows, out: Levels) -> None:
    """Set 1 where both name an account, 2 where they name others on one platform (``on_left``, ``on_right``)."""
    for p in range(len(li)):
        one, other = left.codes[li[p]], right.codes[ri[p]]
        if one and other and not is_empty(left, one) and not is_empty(right, other):
            if meet(left, one, right, other):
                out[p] = 1
            elif meet(on_left, on_left.codes[li[p]], on_right, on_right.codes[ri[p]]):
                out[p] = 2


@kernel
def table_levels(
    left: NDArray[np.int32], right: NDArray[np.int32], table: NDArray[np.uint8], li: Rows, ri: Rows, out: Levels
) -> None:
    """Look the level of every pair of codes up."""
    for p in range(len(li)):
        out[p] = table[left[li[p]], right[ri[p]]]


@kernel
def mark_used(left: NDArray[np.int32], right: NDArray[np.int32], used: NDArray[np.uint8], li: Rows, ri: Rows) -> None:
    """Mark every pair of codes that stands in some pair of rows."""
    for p in range(len(li)):
        used[left[li[p]], right[ri[p]]] = 1
