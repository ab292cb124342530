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
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..columns.names import NameColumns
from ..columns.strings import Lists, Strings
from ..frequencies import Frequencies
from ..handles.items import FAMILY_KINDS, GIVEN_KINDS, INITIAL, MIDDLE, PREFIX
from ..kernels.rarity import Shares, expected
from .base import Family, Levels, Rows

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
_ROOT = 3


def shares(names: NameColumns, frequencies: Frequencies) -> Shares:
    """Return the shares of a left side's names by the frozen model's counts; a name seen once or never is rare."""
    total = float(max(frequencies.total, 1))
    return Shares(
        _of_parts(names.forms, (names.given, names.called), frequencies.given, total, given=True),
        names.given_part,
        _of_parts(names.forms, (names.family,), frequencies.family, total, given=False),
        names.family_part,
        float(np.log2(total)),
    )


def _of_parts(
    forms: Strings, lists: tuple[Lists, ...], counts: Mapping[str, int], total: float, *, given: bool
) -> Floats:
    """Return log2 of the share per part and kind of agreement. Smoothed: unseen names are rare, not impossible."""
    kinds = GIVEN_KINDS if given else FAMILY_KINDS
    letters, roots = Counter[str](), Counter[str]()
    for name, count in counts.items():
        letters[name[:1]] += count
        roots[name[:_ROOT]] += count
    known, smoothed = letters.total() + _LETTERS, total + total**0.5
    found = np.zeros((len(lists[0]), len(kinds)))
    for part, name in enumerate(_firsts(forms, lists)):
        whole = (counts.get(name, 1) + 1) / smoothed
        found[part, 1:] = whole
        found[part, INITIAL] = (letters[name[:1]] + 1) / known
        if given:
            found[part, PREFIX] = max(whole, (roots[name[:_ROOT]] + 1) / smoothed)
            found[part, MIDDLE] = 2.0**_MIDDLE_SHARE
    found[:, 0] = 1.0
    return np.minimum(np.log2(found), 0.0)


def _firsts(forms: Strings, lists: tuple[Lists, ...]) -> list[str]:
    """Return the first form of the first list of each part that holds any."""
    found = [""] * len(lists[0])
    for one in reversed(lists):
        for part, (start, end) in enumerate(pairwise(one.starts.tolist())):
            if start < end:
                found[part] = forms[int(one.values[start])]
    return found


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

    def expected(self, known: Shares, levels: Levels, li: Rows) -> Floats:
        """Return x = log2 of the people expected to agree as well, per pair; 0 where names were read by sound."""
        out = np.zeros(len(li))
        columns = np.asfortranarray(levels)
        expected(
            known,
            tuple(columns[:, i] for i in self._cells),
            columns[:, self._bio],
            tuple((columns[:, i], level) for i, level in self._unique),
            tuple((columns[:, i], level) for i, level in self._near),
            li,
            (_LEAST, _MOST, _NEAR),
            out,
        )
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
