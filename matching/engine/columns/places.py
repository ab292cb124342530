"""Places of many people as columns, each distinct place once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kernels.places import SPANS, Places
from ..knowledge import region_codes
from ..person import Place
from .strings import Codes, Lists, Pool, Strings, heads


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """``Place`` of row ``i`` is the distinct place ``place[i]``.

    Per distinct place: ``regions`` are numbers of ``region_codes()``, ``words`` and ``ends`` (the codes' halves after
    the hyphen, lower case) numbers of ``strings``, ``country`` a row of ``within``, which says for each region whether
    the country holds it (a place without a country is held by all).
    """

    place: Codes
    regions: Lists
    words: Lists
    ends: Lists
    country: Codes
    within: NDArray[np.bool_]
    strings: Strings

    def __len__(self) -> int:
        return len(self.place)

    @classmethod
    def of(cls, rows: Iterable[Place]) -> PlaceColumns:
        """Gather the places of people one by one."""
        seen: dict[Place, int] = {}
        place = np.array([seen.setdefault(p, len(seen)) for p in rows], dtype=np.int32)
        pool, countries = Pool(), dict[str, int]()
        numbers = {code: i for i, code in enumerate(region_codes())}
        ends = [sorted({c.split("-")[1].lower() for c in p.codes}) for p in seen]
        country = np.array([countries.setdefault(p.country, len(countries)) for p in seen], dtype=np.int32)
        within = [[code.lower().startswith(nation) for code in numbers] for nation in countries]
        return cls(
            place,
            Lists.of([sorted(numbers[c] for c in p.codes) for p in seen]),
            Lists.of([pool.codes(sorted(p.words)) for p in seen]),
            Lists.of([pool.codes(e) for e in ends]),
            country,
            np.array(within, dtype=bool).reshape(-1, len(numbers)),
            pool.strings(),
        )

    def arrays(self) -> Places:
        """Return the columns laid out for look-ups."""
        spans = np.zeros((len(self.country), SPANS), dtype=np.int32)
        for column, lists in enumerate((self.regions, self.words, self.ends)):
            spans[:, 2 * column], spans[:, 2 * column + 1] = lists.starts[:-1], lists.starts[1:]
        spans[:, 6] = self.country
        first = heads(self.strings)
        return Places(
            spans,
            self.regions.values,
            first[self.words.values],
            self.words.values,
            first[self.ends.values],
            self.within,
            self.strings.data,
            self.strings.starts,
        )
