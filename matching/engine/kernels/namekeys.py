"""Keys of whole names, from names as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Codes, Offsets
from .compile import kernel
from .keys import Hashes, letter_hash, rule_key, stir
from .rules import NUMBERS

_NAME, _INITIAL, _SOUND, _GIVEN_SOUND, _FAMILY, _SURNAME_SOUND, _GIVEN, _TAIL, _LETTERS, _PREFIX = (
    np.uint8(NUMBERS[rule])
    for rule in (
        "name",
        "initial",
        "sound",
        "given_sound",
        "family",
        "surname_sound",
        "given",
        "tail",
        "letters",
        "prefix",
    )
)
_FAMILIES, _FIRST, _CALLED, _LEAST = 6, 4, 3, 4
_MOST = 32
Bytes = NDArray[np.uint8]


class NameKeys(NamedTuple):
    """What keys are made of: names as ``NameColumns`` has them, and per form its hash and the hashes of its sound,
    of its first letters (``prefix``, 0 where it is no longer), its first letter, and its length.

    ``bases`` (of ``base_ends``) are, per form, the hashes of the names that it is a nickname of.
    """

    given_part: Codes
    family_part: Codes
    given: Codes
    given_at: Offsets
    called: Codes
    called_at: Offsets
    middle: Codes
    middle_at: Offsets
    initials: Codes
    initials_at: Offsets
    family: Codes
    family_at: Offsets
    parts: Codes
    parts_at: Offsets
    tails: Codes
    tails_at: Offsets
    data: Bytes
    starts: Offsets
    forms: Hashes
    sounds: Hashes
    prefixes: Hashes
    bases: Hashes
    base_ends: Offsets


@kernel
def _gathered(into: Codes, size: int, values: Codes, first: int, last: int) -> int:
    """Add values that are not there yet; return the new size."""
    for at in range(first, last):
        fresh = True
        for i in range(size):
            if into[i] == values[at]:
                fresh = False
                break
        if fresh:
            into[size] = values[at]
            size += 1
    return size


@kernel
def _letters(names: NameKeys, one: int, other: int) -> np.uint64:
    """Return the hash of two forms written one after the other."""
    state = np.uint64(0xCBF29CE484222325)
    for form in (one, other):
        for at in range(names.starts[form], names.starts[form + 1]):
            state = (state ^ np.uint64(names.data[at])) * np.uint64(0x100000001B3)
    return stir(state)


@kernel
def name_keys(
    names: NameKeys, first: int, last: int, traces: bool, people: bool, nicknames: bool
) -> tuple[Codes, Hashes, Bytes]:
    """Return (row, key, rule) of the names of rows ``first`` to ``last``; by row, doubles possible.

    ``traces`` adds what names leave in handles, ``people`` keys that only records of people use, ``nicknames`` the
    full names behind nicknames, by which a right record looks.
    """
    size = 64 * 1024
    row_out, key_out = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint64)
    rule_out = np.empty(size, dtype=np.uint8)
    fams, firsts = np.empty(_MOST, dtype=np.int32), np.empty(_MOST, dtype=np.int32)
    tails, lead = np.empty(256, dtype=np.uint64), np.empty(256, dtype=np.uint64)
    used = 0
    for row in range(first, last):
        g, f = names.given_part[row], names.family_part[row]
        start = names.family_at[f]
        whole = _gathered(fams, 0, names.family, start, min(names.family_at[f + 1], start + _FAMILIES))
        start = names.parts_at[f]
        many = _gathered(fams, whole, names.parts, start, min(names.parts_at[f + 1], start + _FAMILIES))
        start = names.given_at[g]
        count = _gathered(firsts, 0, names.given, start, min(names.given_at[g + 1], start + _FIRST))
        start = names.called_at[g]
        count = _gathered(firsts, count, names.called, start, min(names.called_at[g + 1], start + _CALLED))
        letters = 0
        for at in range(names.initials_at[g], names.initials_at[g + 1]):
            lead[letters] = letter_hash(names.data[names.starts[names.initials[at]]])
            fresh = True
            for i in range(letters):
                fresh &= lead[i] != lead[letters]
            letters += fresh
        bases = 0
        for i in range(count):
            bases += names.base_ends[firsts[i] + 1] - names.base_ends[firsts[i]]
        acronyms = (names.initials_at[g + 1] - names.initials_at[g]) * (names.tails_at[f + 1] - names.tails_at[f])
        most = many * (2 + 2 * count + letters + bases) + 3 * whole * (count + 1) + 2 * count + acronyms + 16
        while used + most > len(row_out):
            row_out = np.concatenate((row_out, np.empty_like(row_out)))
            key_out = np.concatenate((key_out, np.empty_like(key_out)))
            rule_out = np.concatenate((rule_out, np.empty_like(rule_out)))
        begun = used
        for i in range(many):
            form = names.forms[fams[i]]
            key_out[used], rule_out[used] = rule_key(_FAMILY, form), _FAMILY
            used += 1
            for j in range(count):
                key_out[used], rule_out[used] = rule_key(_NAME, names.forms[firsts[j]] + form), _NAME
                used += 1
                if nicknames:
                    for b in range(names.base_ends[firsts[j]], names.base_ends[firsts[j] + 1]):
                        key_out[used], rule_out[used] = rule_key(_NAME, names.bases[b] + form), _NAME
                        used += 1
            for j in range(letters):
                key_out[used], rule_out[used] = rule_key(_INITIAL, lead[j] + form), _INITIAL
                used += 1
            if traces and names.prefixes[fams[i]] != 0:
                key_out[used], rule_out[used] = rule_key(_PREFIX, names.prefixes[fams[i]]), _PREFIX
                used += 1
        ends = 0
        for i in range(whole):
            sound = names.sounds[fams[i]]
            end = letter_hash(names.data[names.starts[fams[i]]])
            if people:
                key_out[used], rule_out[used] = rule_key(_SURNAME_SOUND, sound), _SURNAME_SOUND
                used += 1
                for j in range(count):
                    opening = letter_hash(names.data[names.starts[firsts[j]]])
                    key_out[used], rule_out[used] = rule_key(_SOUND, opening + sound), _SOUND
                    key_out[used + 1] = rule_key(_GIVEN_SOUND, names.sounds[firsts[j]] + end)
                    rule_out[used + 1] = _GIVEN_SOUND
                    used += 2
            fresh = True
            for j in range(ends):
                fresh &= tails[j] != end
            tails[ends] = end
            ends += fresh
        if traces:
            for j in range(count):
                key_out[used], rule_out[used] = rule_key(_GIVEN, names.forms[firsts[j]]), _GIVEN
                used += 1
                for i in range(ends):
                    key_out[used], rule_out[used] = rule_key(_TAIL, names.forms[firsts[j]] + tails[i]), _TAIL
                    used += 1
            for at in range(names.middle_at[g], names.middle_at[g + 1]):
                form_number = names.middle[at]
                if names.starts[form_number + 1] - names.starts[form_number] >= _LEAST:
                    key_out[used], rule_out[used] = rule_key(_GIVEN, names.forms[form_number]), _GIVEN
                    used += 1
            for i in range(names.initials_at[g], names.initials_at[g + 1]):
                for j in range(names.tails_at[f], names.tails_at[f + 1]):
                    one, other = names.initials[i], names.tails[j]
                    size_of = names.starts[one + 1] - names.starts[one] + names.starts[other + 1] - names.starts[other]
                    if size_of > 2:
                        key_out[used], rule_out[used] = rule_key(_LETTERS, _letters(names, one, other)), _LETTERS
                        used += 1
        row_out[begun:used] = row
    return row_out[:used].copy(), key_out[:used].copy(), rule_out[:used].copy()
