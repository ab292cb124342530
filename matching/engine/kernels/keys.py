"""Keys as 64-bit numbers: what ``block`` writes as text, hashed; equal in memory, in files and in the database.

A value is hashed part by part (parts stand between ``|``): each part by FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv),
stirred by MurmurHash3's finaliser (Appleby, public domain), the parts added up, the rule's number stirred in. So the
key of a pair of names is two additions once the names are hashed, and the order of the parts does not matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Bytes, Offsets
from .compile import kernel, lean

Hashes = NDArray[np.uint64]
START = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_FIRST = np.uint64(0xFF51AFD7ED558CCD)
_SECOND = np.uint64(0xC4CEB9FE1A85EC53)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(33)
_BAR, _A, _Z, _ZERO, _NINE, _AT, _DOT, _UPPER_A, _UPPER_Z = (np.uint8(ord(c)) for c in "|az09@.AZ")
# Refined Soundex (Apache Commons Codec, US English table): the class of each letter of the alphabet, vowels 0.
SOUND_CLASSES = "01360240043788015936020505"
_SOUNDS = np.frombuffer(SOUND_CLASSES.encode(), dtype=np.uint8)


@lean
def stir(value: np.uint64) -> np.uint64:
    """Spread every bit of ``value`` over all bits; one to one."""
    value ^= value >> _HALF
    value *= _FIRST
    value ^= value >> _HALF
    value *= _SECOND
    return value ^ (value >> _HALF)


@lean
def step(state: np.uint64, letter: np.uint8) -> np.uint64:
    """Take one more byte into an unstirred hash."""
    return (state ^ np.uint64(letter)) * _PRIME


@lean
def rule_key(rule: np.uint8, value: np.uint64) -> np.uint64:
    """Return the key of a value's hash under a rule's number."""
    return stir(value + np.uint64(rule) * _GOLDEN)


@kernel
def value_hashes(data: Bytes, starts: Offsets) -> Hashes:
    """Return the hash of every string, part by part."""
    found = np.zeros(len(starts) - 1, dtype=np.uint64)
    for i in range(len(found)):
        state = START
        for at in range(starts[i], starts[i + 1]):
            if data[at] == _BAR:
                found[i] += stir(state)
                state = START
            else:
                state = step(state, data[at])
        found[i] += stir(state)
    return found


@lean
def text_hash(data: Bytes, first: int, last: int) -> np.uint64:
    """Return the hash of the letters from ``first`` to ``last``, which are one part."""
    state = START
    for at in range(first, last):
        state = step(state, data[at])
    return stir(state)


@lean
def letter_hash(letter: np.uint8) -> np.uint64:
    """Return the hash of one letter."""
    return stir(step(START, letter))


@lean
def sound_hash(data: Bytes, first: int, last: int) -> np.uint64:
    """Return the hash of the letters as they sound (see ``block.sound``)."""
    state = START
    before = np.uint8(0)
    for at in range(first, last):
        letter = data[at]
        code = letter
        if _A <= letter <= _Z:
            code = _SOUNDS[letter - _A]
        if code != before and (code != _ZERO or at == first):
            state = step(state, code)
        before = code
    return stir(state)


@kernel
def rule_keys(rules: NDArray[np.uint8], values: Hashes) -> Hashes:
    """Return the key of each value's hash under its rule."""
    found = np.empty(len(values), dtype=np.uint64)
    for i in range(len(found)):
        found[i] = rule_key(rules[i], values[i])
    return found


@kernel
def refined_keys(keys: Hashes, parts: Hashes) -> Hashes:
    """Return each key narrowed by the hash of what its record tells beside it."""
    found = np.empty(len(keys), dtype=np.uint64)
    for i in range(len(found)):
        found[i] = stir(keys[i] + parts[i])
    return found


@kernel
def squeezed_hashes(data: Bytes, starts: Offsets) -> tuple[Hashes, NDArray[np.int64]]:
    """Return, per ASCII string, the hash of its letters (in lower case) and digits up to an ``@``, and their number."""
    found, sizes = np.empty(len(starts) - 1, dtype=np.uint64), np.zeros(len(starts) - 1, dtype=np.int64)
    for i in range(len(found)):
        state = START
        for at in range(starts[i], starts[i + 1]):
            letter = data[at]
            if letter == _AT:
                break
            if _UPPER_A <= letter <= _UPPER_Z:
                letter += _A - _UPPER_A
            if _A <= letter <= _Z or _ZERO <= letter <= _NINE:
                state = step(state, letter)
                sizes[i] += 1
        found[i] = stir(state)
    return found, sizes


@kernel
def address_hashes(data: Bytes, starts: Offsets, dotless: NDArray[np.bool_]) -> Hashes:
    """Return the hash of each e-mail address; where ``dotless``, without dots before the ``@``."""
    found = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(found)):
        state, local = START, dotless[i]
        for at in range(starts[i], starts[i + 1]):
            local &= data[at] != _AT
            if not (local and data[at] == _DOT):
                state = step(state, data[at])
        found[i] = stir(state)
    return found


@kernel
def form_hashes(data: Bytes, starts: Offsets, size: int) -> tuple[Hashes, Hashes, Hashes]:
    """Return per form of a name its hash, that of its sound, and that of its first ``size`` letters if it is longer."""
    whole, sounds = np.empty(len(starts) - 1, dtype=np.uint64), np.empty(len(starts) - 1, dtype=np.uint64)
    prefixes = np.zeros(len(starts) - 1, dtype=np.uint64)
    for i in range(len(whole)):
        whole[i] = text_hash(data, starts[i], starts[i + 1])
        sounds[i] = sound_hash(data, starts[i], starts[i + 1])
        if starts[i + 1] - starts[i] > size:
            prefixes[i] = text_hash(data, starts[i], starts[i] + size)
    return whole, sounds, prefixes


@kernel
def by_row(rows: NDArray[np.int32], size: int) -> tuple[Offsets, NDArray[np.int64]]:
    """Return where the entries of each of ``size`` rows begin, and the order that brings rows together, stably."""
    starts = np.zeros(size + 1, dtype=np.int64)
    for row in rows:
        starts[row + 1] += 1
    for row in range(size):
        starts[row + 1] += starts[row]
    to, order = starts[:-1].copy(), np.empty(len(rows), dtype=np.int64)
    for i in range(len(rows)):
        order[to[rows[i]]] = i
        to[rows[i]] += 1
    return starts, order


@kernel
def distinct_by_row(
    rows: NDArray[np.int32], values: Hashes, flags: NDArray[np.bool_], size: int
) -> tuple[Offsets, Hashes, NDArray[np.int32]]:
    """Return where each row's values begin, the distinct values of each row in order, and how many are flagged."""
    begun, order = by_row(rows, size)
    starts, found, flagged = np.zeros(size + 1, dtype=np.int64), np.empty_like(values), np.zeros(size, dtype=np.int32)
    used = 0
    for row in range(size):
        for k in range(begun[row], begun[row + 1]):
            value, fresh = values[order[k]], True
            for i in range(starts[row], used):
                fresh &= found[i] != value
            if fresh:
                found[used] = value
                flagged[row] += flags[order[k]]
                used += 1
        starts[row + 1] = used
    return starts, found[:used].copy(), flagged
