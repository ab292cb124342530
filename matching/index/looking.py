"""Scoring one account or record against everybody by the index, as a match run with the same model scores it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from privacy.selectors import STEWARD_ONLY_REASONS, looked_for, refused_matching

from ..engine.api import Engine, Model, Record, Scored
from ..engine.join import JoinReport
from ..models import ModelVersion
from ..prepared import Left
from ..records import LeftRow, left_record
from ..snapshot import ALL, LOOKED_FOR, OWN_SOURCES, SideName
from . import state
from .reading import Part, Reader, part_of

_READ = """
SELECT r.record_id, r.identity_id, r.constituent_id, r.source_id, s.values
FROM matching_indexedrecord r JOIN constituents_sourcerecord s ON s.id = r.record_id
WHERE r.generation = %s AND r.number = ANY(%s) ORDER BY r.record_id
"""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Scores, best first, the records of constituents that they name, and the model they are of."""

    scored: list[Scored]
    by_id: dict[str, Left]
    model_version: str


class Given:
    """Stands for the engine's own index where the pairs were found already: everybody on the left is met."""

    def __init__(self, size: int) -> None:
        self._size = size

    def pairs(self, right: Sequence[Record], report: JoinReport | None = None) -> tuple[Rows, Rows]:
        """Every left row with every right row."""
        count = len(right)
        if report is not None:
            report.compared += self._size * count
        return np.tile(np.arange(self._size), count), np.repeat(np.arange(count), self._size)


class Look:
    """Looks up accounts and records against one part of the constituents, with the model in use."""

    def __init__(self, side: SideName, *, version: ModelVersion | None = None) -> None:
        """Read what holds for all of them; ``version``: instead of the model in use. Raises IndexUnready."""
        found, generation = state.require()
        version = version or found.model
        assert version is not None
        self._side = side
        self.version: str = version.pk
        self.parameters: dict[str, Any] = found.parameters
        self.model: Model = state.model_of(version)
        self._read_from(generation)

    def _read_from(self, generation: int) -> None:
        total = self.model.frequencies.total if self.model.frequencies else 0
        self._generation = generation
        self._reader = Reader(generation, _part(generation, self._side), total)

    def met_by(self, record: Record) -> list[Left]:
        """The constituents' records that are compared with ``record``, in order of their id. Raises IndexUnready."""
        while True:
            numbers = self._reader.met_by(record)
            found = _read(self._generation, numbers) if numbers else []
            generation = state.require_generation()
            if generation == self._generation:
                return found
            # Switched while we read: the former generation is emptied, and would tell of nobody.
            self._read_from(generation)

    def score(self, record: Record, *, top: int, min_probability: float) -> Found:
        """The record's candidates with rank, probability and evidence."""
        met = self.met_by(record)
        if not met:
            return Found([], {}, self.version)
        engine = engine_over([left.record for left in met], self.model)
        scored = engine.score([record], top=top, min_probability=min_probability)
        return Found(scored, {left.record.id: left for left in met}, self.version)


def engine_over(left: Sequence[Record], model: Model) -> Engine:
    """An engine that compares with all of ``left``, which were found to share a key."""
    engine = Engine(list(left), model)
    engine.__dict__["_index"] = Given(len(left))
    return engine


def side_of(*, platform: str, pair_limited: bool, reason: str) -> SideName:
    """The part of the constituents that an account of ``platform`` may be compared with, as match runs name it."""
    if pair_limited:
        return SideName(LOOKED_FOR, platform)
    return SideName(OWN_SOURCES if reason in STEWARD_ONLY_REASONS else ALL, platform)


def _part(generation: int, side: SideName) -> Part:
    return part_of(
        generation,
        refused=refused_matching(side.platform),
        only=looked_for(side.platform) if side.kind == LOOKED_FOR else None,
        own=side.kind == OWN_SOURCES,
    )


def _read(generation: int, numbers: Collection[int]) -> list[Left]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [generation, list(numbers)])
        rows: list[tuple[UUID, UUID, UUID, int, str]] = cursor.fetchall()
    found = []
    for record_id, identity_id, constituent_id, source_id, values in rows:
        row = LeftRow(record_id, identity_id, constituent_id, source_id, json.loads(values))
        found.append(Left(left_record(row), identity_id, constituent_id, source_id))
    return found
