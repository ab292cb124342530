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


class NameForms(NamedTuple):
    """``NameColumns`` packed for matching: what is read of one person lies together, for memory is far away.

    ``rows`` has a row a person (``GIVEN_AT`` and so on); ``given`` and ``family`` hold the distinct parts, each a
    stretch of words that begins at the place which the row names:

    * the number of its forms (16 bits), of its short strings (16 bits), and the letters that families begin with (at
      most four of 8 bits, 0 for none);
    * the letters that single-letter words may stand for, as bits;
    * two words a form: its first eight letters, the first one lowest; its size (16 bits), its row in ``Rules.lists``
      (16 bits) and its number (32 bits);
    * one word a short string: strings of initials (given) or tails (family), of one to eight letters.

    ``letters`` and ``starts`` hold the forms by number.
    """

    rows: NDArray[np.int32]
    given: NDArray[np.uint64]
    family: NDArray[np.uint64]
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]


# Columns of ``NameForms.rows``; those after the first two belong to kernels/naming.py.
GIVEN_AT, FAMILY_AT, BORN, PLACE_AT, LABELS_AT, LABELS = range(6)
ROW_SIZE = 8
# Words before a part's first form.
HEADER = 2


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
        np.zeros(2, dtype=np.int64),
        np.full(_ROOM, -1, dtype=np.int16),
        np.zeros(_STRETCHES, dtype=np.int16),
        np.zeros(_STRETCHES, dtype=np.int8),
        np.zeros(_STRETCHES, dtype=np.uint8),
    )


@lean
def letter_bit(letter: int) -> int:
    """Return the place of a letter or digit among the letters of ``NameForms``."""
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
def forms_of(part: NDArray[np.uint64], at: int) -> int:
    """Return how many forms the part at ``at`` has."""
    return whole(part[at] & np.uint64(0xFFFF))


@lean
def size_of(form: np.uint64) -> int:
    """Return the size of a form by its second word."""
    return whole(form & np.uint64(0xFFFF))


@lean
def rule_of(form: np.uint64) -> int:
    """Return the row in ``Rules.lists`` of a form by its second word."""
    return whole((form >> np.uint64(16)) & np.uint64(0xFFFF))


@lean
def number_of(form: np.uint64) -> int:
    """Return the number of a form by its second word."""
    return whole(form >> np.uint64(32))


@lean
def _shorts(part: NDArray[np.uint64], at: int) -> tuple[int, int]:
    """Return where the short strings of a part begin and end."""
    first = at + HEADER + 2 * forms_of(part, at)
    return first, first + whole((part[at] >> np.uint64(16)) & np.uint64(0xFFFF))


@lean
def _letters_in(short: np.uint64) -> int:
    many = 1
    while many < _HEAD and short >> np.uint64(8 * many) != np.uint64(0):
        many += 1
    return many


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
    initial, least = rules.settings[INITIAL_KIND], rules.settings[INITIALS_LEAST]
    first, last = _shorts(names.given, given)
    for k in range(first, last):
        letters = names.given[k]
        many = _letters_in(letters)
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
    begin = family + HEADER
    for k in range(begin, begin + 2 * forms_of(part, family), 2):
        head, size = part[k], size_of(part[k + 1])
        one = size == 1
        low, high = whole(head & np.uint64(255)), whole((head >> np.uint64(8)) & np.uint64(255))
        p = whole(text.first1[low & 31] if one else text.first2[pair_slot(low, high)])
        while p >= 0:
            same = _shared(text.window[p], head, size)
            rule = rules.lists[rule_of(part[k + 1])]
            if rule[PREFIX_LEAST]:
                for many in range(rule[PREFIX_LEAST], min(same, rule[PREFIX_MOST], size - 1) + 1):
                    _add(text, rules, found, p, p + many, rule[PREFIX_FAMILY], rule[PREFIX_GIVEN])
            if same == min(size, _HEAD) and (size <= _HEAD or _whole(text, names, number_of(part[k + 1]), size, p)):
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
    first, last = _shorts(names.given, given)
    for k in range(first, last):
        many = _letters_in(names.given[k]) - 1
        if many < 1 or end - start + many < rule[THEN_MIDDLE]:
            continue
        mask = ~np.uint64(0) >> np.uint64(64 - 8 * many)
        if text.window[end] & mask == names.given[k] >> np.uint64(8):
            _add(text, rules, found, start, end + many, rule[FAMILY], rule[GIVEN])


@lean
def _find_given(text: Opened, rules: Rules, names: NameForms, given: int, family: int, found: Found) -> None:
    part, firsts = names.given, names.family[family] >> np.uint64(32)
    initial = rules.settings[INITIAL_KIND]
    begin = given + HEADER
    for k in range(begin, begin + 2 * forms_of(part, given), 2):
        head, size = part[k], size_of(part[k + 1])
        one = size == 1
        low, high = whole(head & np.uint64(255)), whole((head >> np.uint64(8)) & np.uint64(255))
        p = whole(text.first1[low & 31] if one else text.first2[pair_slot(low, high)])
        while p >= 0:
            same = _shared(text.window[p], head, size)
            rule = rules.lists[rule_of(part[k + 1])]
            if rule[PREFIX_LEAST]:
                for many in range(rule[PREFIX_LEAST], min(same, rule[PREFIX_MOST], size - 1) + 1):
                    _add(text, rules, found, p, p + many, rule[PREFIX_FAMILY], rule[PREFIX_GIVEN])
            if same == min(size, _HEAD) and (size <= _HEAD or _whole(text, names, number_of(part[k + 1]), size, p)):
                if size >= rule[LEAST]:
                    _add(text, rules, found, p, p + size, rule[FAMILY], rule[GIVEN])
                if rule[THEN_MIDDLE]:
                    _with_middle(text, rules, names, given, found, p, p + size, rule)
                for i in range(4):
                    letter = whole((firsts >> np.uint64(8 * i)) & np.uint64(255))
                    if letter == 0:
                        break
                    if rule[THEN_INITIAL] and text.letters[p + size] == letter and size + 1 >= rule[THEN_INITIAL]:
                        _add(text, rules, found, p, p + size + 1, initial, rule[GIVEN])
                    if rule[INITIAL_THEN] and p and text.letters[p - 1] == letter and size + 1 >= rule[INITIAL_THEN]:
                        _add(text, rules, found, p - 1, p + size, initial, rule[GIVEN])
            p = whole(text.next1[p] if one else text.next2[p])


@lean
def _find_acronyms(text: Opened, rules: Rules, names: NameForms, given: int, family: int, found: Found) -> None:
    least, initial = rules.settings[ACRONYM_LEAST], rules.settings[INITIAL_KIND]
    first, last = _shorts(names.given, given)
    first_tail, last_tail = _shorts(names.family, family)
    for k in range(first, last):
        letters = names.given[k]
        many = _letters_in(letters)
        mask = ~np.uint64(0) >> np.uint64(64 - 8 * many)
        p = whole(text.first1[whole(letters & np.uint64(31))])
        while p >= 0:
            if text.window[p] & mask == letters:
                for j in range(first_tail, last_tail):
                    tail = names.family[j]
                    more = _letters_in(tail)
                    tail_mask = ~np.uint64(0) >> np.uint64(64 - 8 * more)
                    if many + more >= least and text.window[p + many] & tail_mask == tail:
                        _add(text, rules, found, p, p + many + more, initial, initial)
            p = whole(text.next1[p])


@lean
def find(text: Opened, rules: Rules, names: NameForms, row: int, found: Found) -> None:
    """Gather in ``found`` every stretch of ``text`` that the names of ``row`` explain."""
    if found.total[0]:
        found.total[0] = 0
        found.first[:] = -1
    given, family = whole(names.rows[row, GIVEN_AT]), whole(names.rows[row, FAMILY_AT])
    _find_family(text, rules, names, given, family, found)
    _find_given(text, rules, names, given, family, found)
    _find_acronyms(text, rules, names, given, family, found)
    initial = rules.settings[INITIAL_KIND]
    for i in range(text.size[SINGLES]):
        p = whole(text.singles[i])
        bit = letter_bit(whole(text.letters[p]))
        if (names.family[family + 1] >> np.uint64(bit)) & np.uint64(1):
            _add(text, rules, found, p, p + 1, initial, 0)
        elif (names.given[given + 1] >> np.uint64(bit)) & np.uint64(1):
            _add(text, rules, found, p, p + 1, 0, initial)


__all__ = ["LETTER", "SPLIT", "Found", "NameForms", "Rules", "find", "nothing_found"]
