"""The best reading of a text by one person's names: weighted interval scheduling over the stretches found in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import lean, whole
from .forms import (
    DIGIT_WORTH,
    KNOWN_COST,
    KNOWN_WORTH,
    LETTER,
    OFF_BOUND_COST,
    SCRAP,
    SCRAP_FAMILY,
    SCRAP_GIVEN_HIGH,
    SCRAP_GIVEN_LOW,
    SURE,
    WORD_COST,
    Found,
    NameForms,
    Rules,
    find,
    nothing_found,
)
from .text import KNOWN, LENGTH, ROW, SPLIT, Opened, Texts, closed, open_text

# Kinds of everyday words, as columns/texts.KINDS numbers them.
AFFIX, ROLE, PLACE, DIGITS = range(4)
# Places in ``Reading.sums``. BETWEEN counts unexplained letters in whole words between given and family name.
# BARE_ROW says that ``find`` found nothing in the row that the rest of the reading is of. From LOOSE on stand FAMILY,
# GIVEN, CHARS and LEFT once more, with one misspelt name forgiven.
FAMILY, GIVEN, CHARS, LEFT, ALIGNED, BETWEEN, MATCHED, RESTS, NUMBERS, PLACES, BARE_ROW, LOOSE = range(12)
_ROOM = 64
# ``Path.by``: a letter that nothing explains, an everyday word (its number), a name (its key above this).
SKIPPED = -1
NAME = 4096


class Path(NamedTuple):
    """Per place in the text the best worth up to there, and the start and kind of the last step to it."""

    worth: NDArray[np.int32]
    start: NDArray[np.int8]
    by: NDArray[np.int16]


class Read(NamedTuple):
    """A reading: its ``sums``, and the stretches of ``rest``, ``numbers`` (start, end; from the right) and ``places``.

    ``places`` are numbers of everyday words in the text.
    """

    sums: NDArray[np.int64]
    rest: NDArray[np.int8]
    numbers: NDArray[np.int8]
    places: NDArray[np.int16]


class Bench(NamedTuple):
    """Everything that reading one text after another needs; one for each thread."""

    text: Opened
    found: Found
    path: Path
    read: Read


def bench() -> Bench:
    """Return room for reading texts."""
    sums = np.zeros(LOOSE + 4, dtype=np.int64)
    sums[BARE_ROW] = -1
    return Bench(
        closed(),
        nothing_found(),
        Path(np.zeros(_ROOM, dtype=np.int32), np.zeros(_ROOM, dtype=np.int8), np.zeros(_ROOM, dtype=np.int16)),
        Read(
            sums,
            np.zeros((_ROOM, 2), dtype=np.int8),
            np.zeros((_ROOM, 2), dtype=np.int8),
            np.zeros(_ROOM, dtype=np.int16),
        ),
    )


@lean
def _before(text: Opened, one: int, other: int, end: int) -> bool:
    """Whether the stretch from ``one`` comes before the stretch from ``other`` in order of letters."""
    for i in range(end - max(one, other)):
        if text.letters[one + i] != text.letters[other + i]:
            return bool(text.letters[one + i] < text.letters[other + i])
    return one > other


@lean
def _gain(text: Opened, rules: Rules, start: int, end: int, key: int) -> int:
    """Return the worth of a name at a stretch; below every sum where it may not stand there."""
    settings = rules.settings
    size, family = end - start, key & 7
    given = (key >> 3) - family
    gain = size * LETTER + rules.family_worth[family] + rules.given_worth[given] - settings[WORD_COST]
    if text.size[SPLIT] == 0:
        return whole(gain)
    begins, ends = text.at_bound[start], text.at_bound[end]
    loose = given == settings[SCRAP_GIVEN_LOW] or given == settings[SCRAP_GIVEN_HIGH]
    if not begins and size <= settings[SCRAP] and family <= settings[SCRAP_FAMILY] and loose:
        return -(1 << 20)
    return whole(gain - settings[OFF_BOUND_COST] * (2 - whole(begins) - whole(ends)))


@lean
def _walk(texts: Texts, text: Opened, rules: Rules, found: Found, path: Path) -> None:
    """Find the best path; of equal ones, everyday words before names, and names in order of letters."""
    settings = rules.settings
    base = text.size[KNOWN]
    path.worth[0] = 0
    for end in range(1, text.size[LENGTH] + 1):
        best, start, by = whole(path.worth[end - 1]), end - 1, SKIPPED
        k = whole(text.known_first[end])
        while k >= 0:
            begin, kind = whole(texts.known[base + k, 0]), texts.known[base + k, 2]
            size = end - begin
            gain = (
                size * settings[DIGIT_WORTH] if kind == DIGITS else size * settings[KNOWN_WORTH] - settings[KNOWN_COST]
            )
            if path.worth[begin] + gain > best:
                best, start, by = whole(path.worth[begin] + gain), begin, k
            k = whole(text.known_next[k])
        k = whole(found.first[end])
        while k >= 0:
            begin, key = whole(found.start[k]), whole(found.key[k])
            worth = path.worth[begin] + _gain(text, rules, begin, end, key)
            if worth > best or (worth == best and by >= NAME and _before(text, begin, start, end)):
                best, start, by = whole(worth), begin, NAME + key
            k = whole(found.next[k])
        path.worth[end], path.start[end], path.by[end] = best, start, by


@lean
def _pair(rules: Rules, one: int, other: int) -> bool:
    """Whether one name is surely given (at least by a nickname), and the other surely a family name (or part of it)."""
    sure = rules.settings[SURE]
    return bool((one >> 3) - (one & 7) >= sure and (other & 7) >= sure)


@lean
def _look_back(texts: Texts, text: Opened, rules: Rules, path: Path, read: Read) -> None:
    """Follow the best path from the end, and sum up what it explains."""
    sums = read.sums
    sums[:BARE_ROW] = 0
    sums[ALIGNED] = 1
    end = text.size[LENGTH]
    rest_end = -1
    last_key, first_key, between = -1, -1, 0
    while end > 0:
        start, by = whole(path.start[end]), whole(path.by[end])
        if by == SKIPPED:
            sums[LEFT] += 1
            rest_end = max(rest_end, end)
        else:
            bare = rest_end >= 0
            if bare:
                read.rest[sums[RESTS], 0], read.rest[sums[RESTS], 1] = end, rest_end
                sums[RESTS] += 1
                if text.at_bound[end] and text.at_bound[rest_end]:
                    between += rest_end - end
                rest_end = -1
            if by >= NAME:
                # Everyday words beside a name are as good as a written bound.
                cut = (bare and not text.at_bound[end]) or (
                    start > 0 and path.by[start] == SKIPPED and not text.at_bound[start]
                )
                if text.size[SPLIT] and cut:
                    sums[ALIGNED] = 0
                if last_key < 0:
                    last_key, between = by - NAME, 0
                else:
                    first_key, sums[BETWEEN] = by - NAME, sums[BETWEEN] + between
                    between = 0
                family = (by - NAME) & 7
                given = ((by - NAME) >> 3) - family
                sums[FAMILY], sums[GIVEN] = max(sums[FAMILY], family), max(sums[GIVEN], given)
                sums[CHARS] += end - start
                sums[MATCHED] += 1
            else:
                kind = texts.known[text.size[KNOWN] + by, 2]
                if kind == DIGITS:
                    read.numbers[sums[NUMBERS], 0], read.numbers[sums[NUMBERS], 1] = start, end
                    sums[NUMBERS] += 1
                elif kind == PLACE:
                    read.places[sums[PLACES]] = by
                    sums[PLACES] += 1
        end = start
    if rest_end >= 0:
        read.rest[sums[RESTS], 0], read.rest[sums[RESTS], 1] = 0, rest_end
        sums[RESTS] += 1
    if first_key < 0 or not (_pair(rules, first_key, last_key) or _pair(rules, last_key, first_key)):
        sums[BETWEEN] = 0


@lean
def segment(texts: Texts, row: int, rules: Rules, names: NameForms, person: int, on: Bench) -> None:
    """Read text ``row`` by the names of ``person``; the reading stands in ``on.read``, the path in ``on.path``."""
    if on.text.size[ROW] != row:
        open_text(texts, row, on.text)
        on.read.sums[BARE_ROW] = -1
    find(on.text, rules, names, person, on.found)
    if on.found.total[0] == 0 and on.read.sums[BARE_ROW] == row:
        return
    _walk(texts, on.text, rules, on.found, on.path)
    _look_back(texts, on.text, rules, on.path, on.read)
    on.read.sums[BARE_ROW] = row if on.found.total[0] == 0 else -1


__all__ = ["Bench", "Read", "bench", "segment"]
