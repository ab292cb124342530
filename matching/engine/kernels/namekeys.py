"""Keys of whole names, from names as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Codes, Offsets
from .compile import kernel, lean
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
    """What keys are made of: names as ``NameColumns`` has them, and hashes of each form.

    ``forms`` are of the whole form, ``sounds`` of how it sounds, ``prefixes`` of its first letters (0 where it has no
    more). ``bases`` (of ``base_ends``) are, per form, the hashes of the names that it is a nickname of.
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


@lean
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


@lean
def _letters(names: NameKeys, one: int, other: int) -> np.uint64:
    """Return the hash of two forms written one after the other."""
    state = np.uint64(0xCBF29CE484222325)
    for form in (one, other):
        for at in range(names.starts[form], names.starts[form + 1]):
            state = (state ^ np.uint64(names.data[at])) * np.uint64(0x100000001B3)
    return stir(state)


class Row(NamedTuple):
    """Scratch for one row: its family names (whole ones first) and given names, initials and tails as hashes."""

    families: Codes
    firsts: Codes
    initials: Hashes
    tails: Hashes


class Out(NamedTuple):
    """Keys gathered so far."""

    row: Codes
    key: Hashes
    rule: Bytes


@lean
def _put(out: Out, used: int, rule: np.uint8, value: np.uint64) -> int:
    out.key[used], out.rule[used] = rule_key(rule, value), rule
    return used + 1


@lean
def _first_letters(names: NameKeys, values: Codes, first: int, last: int, into: Hashes) -> int:
    """Gather the distinct first letters of forms, as hashes; return how many."""
    size = 0
    for at in range(first, last):
        into[size] = letter_hash(names.data[names.starts[values[at]]])
        fresh = True
        for i in range(size):
            fresh &= into[i] != into[size]
        size += fresh
    return size


@lean
def _whole_names(
    names: NameKeys, row: Row, many: int, count: int, letters: int, nicknames: bool, out: Out, used: int
) -> int:
    """Add keys of family names, alone, with given names and with initials."""
    for i in range(many):
        form = names.forms[row.families[i]]
        used = _put(out, used, _FAMILY, form)
        for j in range(count):
            first = row.firsts[j]
            used = _put(out, used, _NAME, names.forms[first] + form)
            if nicknames:
                for b in range(names.base_ends[first], names.base_ends[first + 1]):
                    used = _put(out, used, _NAME, names.bases[b] + form)
        for j in range(letters):
            used = _put(out, used, _INITIAL, row.initials[j] + form)
    return used


@lean
def _sounds(names: NameKeys, row: Row, whole: int, count: int, out: Out, used: int) -> int:
    """Add keys of how names sound."""
    for i in range(whole):
        family = row.families[i]
        end = letter_hash(names.data[names.starts[family]])
        used = _put(out, used, _SURNAME_SOUND, names.sounds[family])
        for j in range(count):
            opening = letter_hash(names.data[names.starts[row.firsts[j]]])
            used = _put(out, used, _SOUND, opening + names.sounds[family])
            used = _put(out, used, _GIVEN_SOUND, names.sounds[row.firsts[j]] + end)
    return used


@lean
def _traces(names: NameKeys, row: Row, many: int, count: int, ends: int, g: int, f: int, out: Out, used: int) -> int:
    """Add keys of what names leave in handles."""
    for i in range(many):
        if names.prefixes[row.families[i]] != 0:
            used = _put(out, used, _PREFIX, names.prefixes[row.families[i]])
    for j in range(count):
        used = _put(out, used, _GIVEN, names.forms[row.firsts[j]])
        for i in range(ends):
            used = _put(out, used, _TAIL, names.forms[row.firsts[j]] + row.tails[i])
    for at in range(names.middle_at[g], names.middle_at[g + 1]):
        form = names.middle[at]
        if names.starts[form + 1] - names.starts[form] >= _LEAST:
            used = _put(out, used, _GIVEN, names.forms[form])
    for i in range(names.initials_at[g], names.initials_at[g + 1]):
        for j in range(names.tails_at[f], names.tails_at[f + 1]):
            one, other = names.initials[i], names.tails[j]
            if names.starts[one + 1] - names.starts[one] + names.starts[other + 1] - names.starts[other] > 2:
                used = _put(out, used, _LETTERS, _letters(names, one, other))
    return used


@lean
def _read_row(names: NameKeys, row: Row, g: int, f: int) -> tuple[int, int, int]:
    """Gather the names that keys are made of: return how many whole family names, with parts, and given names."""
    at, end = names.family_at[f], names.family_at[f + 1]
    whole = _gathered(row.families, 0, names.family, at, min(end, at + _FAMILIES))
    at, end = names.parts_at[f], names.parts_at[f + 1]
    many = _gathered(row.families, whole, names.parts, at, min(end, at + _FAMILIES))
    at, end = names.given_at[g], names.given_at[g + 1]
    count = _gathered(row.firsts, 0, names.given, at, min(end, at + _FIRST))
    at, end = names.called_at[g], names.called_at[g + 1]
    return whole, many, _gathered(row.firsts, count, names.called, at, min(end, at + _CALLED))


@lean
def _room(names: NameKeys, row: Row, many: int, count: int, g: int, f: int) -> int:
    """Return how many keys a row may have at most."""
    bases = 0
    for i in range(count):
        bases += names.base_ends[row.firsts[i] + 1] - names.base_ends[row.firsts[i]]
    initials = names.initials_at[g + 1] - names.initials_at[g]
    tails = names.tails_at[f + 1] - names.tails_at[f]
    middle = names.middle_at[g + 1] - names.middle_at[g]
    return many * (6 + 5 * count + initials + bases) + 2 * count + initials * tails + middle


@kernel
def name_keys(
    names: NameKeys, first: int, last: int, traces: bool, people: bool, nicknames: bool
) -> tuple[Codes, Hashes, Bytes]:
    """Return (row, key, rule) of the names of rows ``first`` to ``last``; by row, doubles possible.

    ``traces`` adds what names leave in handles, ``people`` keys that only records of people use, ``nicknames`` the
    full names behind nicknames, by which a right record looks.
    """
    out = Out(np.empty(1 << 16, dtype=np.int32), np.empty(1 << 16, dtype=np.uint64), np.empty(1 << 16, dtype=np.uint8))
    row = Row(
        np.empty(_MOST, dtype=np.int32),
        np.empty(_MOST, dtype=np.int32),
        np.empty(256, dtype=np.uint64),
        np.empty(_MOST, dtype=np.uint64),
    )
    used = 0
    for number in range(first, last):
        g, f = names.given_part[number], names.family_part[number]
        whole, many, count = _read_row(names, row, g, f)
        while used + _room(names, row, many, count, g, f) > len(out.row):
            out = Out(
                np.concatenate((out.row, np.empty_like(out.row))),
                np.concatenate((out.key, np.empty_like(out.key))),
                np.concatenate((out.rule, np.empty_like(out.rule))),
            )
        begun = used
        letters = _first_letters(names, names.initials, names.initials_at[g], names.initials_at[g + 1], row.initials)
        used = _whole_names(names, row, many, count, letters, nicknames, out, used)
        if people:
            used = _sounds(names, row, whole, count, out, used)
        if traces:
            ends = _first_letters(names, row.families, 0, whole, row.tails)
            used = _traces(names, row, many, count, ends, g, f, out, used)
        out.row[begun:used] = number
    return out.row[:used].copy(), out.key[:used].copy(), out.rule[:used].copy()
