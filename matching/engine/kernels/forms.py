"""Finding what a person's names leave in a text: every stretch that one of the names' forms explains, and how well."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean, whole
from .text import LENGTH, SINGLES, SPLIT, STRICT, Opened, pair_slot

# Columns of a rule about the forms of one list, as handles/items.py declares them.
(
    FAMILY,
    GIVEN,
    LEAST,
    PREFIX_LEAST,
    PREFIX_MOST,
    PREFIX_FAMILY,
    PREFIX_GIVEN,
    INITIALS,
    THEN_INITIAL,
    INITIAL_THEN,
    THEN_MIDDLE,
    SLIP,
) = range(12)
# Places in the settings that are not about one list.
(
    LONGEST,
    ACRONYM_LEAST,
    INITIAL_KIND,
    INITIALS_LEAST,
    WORD_COST,
    OFF_BOUND_COST,
    SCRAP,
    SCRAP_FAMILY,
    SCRAP_GIVEN_LOW,
    SCRAP_GIVEN_HIGH,
    KNOWN_WORTH,
    KNOWN_COST,
    DIGIT_WORTH,
    LEAST_SLIP,
    SURE,
) = range(15)
#: Worth of one letter; all worths and costs are hundredths of a letter.
LETTER = 100
_ROOM = 64
_STRETCHES = 2048
_HEAD = 8


class Rules(NamedTuple):
    """What handles/items.py declares: ``lists`` per list of forms, ``settings``, and the worth of each kind."""

    lists: NDArray[np.int32]
    settings: NDArray[np.int32]
    family_worth: NDArray[np.int32]
    given_worth: NDArray[np.int32]


class Part(NamedTuple):
    """The forms of distinct given or family parts: those of part ``i`` are ``starts[i]`` to ``starts[i + 1]``.

    ``head`` holds a form's first eight letters, the first one lowest; ``rule`` its row in ``Rules.lists``; ``form`` its
    number. ``letters`` are the letters that single-letter words may stand for, as bits. ``short`` are strings of
    initials (given) or tails (family), at most eight letters, with their own ``short_starts``; ``first`` the letters
    that families begin with (at most four, 0 for none).
    """

    starts: NDArray[np.int64]
    head: NDArray[np.uint64]
    size: NDArray[np.int32]
    rule: NDArray[np.uint8]
    form: NDArray[np.int32]
    letters: NDArray[np.int64]
    short_starts: NDArray[np.int64]
    short: NDArray[np.uint64]
    short_size: NDArray[np.uint8]
    first: NDArray[np.uint8]


class NameForms(NamedTuple):
    """``NameColumns`` packed for matching."""

    given_part: NDArray[np.int32]
    family_part: NDArray[np.int32]
    given: Part
    family: Part
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]


class Found(NamedTuple):
    """The stretches found in one text, in chains by their end. ``key`` orders kinds: the sum of both, then family."""

    total: NDArray[np.int64]
    first: NDArray[np.int16]
    next: NDArray[np.int16]
    start: NDArray[np.int8]
    key: NDArray[np.uint8]


def nothing_found() -> Found:
    """Return room for the stretches of one text."""
    return Found(
        np.zeros(1, dtype=np.int64),
        np.full(_ROOM, -1, dtype=np.int16),
        np.zeros(_STRETCHES, dtype=np.int16),
        np.zeros(_STRETCHES, dtype=np.int8),
        np.zeros(_STRETCHES, dtype=np.uint8),
    )


@lean
def letter_bit(letter: int) -> int:
    """Return the place of a letter or digit in ``Part.letters``."""
    return letter - 97 if letter >= 97 else letter - 22


@kernel
def letter_bits(
    heads: NDArray[np.uint64], which: NDArray[np.int32], starts: NDArray[np.int64], every: bool
) -> NDArray[np.int64]:
    """Return per list of strings, numbered by ``which``, their first letters as bits; with ``every`` all letters."""
    bits = np.zeros(len(starts) - 1, dtype=np.int64)
    for row in range(len(bits)):
        for k in range(starts[row], starts[row + 1]):
            left = heads[which[k]]
            while left != np.uint64(0):
                bits[row] |= 1 << letter_bit(whole(left & np.uint64(255)))
                left = left >> np.uint64(8) if every else np.uint64(0)
    return bits


@lean
def _add(text: Opened, rules: Rules, found: Found, start: int, end: int, family: int, given: int) -> None:
    """Note that a name of these kinds covers a stretch; of two meanings the stronger one stays."""
    aligned = text.at_bound[start] and text.at_bound[end]
    if not aligned and (text.size[STRICT] or end - start == 1):
        return
    if end - start > rules.settings[LONGEST]:
        return
    key = (family + given) * 8 + family
    k = whole(found.first[end])
    while k >= 0:
        if found.start[k] == start:
            if key > found.key[k]:
                found.key[k] = key
            return
        k = whole(found.next[k])
    k = found.total[0]
    found.total[0] = k + 1
    found.start[k], found.key[k] = start, key
    found.next[k] = found.first[end]
    found.first[end] = k


@lean
def _shared(window: np.uint64, head: np.uint64, size: int) -> int:
    """Return how many of the first letters (at most eight) are the same."""
    most = min(size, _HEAD)
    differ = window ^ head
    if differ == np.uint64(0):
        return most
    same = 0
    while same < most and differ & np.uint64(255) == np.uint64(0):
        differ >>= np.uint64(8)
        same += 1
    return same


@lean
def _whole(text: Opened, names: NameForms, form: int, size: int, at: int) -> bool:
    """Whether the letters after the eighth are the form's, too."""
    if at + size > text.size[LENGTH]:
        return False
    start = names.starts[form]
    i = _HEAD
    while i < size and text.letters[at + i] == names.letters[start + i]:
        i += 1
    return i == size


@lean
def _with_initials(
    text: Opened, rules: Rules, names: NameForms, given: int, found: Found, start: int, end: int, kind: int
) -> None:
    """Add the family form at a stretch together with initials of given names before or behind it."""
    size = end - start
    short = names.given
    initial, least = rules.settings[INITIAL_KIND], rules.settings[INITIALS_LEAST]
    for k in range(short.short_starts[given], short.short_starts[given + 1]):
        letters, many = short.short[k], whole(short.short_size[k])
        if size + many < least:
            continue
        mask = ~np.uint64(0) >> np.uint64(64 - 8 * many)
        if start >= many and text.window[start - many] & mask == letters:
            _add(text, rules, found, start - many, end, kind, initial)
        if many < size and text.window[end] & mask == letters:
            _add(text, rules, found, start, end + many, kind, initial)


@lean
def _find_family(text: Opened, rules: Rules, names: NameForms, given: int, family: int, found: Found) -> None:
    part = names.family
    for k in range(part.starts[family], part.starts[family + 1]):
        head, size = part.head[k], whole(part.size[k])
        one = size == 1
        low, high = whole(head & np.uint64(255)), whole((head >> np.uint64(8)) & np.uint64(255))
        p = whole(text.first1[low & 31] if one else text.first2[pair_slot(low, high)])
        while p >= 0:
            same = _shared(text.window[p], head, size)
            rule = rules.lists[part.rule[k]]
            if rule[PREFIX_LEAST]:
                for many in range(rule[PREFIX_LEAST], min(same, rule[PREFIX_MOST], size - 1) + 1):
                    _add(text, rules, found, p, p + many, rule[PREFIX_FAMILY], rule[PREFIX_GIVEN])
            if same == min(size, _HEAD) and (size <= _HEAD or _whole(text, names, part.form[k], size, p)):
                if size >= rule[LEAST]:
                    _add(text, rules, found, p, p + size, rule[FAMILY], rule[GIVEN])
                if rule[INITIALS]:
                    _with_initials(text, rules, names, given, found, p, p + size, rule[FAMILY])
            p = whole(text.next1[p] if one else text.next2[p])


@lean
def _with_middle(
    text: Opened,
    rules: Rules,
    names: NameForms,
    given: int,
    found: Found,
    start: int,
    end: int,
    rule: NDArray[np.int32],
) -> None:
    """Add the given form at a stretch together with the initials of further given names behind it."""
    short = names.given
    for k in range(short.short_starts[given], short.short_starts[given + 1]):
        many = whole(short.short_size[k]) - 1
        if many < 1 or end - start + many < rule[THEN_MIDDLE]:
            continue
        mask = ~np.uint64(0) >> np.uint64(64 - 8 * many)
        if text.window[end] & mask == short.short[k] >> np.uint64(8):
            _add(text, rules, found, start, end + many, rule[FAMILY], rule[GIVEN])


@lean
def _find_given(text: Opened, rules: Rules, names: NameForms, given: int, family: int, found: Found) -> None:
    part, firsts = names.given, names.family.first[family]
    initial = rules.settings[INITIAL_KIND]
    for k in range(part.starts[given], part.starts[given + 1]):
        head, size = part.head[k], whole(part.size[k])
        one = size == 1
        low, high = whole(head & np.uint64(255)), whole((head >> np.uint64(8)) & np.uint64(255))
        p = whole(text.first1[low & 31] if one else text.first2[pair_slot(low, high)])
        while p >= 0:
            same = _shared(text.window[p], head, size)
            rule = rules.lists[part.rule[k]]
            if rule[PREFIX_LEAST]:
                for many in range(rule[PREFIX_LEAST], min(same, rule[PREFIX_MOST], size - 1) + 1):
                    _add(text, rules, found, p, p + many, rule[PREFIX_FAMILY], rule[PREFIX_GIVEN])
            if same == min(size, _HEAD) and (size <= _HEAD or _whole(text, names, part.form[k], size, p)):
                if size >= rule[LEAST]:
                    _add(text, rules, found, p, p + size, rule[FAMILY], rule[GIVEN])
                if rule[THEN_MIDDLE]:
                    _with_middle(text, rules, names, given, found, p, p + size, rule)
                for i in range(4):
                    letter = firsts[i]
                    if letter == 0:
                        break
                    if rule[THEN_INITIAL] and text.letters[p + size] == letter and size + 1 >= rule[THEN_INITIAL]:
                        _add(text, rules, found, p, p + size + 1, initial, rule[GIVEN])
                    if rule[INITIAL_THEN] and p and text.letters[p - 1] == letter and size + 1 >= rule[INITIAL_THEN]:
                        _add(text, rules, found, p - 1, p + size, initial, rule[GIVEN])
            p = whole(text.next1[p] if one else text.next2[p])


@lean
def _find_acronyms(text: Opened, rules: Rules, names: NameForms, given: int, family: int, found: Found) -> None:
    heads, tails = names.given, names.family
    least, initial = rules.settings[ACRONYM_LEAST], rules.settings[INITIAL_KIND]
    for k in range(heads.short_starts[given], heads.short_starts[given + 1]):
        letters, many = heads.short[k], whole(heads.short_size[k])
        mask = ~np.uint64(0) >> np.uint64(64 - 8 * many)
        p = whole(text.first1[whole(letters & np.uint64(31))])
        while p >= 0:
            if text.window[p] & mask == letters:
                for j in range(tails.short_starts[family], tails.short_starts[family + 1]):
                    more = whole(tails.short_size[j])
                    tail_mask = ~np.uint64(0) >> np.uint64(64 - 8 * more)
                    if many + more >= least and text.window[p + many] & tail_mask == tails.short[j]:
                        _add(text, rules, found, p, p + many + more, initial, initial)
            p = whole(text.next1[p])


@lean
def find(text: Opened, rules: Rules, names: NameForms, row: int, found: Found) -> None:
    """Gather in ``found`` every stretch of ``text`` that the names of ``row`` explain."""
    if found.total[0]:
        found.total[0] = 0
        found.first[:] = -1
    given, family = whole(names.given_part[row]), whole(names.family_part[row])
    _find_family(text, rules, names, given, family, found)
    _find_given(text, rules, names, given, family, found)
    _find_acronyms(text, rules, names, given, family, found)
    initial = rules.settings[INITIAL_KIND]
    for i in range(text.size[SINGLES]):
        p = whole(text.singles[i])
        bit = letter_bit(whole(text.letters[p]))
        if (names.family.letters[family] >> bit) & 1:
            _add(text, rules, found, p, p + 1, initial, 0)
        elif (names.given.letters[given] >> bit) & 1:
            _add(text, rules, found, p, p + 1, 0, initial)


__all__ = ["LETTER", "SPLIT", "Found", "NameForms", "Part", "Rules", "find", "nothing_found"]
