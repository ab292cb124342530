"""Looking up the keys of right records in the sorted keys of the left, and the distinct pairs that they give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Codes, Offsets
from .compile import kernel
from .keys import Hashes, stir

Counts = NDArray[np.int64]
_NOWHERE = np.int64(-1)


@kernel
def buckets(keys: Hashes, bits: int) -> Codes:
    """Return where the sorted keys with each value of their first ``bits`` bits begin, and the end."""
    found = np.zeros((1 << bits) + 1, dtype=np.int32)
    shift = np.uint64(64 - bits)
    for i in range(len(keys)):
        found[np.int64(keys[i] >> shift) + 1] += 1
    for i in range(1, len(found)):
        found[i] += found[i - 1]
    return found


@kernel
def place(keys: Hashes, starts: Codes, shift: np.uint64, key: np.uint64) -> np.int64:
    """Return the position of ``key`` among the sorted keys, or -1."""
    first = np.int64(key >> shift)
    for i in range(starts[first], starts[first + 1]):
        if keys[i] >= key:
            return np.int64(i) if keys[i] == key else _NOWHERE
    return _NOWHERE


@kernel
def places(keys: Hashes, starts: Codes, bits: int, wanted: Hashes) -> NDArray[np.int64]:
    """Return the position of each wanted key among the sorted keys, or -1."""
    found = np.empty(len(wanted), dtype=np.int64)
    for i in range(len(wanted)):
        found[i] = place(keys, starts, np.uint64(64 - bits), wanted[i])
    return found


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
def gather(
    first: int,
    last: int,
    right_starts: Offsets,
    right_keys: Hashes,
    right_rules: NDArray[np.uint8],
    part_starts: Offsets,
    parts: Hashes,
    keys: Hashes,
    starts: Codes,
    bits: int,
    ends: Offsets,
    rows: Codes,
    sizes: Codes,
    fine_keys: Hashes,
    fine_starts: Codes,
    fine_bits: int,
    fine_ends: Offsets,
    fine_rows: Codes,
    tally: Counts,
) -> tuple[Codes, Codes]:
    """Return the distinct pairs (left row, right row) of the right rows from ``first`` to ``last``, by right row.

    The left rows of key ``i`` are ``rows[ends[i] : ends[i + 1]]``; none, where ``sizes[i]`` says that it is oversized;
    then they are looked up by refined keys. ``tally[rule]`` is counted up: pairs, pairs refined to, pairs given up.
    """
    left_out = np.empty(1024, dtype=np.int32)
    right_out = np.empty(1024, dtype=np.int32)
    scratch = np.empty(1024, dtype=np.int32)
    shift, fine_shift = np.uint64(64 - bits), np.uint64(64 - fine_bits)
    used = 0
    for row in range(first, last):
        size = 0
        for k in range(right_starts[row], right_starts[row + 1]):
            at = place(keys, starts, shift, right_keys[k])
            if at < 0:
                continue
            count = ends[at + 1] - ends[at]
            if count > 0:
                while size + count > len(scratch):
                    scratch = np.concatenate((scratch, np.empty_like(scratch)))
                scratch[size : size + count] = rows[ends[at] : ends[at + 1]]
                size += count
                tally[right_rules[k], 0] += count
                continue
            kept = 0
            for p in range(part_starts[row], part_starts[row + 1]):
                fine = place(fine_keys, fine_starts, fine_shift, stir(right_keys[k] + parts[p]))
                if fine < 0:
                    continue
                count = fine_ends[fine + 1] - fine_ends[fine]
                while size + count > len(scratch):
                    scratch = np.concatenate((scratch, np.empty_like(scratch)))
                scratch[size : size + count] = fine_rows[fine_ends[fine] : fine_ends[fine + 1]]
                size += count
                kept += count
            tally[right_rules[k], 1] += kept
            tally[right_rules[k], 2] += max(sizes[at] - kept, 0)
        _sort(scratch, size)
        while used + size > len(left_out):
            left_out = np.concatenate((left_out, np.empty_like(left_out)))
            right_out = np.concatenate((right_out, np.empty_like(right_out)))
        for i in range(size):
            if i == 0 or scratch[i] != scratch[i - 1]:
                left_out[used] = scratch[i]
                right_out[used] = row
                used += 1
    return left_out[:used].copy(), right_out[:used].copy()
