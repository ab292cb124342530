"""Which people may be meant by a name in another script: a vote of weak sounds, where no spelt key can meet."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..compare.base import Rows
from .letters import units
from .spoken import Spoken

# On sides up to so many rows (of one country) everybody meets; of larger ones, so many rows with the most votes.
_ALL = 300
_MOST = 300
# A mere name in Latin letters is voted on only here; on larger sides its spelling must do.
_SMALL = 10_000
# How many entries of the index one name may look at: rare sounds first.
_BUDGET = 60_000
# Consonants by place of articulation, l with r; h, w and y as one; vowels as none.
_CLASSES = str.maketrans("bpfvdtkgqcjszxlrmnhwyaeiou", "ppppttkkkkssssllmnhhh-----")


def _sounds(letters: str) -> set[str]:
    """Return the classes of a word's consonants, neighbours two by two, with the beginning marked."""
    found = letters.translate(_CLASSES)
    kept = found[:1] + found[1:].replace("h", "").replace("-", "")
    kept = "".join(c for i, c in enumerate(kept) if not i or c != kept[i - 1])
    return {kept[i : i + 2] for i in range(len(kept) - 1)} | {f"^{kept[:1]}", f"^{kept[:2]}", f"^{kept[:3]}"}


def name_sounds(text: str) -> set[str]:
    """Return the sounds of a name in Latin letters."""
    return {s for unit in units(text) for s in _sounds(unit[0].letters)}


def label_sounds(text: str) -> set[str]:
    """Return the sounds of a name in any script, by all readings; Chinese characters also two and three together."""
    found: set[str] = set()
    listed = units(text)
    for position, unit in enumerate(listed):
        for reading in unit:
            found |= _sounds(reading.letters)
            if len(unit) > 1:
                following = "".join(u[0].letters for u in listed[position + 1 : position + 3])
                found |= _sounds(reading.letters + following)
    return found


class SoundIndex:
    """The sounds of one left side; it depends on the left side alone, so results do not depend on chunks."""

    def __init__(self, left: Spoken) -> None:
        self._left = left

    @cached_property
    def _countries(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        """A number for each country, and the number of each row's."""
        codes: dict[str, int] = {"": 0}
        return codes, np.array([codes.setdefault(c, len(codes)) for c in self._left.countries])

    @cached_property
    def _postings(self) -> dict[str, NDArray[np.int32]]:
        found: dict[str, list[int]] = {}
        for row in np.flatnonzero(self._left.named).tolist():
            for sound in {s for text in self._left.names_of(row) for s in name_sounds(text)}:
                found.setdefault(sound, []).append(row)
        return {sound: np.array(rows, dtype=np.int32) for sound, rows in found.items()}

    @cached_property
    def _by_country(self) -> dict[int, NDArray[np.int64]]:
        named = self._left.named
        return {int(c): np.flatnonzero(named & (self._countries[1] == c)) for c in np.unique(self._countries[1])}

    def pairs(self, right: Spoken) -> tuple[Rows, Rows] | None:
        """Return pairs for right rows in another script, or that are nothing but a name; None where there are none."""
        meant = right.foreign | right.bare if len(self._left.frame) <= _SMALL else right.foreign
        wanted = np.flatnonzero(meant & right.named)
        if not len(wanted):
            return None
        countries = right.countries
        found = [
            self._rows(right.names_of(j), self._countries[0].get(countries[j], -1 if countries[j] else 0))
            for j in wanted.tolist()
        ]
        li = np.concatenate(found).astype(np.int64)
        return li, np.repeat(wanted, [len(f) for f in found]).astype(np.int64)

    def _rows(self, names: Iterable[str], country: int) -> NDArray[np.int64]:
        """Return the rows that one right row may mean; a stated country excludes people of another."""
        if country > 0 and 0 in self._by_country and len(self._by_country) > 1:
            at_home = np.concatenate([self._by_country[0], self._by_country[country]])
        elif country > 0:
            at_home = self._by_country[country]
        else:
            at_home = np.concatenate(list(self._by_country.values()))
            country = 0
        if len(at_home) <= _ALL:
            return np.sort(at_home)
        return self._voted({s for text in names for s in label_sounds(text)}, country)

    def _voted(self, sounds: set[str], country: int) -> NDArray[np.int64]:
        listed = sorted((len(rows), sound) for sound in sounds if (rows := self._postings.get(sound)) is not None)
        total = max(len(self._left.frame), 1)
        parts: list[NDArray[np.int32]] = []
        votes: list[NDArray[np.float64]] = []
        looked = 0
        for size, sound in listed:
            looked += size
            if looked > _BUDGET and parts:
                break
            rows = self._postings[sound]
            if country:
                rows = rows[(self._countries[1][rows] == country) | (self._countries[1][rows] == 0)]
            parts.append(rows)
            votes.append(np.full(len(rows), np.log2(1 + total / size)))
        if not parts:
            return np.zeros(0, dtype=np.int64)
        rows, back = np.unique(np.concatenate(parts), return_inverse=True)
        # Rounded, so that the order in which equal votes were added makes no difference.
        sums = np.round(np.bincount(back, np.concatenate(votes)), 6)
        best = np.lexsort((rows, -sums))[:_MOST]
        return np.sort(rows[best]).astype(np.int64)


def merged(li: Rows, ri: Rows, more: tuple[Rows, Rows] | None) -> tuple[Rows, Rows]:
    """Return pairs sorted by right row, then left, with ``more`` put among them once."""
    if more is None or not len(more[0]):
        return li, ri
    width = 1 + int(max(li.max(initial=0), more[0].max()))
    packed, extra = ri * width + li, np.unique(more[1] * width + more[0])
    at = np.searchsorted(packed, extra)
    fresh = at == len(packed)
    fresh[~fresh] = packed[at[~fresh]] != extra[~fresh]
    whole = np.insert(packed, at[fresh], extra[fresh])
    return whole % width, whole // width
