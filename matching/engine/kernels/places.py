"""Whether a handle names the person's place: its division, its town, its number."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import lean
from .segment import NUMBERS, PLACES, RESTS, Read
from .text import KNOWN, LENGTH, Opened, Texts

# Levels of HANDLE_PLACE.
UNSTATED, NONE, DIVISION, TOWN, NUMBER, ELSEWHERE = range(6)
_LEAST_TOWN = 4


class Places(NamedTuple):
    """``PlaceColumns`` laid out for look-ups.

    A row of ``spans`` says where a distinct place's regions, words and ends begin and end, and what its country is.
    ``word_heads`` and ``end_heads`` hold the first eight letters, the first one lowest; an end has no more. ``within``
    says per country and division whether the one holds the other.
    """

    spans: NDArray[np.int32]
    regions: NDArray[np.int32]
    word_heads: NDArray[np.uint64]
    words: NDArray[np.int32]
    end_heads: NDArray[np.uint64]
    within: NDArray[np.bool_]
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]


# Columns of ``Places.spans``.
FIRST_REGION, LAST_REGION, FIRST_WORD, LAST_WORD, FIRST_END, LAST_END, COUNTRY, SPANS = range(8)
_HEAD = 8


@lean
def _stretch(text: Opened, start: int, size: int) -> Any:
    """Return at most eight letters of the text as one number."""
    return text.window[start] & (~np.uint64(0) >> np.uint64(64 - 8 * min(size, _HEAD)))


@lean
def _opens(text: Opened, start: int, end: int, places: Places, word: int) -> bool:
    """Whether a stretch opens a word, or the word opens it."""
    string = places.words[word]
    base = places.starts[string]
    size = min(places.starts[string + 1] - base, end - start)
    i = 0
    while i < size and text.letters[start + i] == places.letters[base + i]:
        i += 1
    return bool(i == size)


@lean
def _is_end(text: Opened, start: int, end: int, places: Places, place: int) -> bool:
    """Whether a stretch is the second half of one of the place's codes."""
    if end - start > _HEAD:
        return False
    written = _stretch(text, start, end - start)
    for k in range(places.spans[place, FIRST_END], places.spans[place, LAST_END]):
        if places.end_heads[k] == written:
            return True
    return False


@lean
def _town(text: Opened, read: Read, places: Places, place: int) -> int:
    """Return how many letters the first unexplained stretch has that is or opens a word of the place, 0 for none."""
    for i in range(read.sums[RESTS] - 1, -1, -1):
        start, end = int(read.rest[i, 0]), int(read.rest[i, 1])
        if end - start >= _LEAST_TOWN:
            opening = _stretch(text, start, _LEAST_TOWN)
            for k in range(places.spans[place, FIRST_WORD], places.spans[place, LAST_WORD]):
                four = places.word_heads[k] & (~np.uint64(0) >> np.uint64(64 - 8 * _LEAST_TOWN))
                # Words of the place may be shorter than four letters; their heads end in zeros.
                short = four >> np.uint64(8 * (_LEAST_TOWN - 1)) == np.uint64(0)
                if (four == opening or short) and _opens(text, start, end, places, k):
                    return end - start
    return 0


@lean
def _division(texts: Texts, text: Opened, read: Read, places: Places, place: int) -> tuple[bool, bool]:
    """Return whether the reading's divisions hold one of the place's, and whether they hold one of its country."""
    national = False
    for i in range(read.sums[PLACES]):
        region = texts.meaning[text.size[KNOWN] + read.places[i]]
        for k in range(places.spans[place, FIRST_REGION], places.spans[place, LAST_REGION]):
            if places.regions[k] == region:
                return True, True
        national |= bool(places.within[places.spans[place, COUNTRY], region])
    return False, national


@lean
def _word_is_end(text: Opened, places: Places, place: int) -> bool:
    start = 0
    for p in range(1, text.size[LENGTH] + 1):
        if text.at_bound[p]:
            if _is_end(text, start, p, places, place):
                return True
            start = p
    return False


@lean
def place_level(texts: Texts, text: Opened, read: Read, places: Places, place: int) -> tuple[int, int]:
    """Return (level of HANDLE_PLACE, letters of the handle that the person's place explains)."""
    spans = places.spans
    coded = spans[place, LAST_REGION] > spans[place, FIRST_REGION]
    if not coded and spans[place, LAST_WORD] == spans[place, FIRST_WORD]:
        return UNSTATED, 0
    town = _town(text, read, places, place)
    if town:
        return TOWN, town
    own, national = _division(texts, text, read, places, place)
    if own or (coded and _word_is_end(text, places, place)):
        return DIVISION, 0
    if coded:
        for i in range(read.sums[RESTS] - 1, -1, -1):
            start, end = int(read.rest[i, 0]), int(read.rest[i, 1])
            if _is_end(text, start, end, places, place):
                return DIVISION, end - start
        for i in range(read.sums[NUMBERS]):
            if _is_end(text, int(read.numbers[i, 0]), int(read.numbers[i, 1]), places, place):
                return NUMBER, 0
    return (ELSEWHERE if national and coded else NONE), 0
