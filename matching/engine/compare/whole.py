"""Names compared by sound, letter by letter: across scripts, and where two records share nothing but their names.

Where this is said, the other comparisons of the same names say nothing, so that no name counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..columns.frame import RecordFrame
from ..records import Record
from ..scripts.spoken import Spoken
from .base import Family, Levels, Rows

# Evidence by sound (bits) at which levels begin; a level's name is where it begins.
_BEGINS = (-9, -3, 3, 9, 12, 15, 18, 21, 24, 27, 30, 35, 40)
WHOLE = Family("whole_name", "name", ("unstated", "unlike", *(f"alike_{b}".replace("-", "minus_") for b in _BEGINS)))
COUNTRY = Family("country", "country", ("unstated", "equal", "differs"))
FAMILIES = (WHOLE, COUNTRY)
# What sound beyond the middle of its level is worth, in bits of weight a bit of sound: the slope between levels.
_SLOPE = 0.35
_MIDDLES = np.array([-12.0, *(0.5 * (a + b) for a, b in zip(_BEGINS, (*_BEGINS[1:], 47), strict=True))])
# How far from its middle a level goes; the last one is open.
_REACH = np.array([12.0, *(3.0 for _ in _BEGINS[1:]), 40.0])
_MIN_COUNTRY = 4


class WholeNames:
    """One left side's names by sound, read when a right side first needs them.

    ``silenced`` are the comparisons (numbers of columns) that read the same names in another way.
    """

    def __init__(self, left: Sequence[Record], families: Sequence[Family], silenced: Sequence[Family]) -> None:
        self._frame = RecordFrame.of(left)
        self._whole, self._country = families.index(WHOLE), families.index(COUNTRY)
        self._silenced = [families.index(f) for f in silenced]
        names = (self._whole, self._country, *self._silenced)
        self._others = [i for i in range(len(families)) if i not in names]

    @cached_property
    def _left(self) -> Spoken:
        return Spoken(self._frame)

    def put(
        self, right: Spoken, li: Rows, ri: Rows, levels: Levels, wanted: NDArray[np.bool_] | None
    ) -> NDArray[np.float64]:
        """Fill the columns of ``FAMILIES`` in place and return the bits of each pair beside its levels.

        A pair is compared by sound where a name of either side is in another script than Latin, or where it is
        ``wanted`` (where that is None: where the right row is nothing but a name).
        """
        beside = np.zeros(len(li))
        self._put_countries(right, li, ri, levels)
        if wanted is None:
            wanted = right.bare[ri]
        if right.foreign.any() or self._left.foreign.any():
            wanted = wanted | right.foreign[ri] | self._left.foreign[li]
        if not wanted.any():
            return beside
        rows = np.flatnonzero(wanted & right.named[ri] & self._left.named[li])
        if not len(rows):
            return beside
        # Loaded only here: most files hold one script, and more than names.
        from ..scripts.across import compare_rows

        sound = compare_rows(self._left, right, li[rows], ri[rows]) / 100.0
        step = np.searchsorted(np.array(_BEGINS), sound, side="right")
        beside[rows] = _SLOPE * np.clip(sound - _MIDDLES[step], -_REACH[step], _REACH[step])
        levels[rows, self._whole] = (1 + step).astype(np.uint8)
        for column in self._silenced:
            levels[rows, column] = 0
        return beside

    def alone(self, levels: Levels) -> NDArray[np.bool_]:
        """Return the pairs that share nothing but names (and countries)."""
        shared = np.zeros(len(levels), dtype=bool)
        for column in self._others:
            shared |= levels[:, column] > 0
        result: NDArray[np.bool_] = ~shared
        return result

    def _put_countries(self, right: Spoken, li: Rows, ri: Rows, levels: Levels) -> None:
        if self._frame.column("country") is None or right.frame.column("country") is None:
            return
        codes: dict[str, int] = {"": 0}
        one, other = (
            np.array([codes.setdefault(c, len(codes)) for c in s.countries], dtype=np.int64)
            for s in (self._left, right)
        )
        short = np.array([len(c) < _MIN_COUNTRY for c in codes])
        a, b = one[li], other[ri]
        # A code and a name may be one country; only two names, or two codes, can differ.
        level = np.where(a == b, 1, np.where(short[a] == short[b], 2, 0))
        level[(a == 0) | (b == 0)] = 0
        levels[:, self._country] = level
