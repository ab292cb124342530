"""Which constituents' records share a key with an account or a record: the same ones as in a match run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from ..engine.api import Record
from .keys import Asked, limits, right_keys
from .tables import SLACK, table_of

#: Per key: its place in the question, how many share it, and who; nobody where more share it than may.
_SHARED = """
SELECT k.place, CASE WHEN s.many <= k.most THEN s.numbers END
FROM unnest(%(keys)s::bigint[], %(most)s::int[]) WITH ORDINALITY AS k(key, most, place)
CROSS JOIN LATERAL (
    SELECT count(*) AS many, array_agg(number) AS numbers FROM (
        SELECT t.number FROM {table} t WHERE t.key = k.key {part} LIMIT k.most + 1) few
) s WHERE s.many > 0
"""
_KNOWN = """
SELECT k.place FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS k(key, place)
WHERE EXISTS (SELECT 1 FROM {table} t WHERE t.key = k.key {part})
"""
_MARKS = "SELECT key, given_up FROM matching_narrowedkey WHERE generation = %s AND key = ANY(%s)"
_MEMBERS = """
SELECT t.number, r.parts || r.initials FROM {table} t
JOIN matching_indexedrecord r ON r.generation = %(generation)s AND r.number = t.number
WHERE t.key = %(key)s AND (r.parts || r.initials) && %(parts)s::bigint[] {part}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the constituents that may be compared.

    ``without``: numbers of records left out; ``only``: numbers of the only ones taken, None for all; ``own``: without
    records that were bought.
    """

    without: tuple[int, ...] = ()
    only: tuple[int, ...] | None = None
    own: bool = False

    @property
    def sql(self) -> str:
        """A condition on rows ``t`` of a table of keys."""
        conditions = (
            ("AND t.number <> ALL(%(without)s::int[])", bool(self.without)),
            ("AND t.number = ANY(%(only)s::int[])", self.only is not None),
            ("AND NOT t.third_party", self.own),
        )
        return " ".join(text for text, holds in conditions if holds)

    @property
    def parameters(self) -> dict[str, Any]:
        """The values that ``sql`` names."""
        return {"without": list(self.without), "only": list(self.only or ())}

    @property
    def is_nearly_all(self) -> bool:
        """Whether so few are left out that a narrowed key which was given up stays so."""
        return self.only is None and not self.own and len(self.without) <= SLACK


def part_of(generation: int, *, refused: Collection[UUID], only: Collection[UUID] | None = None, own: bool) -> Part:
    """The part without the records of ``refused`` constituents, or of the constituents ``only`` alone."""
    return Part(
        _numbers(generation, refused) if refused else (), None if only is None else _numbers(generation, only), own
    )


def _numbers(generation: int, constituent_ids: Collection[UUID]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM matching_indexedrecord WHERE generation = %s AND constituent_id = ANY(%s)",
            [generation, list(constituent_ids)],
        )
        return tuple(sorted(row[0] for row in cursor.fetchall()))


class Reader:
    """Looks keys up in one generation, among one part of the constituents."""

    def __init__(self, generation: int, part: Part, total: int) -> None:
        """``total``: how many people the model knows, by which the engine says how many may share a key."""
        self._generation, self._part, self._most = generation, part, limits(total)
        self._table = table_of(generation)

    def met_by(self, record: Record) -> set[int]:
        """Numbers of the records that share a key with ``record``, as ``engine.join.Index`` finds them."""
        asked = right_keys(record, self._known, self._most)
        shared = self._shared([one.key for one in asked], [one.limit for one in asked])
        met = {number for numbers in shared.values() if numbers for number in numbers}
        crowded = [asked[place] for place, numbers in shared.items() if numbers is None and asked[place].parts]
        return met | self._narrowed(crowded) if crowded else met

    def _known(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.zeros(len(keys), dtype=bool)
        for (place,) in self._rows(_KNOWN, keys=keys.tolist()):
            found[place - 1] = True
        return found

    def _shared(self, keys: list[int], most: list[int]) -> dict[int, list[int] | None]:
        rows = self._rows(_SHARED, keys=keys, most=most)
        return {place - 1: numbers for place, numbers in rows}

    def _narrowed(self, crowded: list[Asked]) -> set[int]:
        """Who shares a crowded key and something else besides."""
        every = [key for one in crowded for key in (one.key, *one.narrowed)]
        with connection.cursor() as cursor:
            cursor.execute(_MARKS, [self._generation, every])
            given_up: dict[int, bool] = dict(cursor.fetchall())
        met: set[int] = set()
        stored: list[tuple[int, int]] = []
        for one in crowded:
            unsure = any(given_up.get(key) for key in one.narrowed) and not self._part.is_nearly_all
            if one.key not in given_up or unsure:
                met |= self._read_all(one)
            else:
                stored += [(key, one.limit) for key in one.narrowed if not given_up.get(key)]
        if stored:
            keys, most = zip(*stored, strict=True)
            for numbers in self._shared(list(keys), list(most)).values():
                met.update(numbers or ())
        return met

    def _read_all(self, asked: Asked) -> set[int]:
        """The same by reading everybody who shares the key: it is not stored narrowed."""
        by_part: dict[int, set[int]] = defaultdict(set)
        wanted = set(asked.parts)
        for number, own in self._rows(_MEMBERS, key=asked.key, parts=asked.parts, generation=self._generation):
            for part in wanted.intersection(own):
                by_part[part].add(number)
        return {number for numbers in by_part.values() if len(numbers) <= asked.limit for number in numbers}

    def _rows(self, statement: str, **parameters: Any) -> Iterable[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=self._table, part=self._part.sql), self._part.parameters | parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
