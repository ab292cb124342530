"""How rare what agrees is: evidence between a person and an account that a level of agreement does not hold.

The bits of a level say how often owners agree so. How often others do depends on the names: of N people, N f(given)
f(family) are expected to agree as well, f being the share of people with such a name. By Fellegi and Sunter a pair
loses one bit with each doubling of that number; where it is below one, other mistakes than namesakes matter as much,
and the loss is less. So the worth is a broken line over x = log2(N f f), its slopes learned (``Model.rarity``). It is
what makes weights that were learned on a list of 400 hold at a million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..columns.codes import encode
from ..columns.names import NameColumns
from ..columns.strings import Lists, Strings
from ..frequencies import Frequencies
from ..handles.items import FAMILY_KINDS, GIVEN_KINDS, INITIAL, MIDDLE, PREFIX
from ..kernels.rarity import Shares, expected
from .base import Family, Levels, Rows
from .counted import beginnings, first_letters, once

Floats = NDArray[np.float64]
#: Where the line breaks, in bits of x; it is 0 at the last break.
BREAKS = (-6.0, 0.0)
SEGMENTS = len(BREAKS) + 1
_LEAST, _MOST = -14.0, 14.0
# What an equal mailbox or site leaves: a few people at most share one.
_NEAR = 2.0
# The share of people who bear a name of which only the middle one is told.
_MIDDLE_SHARE = -6.0
_LETTERS = 26
# Columns of a person's row of shares; the first is 0, for what does not agree.
_FAMILY, _GIVEN, _MIDDLE_COLUMN, _COLUMNS = 1, 3, 6, 8
_ROOT = 3
# Pairs that a thread takes at once.
_BLOCK = 1 << 17


def shares(names: NameColumns, frequencies: Frequencies) -> Shares:
    """Return the shares of a left side's names by the frozen model's counts. Unseen names are rare, not impossible."""
    total = float(max(frequencies.total, 1))
    rows = np.zeros((len(names), _COLUMNS), dtype=np.float32)
    rows[:, _FAMILY : _FAMILY + 2] = _of_parts(names.forms, (names.family,), frequencies.family, total)[
        names.family_part, :2
    ]
    rows[:, _GIVEN : _GIVEN + 3] = _of_parts(names.forms, (names.given, names.called), frequencies.given, total)[
        names.given_part
    ]
    rows[:, _MIDDLE_COLUMN] = _MIDDLE_SHARE
    family = [0, *(_FAMILY if kind == INITIAL else _FAMILY + 1 for kind in range(1, len(FAMILY_KINDS)))]
    places = {INITIAL: _GIVEN, PREFIX: _GIVEN + 2, MIDDLE: _MIDDLE_COLUMN}
    given = [0, *(places.get(kind, _GIVEN + 1) for kind in range(1, len(GIVEN_KINDS)))]
    return Shares(rows, np.array(family), np.array(given), float(np.log2(total)))


def _of_parts(forms: Strings, lists: tuple[Lists, ...], counts: Mapping[str, int], total: float) -> Floats:
    """Return per part log2 of the share of names with that initial, of that name, and of names that begin alike."""
    letters, roots = once(counts, first_letters), once(counts, _roots)
    known, smoothed = letters.total() + _LETTERS, total + total**0.5
    # Parts are many, for they hold middle names too; the names that stand first in them are few.
    part, names = _firsts(forms, lists)
    initial = np.array([letters[name[:1]] + 1 for name in names]) / known
    whole = np.array([counts.get(name, 1) + 1 for name in names]) / smoothed
    alike = np.array([roots[name[:_ROOT]] + 1 for name in names]) / smoothed
    found: Floats = np.minimum(np.log2(np.stack([initial, whole, np.maximum(whole, alike)], axis=1)), 0.0)
    return found[part]


def _roots(counts: Mapping[str, int]) -> Counter[str]:
    return beginnings(counts, _ROOT)


def _firsts(forms: Strings, lists: tuple[Lists, ...]) -> tuple[NDArray[np.int32], list[str]]:
    """Return the number of the first form of the first list that holds any, per part, and these forms."""
    found = np.zeros(len(lists[0]), dtype=np.int32)
    for one in reversed(lists):
        filled = np.diff(one.starts) > 0
        found[filled] = one.values[one.starts[:-1][filled]]
    codes, distinct = encode(pl.Series(found))
    return codes, [forms[int(code)] for code in distinct.to_list()]


class Namesakes:
    """Which columns of ``families`` say how a pair's names, and values of one person alone, agree."""

    def __init__(self, families: tuple[Family, ...]) -> None:
        places = {family.name: (i, family.levels) for i, family in enumerate(families)}
        self._cells = [i for i, family in enumerate(families) if "full_full" in family.levels]
        self._bio = places["bio_name"][0]
        self._unique = self._found(places, ("email", "equal"), ("phone", "equal"), ("known_account", "equal"))
        self._near = self._found(places, ("label", "equal"), ("link", "same_page"), ("link", "same_site"))
        self._whole = places["whole_name"][0] if "whole_name" in places else None

    @staticmethod
    def _found(places: Mapping[str, tuple[int, tuple[str, ...]]], *wanted: tuple[str, str]) -> list[tuple[int, int]]:
        return [(places[name][0], places[name][1].index(level)) for name, level in wanted if name in places]

    def expected(self, known: Shares, levels: Levels, li: Rows, threads: int = 1) -> Floats:
        """Return x = log2 of the people expected to agree as well, per pair; 0 where names were read by sound."""
        out = np.zeros(len(li))
        columns = np.asfortranarray(levels)

        def block(first: int) -> None:
            rows = slice(first, first + _BLOCK)
            expected(
                known,
                tuple(columns[rows, i] for i in self._cells),
                columns[rows, self._bio],
                tuple((columns[rows, i], level) for i, level in self._unique),
                tuple((columns[rows, i], level) for i, level in self._near),
                li[rows],
                (_LEAST, _MOST, _NEAR),
                out[rows],
            )

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(block, range(0, len(li), _BLOCK)))
        if self._whole is not None and (columns[:, self._whole] > 0).any():
            out[columns[:, self._whole] > 0] = 0.0
        return out


def basis(x: Floats) -> Floats:
    """Return what each slope counts with, (pairs, SEGMENTS): how far ``x`` reaches into each piece of the line."""
    bounds = (-np.inf, *BREAKS, np.inf)
    parts = [np.clip(x, low, high) - (high if high <= BREAKS[-1] else low) for low, high in pairwise(bounds)]
    return np.stack(parts, axis=1)


def worth(x: Floats, slopes: tuple[float, ...]) -> Floats:
    """Return the bits of pairs with ``x``, by the slopes of each piece (bits a bit of x, none above 0)."""
    if not any(slopes):
        return np.zeros(len(x))
    knots = np.array([_LEAST, *BREAKS, _MOST])
    values = basis(knots) @ np.array(slopes)
    result: Floats = np.interp(x, knots, values)
    return result
