"""Levels of how a person's names, birth year, place and addresses explain a handle and a display name, per pair."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import lean, whole
from .forms import BORN, FAMILY_AT, GIVEN_AT, LABELS, LABELS_AT, PLACE_AT, NameForms, Rules
from .places import Places, place_level
from .segment import ALIGNED, BETWEEN, LOOSE, MATCHED, NUMBERS, Bench, Read, segment
from .slips import loosen
from .text import LENGTH, MAX_TEXT, ROW, SPLIT, Opened, Texts

# Columns of the levels, in the order of compare/naming.FAMILIES; BIO_NAME is read elsewhere.
(
    HANDLE_ALONE,
    HANDLE_WITH,
    HANDLE_SLUG,
    HANDLE_LEFT,
    SLUG_LEFT,
    HANDLE_CHARS,
    HANDLE_BOUNDS,
    DISPLAY,
    DISPLAY_LEFT,
    BIO_NAME,
    BIRTH_DIGITS,
    HANDLE_PLACE,
    LABEL,
) = range(13)
#: Figures that ``readings`` gives per pair, and the shape of the steps.
SUMS = 6
STEPS = (MAX_TEXT + 1, 2)
#: Words that a label takes.
LABEL_WORDS = 3
_GIVEN_KINDS = 6
# Levels of BIRTH_DIGITS, HANDLE_BOUNDS and LABEL.
_NO_YEAR, _YEAR, _SHORT_YEAR, _OTHER_YEAR = 1, 2, 3, 4
_ALIGNED, _INSIDE, _UNSPLIT = 1, 2, 3
_DIFFERS, _WITHIN, _EQUAL = 1, 2, 3
_FIRST_YEAR, _LAST_YEAR = 1920, 2015
_LEAST_LABEL, _MOST_AROUND = 6, 4
_WORD = 8
_WORD_BETWEEN = 7
#: Pairs whose people are fetched from memory at once.
AHEAD = 64


class Labels(NamedTuple):
    """Labels of people's own addresses; those of a person stand together from ``LABELS_AT`` of their row on.

    Three words each: the first eight letters, the first one lowest; the last eight, the last one highest; and where in
    ``letters`` it begins (40 bits) and its size.
    """

    words: NDArray[np.uint64]
    letters: NDArray[np.uint8]


class People(NamedTuple):
    """The left side: names (their rows tell birth years, 0 for unknown, too), places, and the labels of addresses."""

    names: NameForms
    places: Places
    labels: Labels


@lean
def _cell(family: int, given: int) -> int:
    return 1 + family * _GIVEN_KINDS + given


@lean
def _left_level(count: int, between: int) -> int:
    if between and count <= between:
        return _WORD_BETWEEN
    if count < 4:
        return 1 + count
    return 5 if count < 6 else 6


@lean
def _chars_level(count: int) -> int:
    level = 1
    for limit in (4, 6, 8, 11, 15):
        level += count >= limit
    return level


@lean
def _year(text: Opened, read: Read, born: int) -> int:
    """Return the level of BIRTH_DIGITS."""
    if born == 0:
        return 0
    short, other = False, False
    for i in range(read.sums[NUMBERS]):
        start, end = int(read.numbers[i, 0]), int(read.numbers[i, 1])
        if end - start != 4 and end - start != 2:
            continue
        value = 0
        for p in range(start, end):
            value = value * 10 + int(text.letters[p]) - 48
        if end - start == 2:
            short |= value == born % 100
        elif value == born:
            return _YEAR
        else:
            other |= _FIRST_YEAR <= value <= _LAST_YEAR
    return _SHORT_YEAR if short else (_OTHER_YEAR if other else _NO_YEAR)


@lean
def _at_edge(
    outer: NDArray[np.uint8], start: int, end: int, inner: NDArray[np.uint8], inner_start: int, inner_end: int
) -> bool:
    """Whether one stretch of letters opens or ends another, with few letters over."""
    size, over = inner_end - inner_start, (end - start) - (inner_end - inner_start)
    if size < _LEAST_LABEL or over > _MOST_AROUND or over < 0:
        return False
    i = 0
    while i < size and outer[start + i] == inner[inner_start + i]:
        i += 1
    if i == size:
        return True
    i = 0
    while i < size and outer[start + over + i] == inner[inner_start + i]:
        i += 1
    return bool(i == size)


@lean
def _outer(head: np.uint64, tail: np.uint64, other_head: np.uint64, other_tail: np.uint64, size: int) -> bool:
    """Whether two words may open or close alike, by at most eight letters of the ``size`` of the shorter one."""
    over = np.uint64(8 * (_WORD - min(size, _WORD)))
    return bool((head ^ other_head) << over == np.uint64(0) or (tail ^ other_tail) >> over == np.uint64(0))


@lean
def _label(text: Opened, labels: Labels, first: int, many: int) -> int:
    """Return the level of LABEL for the labels from ``first`` on."""
    size = text.size[LENGTH]
    if many == 0 or size == 0:
        return 0
    level, head = _DIFFERS, text.window[0]
    tail = text.window[size - _WORD] if size >= _WORD else head << np.uint64(8 * (_WORD - size))
    for k in range(first, first + LABEL_WORDS * many, LABEL_WORDS):
        length = whole(labels.words[k + 2] >> np.uint64(40))
        if abs(length - size) > _MOST_AROUND:
            continue
        if not _outer(head, tail, labels.words[k], labels.words[k + 1], min(length, size)):
            continue
        start = whole(labels.words[k + 2] & np.uint64((1 << 40) - 1))
        if length == size:
            i = 0
            while i < size and text.letters[i] == labels.letters[start + i]:
                i += 1
            if i == size:
                return _EQUAL
        elif length > size:
            if _at_edge(labels.letters, start, start + length, text.letters, 0, size):
                level = _WITHIN
        elif _at_edge(text.letters, 0, size, labels.letters, start, start + length):
            level = _WITHIN
    return level


@lean
def _handle_levels(people: People, texts: Texts, person: int, on: Bench, out: NDArray[np.uint8], pair: int) -> None:
    sums = on.read.sums
    row = people.names.rows[person]
    place, explained = place_level(texts, on.text, on.read, people.places, whole(row[PLACE_AT]))
    out[BIRTH_DIGITS, pair] = _year(on.text, on.read, whole(row[BORN]))
    out[HANDLE_PLACE, pair] = place
    if on.text.size[LENGTH] == 0:
        return
    spaced = texts.spaced[on.text.size[ROW]]
    out[HANDLE_SLUG if spaced else HANDLE_ALONE, pair] = _cell(sums[LOOSE], sums[LOOSE + 1])
    out[SLUG_LEFT if spaced else HANDLE_LEFT, pair] = _left_level(sums[LOOSE + 3] - explained, sums[BETWEEN])
    out[HANDLE_CHARS, pair] = _chars_level(sums[LOOSE + 2])
    if sums[MATCHED]:
        inside = _ALIGNED if sums[ALIGNED] else _INSIDE
        out[HANDLE_BOUNDS, pair] = inside if on.text.size[SPLIT] else _UNSPLIT
    out[LABEL, pair] = _label(on.text, people.labels, whole(row[LABELS_AT]), whole(row[LABELS]))


@lean
def _fetch(people: People, li: NDArray[np.int64], first: int, last: int) -> int:
    """Touch what will be read of the next pairs' people, so that the waits for memory are one and not one by one."""
    seen = np.uint64(0)
    for pair in range(first, last):
        seen ^= np.uint64(people.names.rows[li[pair], GIVEN_AT])
    for pair in range(first, last):
        row = people.names.rows[li[pair]]
        seen ^= people.names.given[row[GIVEN_AT]] ^ people.names.family[row[FAMILY_AT]]
        if row[LABELS]:
            seen ^= people.labels.words[row[LABELS_AT]]
    return whole(seen)


@lean
def _sort(
    names: NameForms, li: NDArray[np.int64], begin: int, end: int, order: NDArray[np.int64], keys: NDArray[np.int64]
) -> None:
    """Put the pairs of one text in order of their people's names, so that each name is read once."""
    for pair in range(begin, end):
        row = names.rows[li[pair]]
        key, i = whole(row[FAMILY_AT]) << 32 | whole(row[GIVEN_AT]), pair - begin
        while i > 0 and keys[i - 1] > key:
            keys[i], order[i] = keys[i - 1], order[i - 1]
            i -= 1
        keys[i], order[i] = key, pair


@lean
def _read(texts: Texts, row: int, rules: Rules, names: NameForms, person: int, on: Bench) -> None:
    segment(texts, row, rules, names, person, on)
    family, given, chars, left = loosen(rules, names, person, on)
    sums = on.read.sums
    sums[LOOSE], sums[LOOSE + 1], sums[LOOSE + 2], sums[LOOSE + 3] = family, given, chars, left


@lean
def levels(
    people: People,
    handles: Texts,
    displays: Texts,
    rules: Rules,
    li: NDArray[np.int64],
    ri: NDArray[np.int64],
    first: int,
    last: int,
    on_handle: Bench,
    on_display: Bench,
    room: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    """Write the levels of the pairs from ``first`` to ``last`` into the zeros of ``out``, a row for each comparison.

    ``room`` holds two rows of ``AHEAD`` numbers, of no meaning before or after.

    Quickest where ``ri`` is sorted, since a text is laid out once for all its pairs in a row, and read once by each
    name.
    """
    order, keys = room[0], room[1]
    fetched = begin = end = first
    while begin < last:
        if begin == fetched:
            fetched = min(begin + AHEAD, last)
            on_handle.found.total[1] = _fetch(people, li, begin, fetched)
        while end < fetched and ri[end] == ri[begin]:
            end += 1
        _sort(people.names, li, begin, end, order, keys)
        row = ri[begin]
        shown = displays.starts[row + 1] > displays.starts[row]
        for i in range(end - begin):
            pair = order[i]
            person = li[pair]
            if i == 0 or keys[i] != keys[i - 1]:
                _read(handles, row, rules, people.names, person, on_handle)
                if shown:
                    _read(displays, row, rules, people.names, person, on_display)
            _handle_levels(people, handles, person, on_handle, out, pair)
            if shown:
                out[HANDLE_WITH, pair] = max(out[HANDLE_ALONE, pair], out[HANDLE_SLUG, pair])
                out[HANDLE_ALONE, pair], out[HANDLE_SLUG, pair] = 0, 0
                sums = on_display.read.sums
                out[DISPLAY, pair] = _cell(sums[LOOSE], sums[LOOSE + 1])
                out[DISPLAY_LEFT, pair] = _left_level(sums[LOOSE + 3], sums[BETWEEN])
        begin = end


@lean
def readings(
    names: NameForms,
    texts: Texts,
    rules: Rules,
    li: NDArray[np.int64],
    ri: NDArray[np.int64],
    first: int,
    last: int,
    on: Bench,
    sums: NDArray[np.uint8],
    steps: NDArray[np.int16],
) -> None:
    """Write family and given kind, letters explained and left, and whether names stand at bounds, per pair of rows.

    Where ``steps`` has rows, too, each place of the text gets the start and the kind of the best path's step to it.
    """
    for pair in range(first, last):
        segment(texts, ri[pair], rules, names, li[pair], on)
        for i in range(SUMS):
            sums[pair, i] = on.read.sums[i]
        if len(steps):
            for end in range(on.text.size[LENGTH] + 1):
                steps[pair, end, 0], steps[pair, end, 1] = on.path.start[end], on.path.by[end]
