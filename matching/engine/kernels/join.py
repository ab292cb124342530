"""Looking up the keys of right records in the sorted keys of the left, and the distinct pairs that they give."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Codes, Offsets
from .compile import kernel, lean
from .keys import Hashes, stir

Counts = NDArray[np.int64]
Rows = NDArray[np.int64]
_NOWHERE = np.int64(-1)
_ONE, _SIX, _LOW, _ELEVEN = np.uint64(1), np.uint64(6), np.uint64(63), np.uint64(2047)


class Found(NamedTuple):
    """Sorted distinct keys, found by their first bits: those that begin with ``b`` stand from ``starts[b]`` on.

    ``marks`` is a table of bits, sixteen a key, that tells most of what is not there by one look.
    """

    keys: Hashes
    starts: Codes
    shift: np.uint64
    marks: Hashes
    mark_shift: np.uint64


@kernel
def starts_by_bits(keys: Hashes, bits: int) -> Codes:
    """Return where the sorted keys with each value of their first ``bits`` bits begin, and the end."""
    found = np.zeros((1 << bits) + 1, dtype=np.int32)
    shift = np.uint64(64 - bits)
    for i in range(len(keys)):
        found[np.int64(keys[i] >> shift) + 1] += 1
    for i in range(1, len(found)):
        found[i] += found[i - 1]
    return found


@kernel
def marks_by_bits(keys: Hashes, bits: int) -> Hashes:
    """Return a table with a bit set for the first ``bits`` bits of every key."""
    found = np.zeros(max(1 << bits >> 6, 1), dtype=np.uint64)
    shift = np.uint64(64 - bits)
    for i in range(len(keys)):
        bit = keys[i] >> shift
        found[np.int64(bit >> _SIX)] |= _ONE << (bit & _LOW)
    return found


@lean
def has(found: Found, key: np.uint64) -> bool:
    """Whether ``key`` may be among the keys; false is sure."""
    bit = key >> found.mark_shift
    return bool((found.marks[np.int64(bit >> _SIX)] >> (bit & _LOW)) & _ONE)


@lean
def place(found: Found, key: np.uint64) -> np.int64:
    """Return the position of ``key`` among the sorted keys, or -1."""
    first = np.int64(key >> found.shift)
    for i in range(found.starts[first], found.starts[first + 1]):
        if found.keys[i] >= key:
            return np.int64(i) if found.keys[i] == key else _NOWHERE
    return _NOWHERE


@kernel
def _sort(values: Codes, size: int) -> None:
    """Sort the first ``size`` values: by insertion where they are few, in heap order where they are many."""
    if size <= 64:
        for i in range(1, size):
            held, j = values[i], i - 1
            while j >= 0 and values[j] > held:
                values[j + 1] = values[j]
                j -= 1
            values[j + 1] = held
    else:
        values[:size].sort()


@kernel
def likely(found: Found, wanted: Hashes) -> NDArray[np.bool_]:
    """Return which wanted keys may be there."""
    there = np.empty(len(wanted), dtype=np.bool_)
    for i in range(len(wanted)):
        there[i] = has(found, wanted[i])
    return there


class Posted(NamedTuple):
    """The left rows of key ``i`` of ``found`` are ``rows[ends[i] : ends[i + 1]]``; an oversized key has none.

    ``sizes`` counts the rows that each would have, where that is asked for.
    """

    found: Found
    ends: Codes
    rows: Codes
    sizes: Codes


class Wanted(NamedTuple):
    """The keys of right row ``i`` stand from ``starts[i]`` on, its refiners from ``part_starts[i]`` on.

    The first ``lettered[i]`` of these are initials, which refine some rules only (``initials`` by rule).
    """

    starts: Offsets
    keys: Hashes
    rules: NDArray[np.uint8]
    part_starts: Offsets
    parts: Hashes
    lettered: Codes
    initials: NDArray[np.bool_]


@kernel
def _longer(held: Codes, size: int) -> Codes:
    """Return the array with room for ``size`` values."""
    room = np.empty(max(2 * len(held), size), dtype=np.int32)
    room[: len(held)] = held
    return room


@lean
def _look_up(row: int, wanted: Wanted, plain: Posted, fine: Posted, spots: Rows, keyed: Rows) -> int:
    """Find the keys of a row, and refined ones for those that are oversized; return how many there are.

    ``spots`` are positions, those among the refined ones after all others; ``keyed`` says by which of the row's keys.
    """
    begun, found = wanted.starts[row], 0
    count = wanted.starts[row + 1] - begun
    # All keys of a row at once: looks into memory do not wait for one another so.
    for k in range(count):
        keyed[k] = place(plain.found, wanted.keys[begun + k])
    for k in range(count):
        at = keyed[k]
        if at >= 0:
            keyed[found], spots[found] = k, at
            found += 1
    for f in range(found):
        at, key, rule = spots[f], wanted.keys[begun + keyed[f]], wanted.rules[begun + keyed[f]]
        if plain.ends[at + 1] > plain.ends[at]:
            continue
        start = wanted.part_starts[row] + (0 if wanted.initials[rule] else wanted.lettered[row])
        for p in range(start, wanted.part_starts[row + 1]):
            narrow = stir(key + wanted.parts[p])
            spot = place(fine.found, narrow) if has(fine.found, narrow) else _NOWHERE
            if spot >= 0:
                keyed[found], spots[found] = keyed[f], spot + len(plain.found.keys)
                found += 1
    return found


@lean
def _put(scratch: Codes, size: int, posted: Posted, at: int) -> int:
    """Add the rows of a key to those gathered so far, for which there is room."""
    for i in range(posted.ends[at], posted.ends[at + 1]):
        scratch[size] = posted.rows[i]
        size += 1
    return size


@lean
def _size(posted: Posted, at: int) -> int:
    return np.int64(posted.ends[at + 1]) - np.int64(posted.ends[at])  # type: ignore[return-value]


@kernel
def gather(first: int, last: int, wanted: Wanted, plain: Posted, fine: Posted, tally: Counts) -> tuple[Codes, Codes]:
    """Return the distinct pairs (left row, right row) of the right rows from ``first`` to ``last``, by right row.

    A key that is oversized on the left is looked up in ``fine``, refined by each of the row's refiners.
    ``tally[rule]`` is counted up: pairs, pairs refined to, pairs given up.
    """
    left_out, right_out = np.empty(1 << 16, dtype=np.int32), np.empty(1 << 16, dtype=np.int32)
    scratch = np.empty(1024, dtype=np.int32)
    spots, keyed, refined = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024, np.int64)
    used, plain_keys = 0, len(plain.found.keys)
    for row in range(first, last):
        begun = wanted.starts[row]
        most = wanted.starts[row + 1] - begun
        most *= 1 + wanted.part_starts[row + 1] - wanted.part_starts[row]
        if most > len(spots):
            spots, keyed, refined = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
        found, size = _look_up(row, wanted, plain, fine, spots, keyed), 0
        for f in range(found):
            refined[keyed[f]], at = 0, spots[f]
            size += _size(plain, at) if at < plain_keys else _size(fine, at - plain_keys)
        if size > len(scratch):
            scratch = np.empty(2 * size, dtype=np.int32)
        if used + size > len(left_out):
            left_out, right_out = _longer(left_out, used + size), _longer(right_out, used + size)
        size = 0
        for f in range(found):
            before, at, rule = size, spots[f], wanted.rules[begun + keyed[f]]
            if at < plain_keys:
                size = _put(scratch, size, plain, at)
                tally[rule, 0] += size - before
            else:
                size = _put(scratch, size, fine, at - plain_keys)
                tally[rule, 1] += size - before
                refined[keyed[f]] += size - before
        for f in range(found):
            if spots[f] < plain_keys and not _size(plain, spots[f]):
                given_up = plain.sizes[spots[f]] - refined[keyed[f]]
                tally[wanted.rules[begun + keyed[f]], 2] += max(given_up, 0)
        _sort(scratch, size)
        for i in range(size):
            if i == 0 or scratch[i] != scratch[i - 1]:
                left_out[used], right_out[used] = scratch[i], row
                used += 1
    return left_out[:used].copy(), right_out[:used].copy()


@kernel
def partition(
    keys: Hashes, rows: Codes, rules: NDArray[np.uint8], bits: int
) -> tuple[Offsets, Hashes, Codes, NDArray[np.uint8]]:
    """Return keys, rows and rules in order of the keys' first ``bits`` bits, and where each value of these begins."""
    ends = np.zeros((1 << bits) + 1, dtype=np.int64)
    shift = np.uint64(64 - bits)
    for i in range(len(keys)):
        ends[np.int64(keys[i] >> shift) + 1] += 1
    for b in range(1, len(ends)):
        ends[b] += ends[b - 1]
    to = ends[:-1].copy()
    key_out, row_out, rule_out = np.empty_like(keys), np.empty_like(rows), np.empty_like(rules)
    for i in range(len(keys)):
        b = int(keys[i] >> shift)
        key_out[to[b]], row_out[to[b]], rule_out[to[b]] = keys[i], rows[i], rules[i]
        to[b] += 1
    return ends, key_out, row_out, rule_out


@kernel
def sort_stretch(keys: Hashes, rows: Codes, rules: NDArray[np.uint8], first: int, last: int, skip: int) -> None:
    """Sort a stretch by key, in place and stably; all its keys agree in their first ``skip`` bits.

    By two rounds of 11 bits, then by insertion what few still stand wrong.
    """
    size = last - first
    one_key, one_row, one_rule = keys[first:last].copy(), rows[first:last].copy(), rules[first:last].copy()
    two_key, two_row, two_rule = np.empty_like(one_key), np.empty_like(one_row), np.empty_like(one_rule)
    for turn in range(2):
        shift = np.uint64(64 - skip - 22 + 11 * turn)
        to = np.zeros(2049, dtype=np.int64)
        for i in range(size):
            to[np.int64((one_key[i] >> shift) & _ELEVEN) + 1] += 1
        for b in range(1, 2049):
            to[b] += to[b - 1]
        for i in range(size):
            b = int((one_key[i] >> shift) & _ELEVEN)
            two_key[to[b]], two_row[to[b]], two_rule[to[b]] = one_key[i], one_row[i], one_rule[i]
            to[b] += 1
        one_key, two_key, one_row, two_row, one_rule, two_rule = two_key, one_key, two_row, one_row, two_rule, one_rule
    for i in range(1, size):
        key, row, rule, j = one_key[i], one_row[i], one_rule[i], i - 1
        while j >= 0 and one_key[j] > key:
            one_key[j + 1], one_row[j + 1], one_rule[j + 1] = one_key[j], one_row[j], one_rule[j]
            j -= 1
        one_key[j + 1], one_row[j + 1], one_rule[j + 1] = key, row, rule
    keys[first:last], rows[first:last], rules[first:last] = one_key, one_row, one_rule


@kernel
def post(
    keys: Hashes, rows: Codes, rules: NDArray[np.uint8], first: int, last: int, caps: Counts
) -> tuple[Hashes, Codes, Codes, Codes, NDArray[np.uint8]]:
    """Return of a sorted stretch: the distinct keys, how many rows each has, how many it keeps, the rows kept, rules.

    A key with more distinct rows than ``caps[rule]`` keeps none.
    """
    key_out, sizes = np.empty(last - first, dtype=np.uint64), np.empty(last - first, dtype=np.int32)
    kept, row_out = np.empty(last - first, dtype=np.int32), np.empty(last - first, dtype=np.int32)
    rule_out = np.empty(last - first, dtype=np.uint8)
    used, count, at = 0, 0, first
    while at < last:
        key, begun, size = keys[at], count, 0
        while at < last and keys[at] == key:
            if size == 0 or row_out[count - 1] != rows[at]:
                row_out[count] = rows[at]
                count += 1
                size += 1
            rule_out[used] = rules[at]
            at += 1
        if size > caps[rule_out[used]]:
            count = begun
        key_out[used], sizes[used], kept[used] = key, size, count - begun
        used += 1
    return (
        key_out[:used].copy(),
        sizes[:used].copy(),
        kept[:used].copy(),
        row_out[:count].copy(),
        rule_out[:used].copy(),
    )


@kernel
def without_rows(keys: Hashes, posted: Posted) -> NDArray[np.bool_]:
    """Return which keys, all of which are there, keep no rows."""
    found = np.empty(len(keys), dtype=np.bool_)
    for i in range(len(keys)):
        at = place(posted.found, keys[i])
        found[i] = posted.ends[at + 1] == posted.ends[at]
    return found


@kernel
def refine(
    rows: Codes,
    keys: Hashes,
    rules: NDArray[np.uint8],
    part_starts: Offsets,
    parts: Hashes,
    lettered: Codes,
    initials: NDArray[np.bool_],
    bits: int,
    stretch: int,
) -> tuple[Hashes, Codes, NDArray[np.uint8]]:
    """Return (key, row, rule) of oversized keys of rows, refined by each of the row's refiners (see ``Wanted``).

    Only those whose first ``bits`` bits are ``stretch``: all at once are many times more than the keys themselves.
    """
    shift, mine, total = np.uint64(63 - bits), np.uint64(stretch), 0
    for i in range(len(rows)):
        start = part_starts[rows[i]] + (0 if initials[rules[i]] else lettered[rows[i]])
        for p in range(start, part_starts[rows[i] + 1]):
            total += (stir(keys[i] + parts[p]) >> shift >> _ONE) == mine
    key_out, row_out = np.empty(total, dtype=np.uint64), np.empty(total, dtype=np.int32)
    rule_out = np.empty(total, dtype=np.uint8)
    used = 0
    for i in range(len(rows)):
        start = part_starts[rows[i]] + (0 if initials[rules[i]] else lettered[rows[i]])
        for p in range(start, part_starts[rows[i] + 1]):
            key = stir(keys[i] + parts[p])
            if (key >> shift >> _ONE) == mine:
                key_out[used], row_out[used], rule_out[used] = key, rows[i], rules[i]
                used += 1
    return key_out, row_out, rule_out
