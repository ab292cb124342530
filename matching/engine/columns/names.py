"""Names of many people as columns: what given names and what family names may leave, each distinct kind once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..names import Names
from .strings import Codes, Lists, Pool, Strings


@dataclass(frozen=True, slots=True)
class NameColumns:
    """``Names`` of row ``i`` are the lists of its given part and of its family part, as numbers of ``forms``.

    Rows that share a given name share a given part, and likewise for family names; so a million people need some ten
    thousands of each.
    """

    forms: Strings
    given_part: Codes
    family_part: Codes
    given: Lists
    called: Lists
    nick: Lists
    middle: Lists
    initials: Lists
    family: Lists
    parts: Lists
    tails: Lists

    def __len__(self) -> int:
        return len(self.given_part)

    @classmethod
    def of(cls, rows: Iterable[Names], pool: Pool | None = None) -> NameColumns:
        """Gather the names of people one by one; forms are numbered by ``pool``."""
        pool = pool or Pool()
        givens: dict[tuple[tuple[str, ...], ...], int] = {}
        families: dict[tuple[tuple[str, ...], ...], int] = {}
        pairs = [
            (
                givens.setdefault((n.given, n.called, n.nick, n.middle, n.initials), len(givens)),
                families.setdefault((n.family, n.parts, n.tails), len(families)),
            )
            for n in rows
        ]
        given = [Lists.of([pool.codes(part[i]) for part in givens]) for i in range(5)]
        family = [Lists.of([pool.codes(part[i]) for part in families]) for i in range(3)]
        return cls(
            pool.strings(),
            np.array([g for g, _ in pairs], dtype=np.int32),
            np.array([f for _, f in pairs], dtype=np.int32),
            *given,
            *family,
        )
