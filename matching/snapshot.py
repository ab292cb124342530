"""The left side of a run: which source records stood there, and a prepared engine over them in every worker process."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from crmsocial.constituents.models import ConstituentState, SourceKind, SourceRecord
from privacy.selectors import STEWARD_ONLY_REASONS, looked_for, refused_matching

from .engine.api import Engine, Model, Record
from .models import MatchRun, ModelVersion, SnapshotRecord
from .records import LeftRow, left_record

ALL, OWN_SOURCES, LOOKED_FOR = "all", "own_sources", "looked_for"
#: Prepared sides that a process keeps; chunks are handed out side by side, so two are enough.
_KEPT = 2
_PAGE = 2000

_TAKE = """
INSERT INTO matching_snapshotrecord (run_id, record_id, identity_id, constituent_id, source_id, third_party)
SELECT %s, i.current_record_id, i.id, c.id, s.id, s.kind = %s
FROM constituents_sourceidentity i
JOIN constituents_source s ON s.id = i.source_id
JOIN identity_membership m ON m.identity_id = i.id AND m.ended_at IS NULL
JOIN constituents_constituent c ON c.id = m.constituent_id AND c.state = %s
WHERE i.current_record_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class SideName:
    """A part of the left side: what kind of part, and the platform whose refusals it leaves out.

    Written ``all@x``. Platforms on which the same people refused share the name of the first of them, and so one
    engine.
    """

    kind: str
    platform: str

    def __str__(self) -> str:
        return f"{self.kind}@{self.platform}"

    @classmethod
    def parse(cls, text: str) -> SideName:
        """Read what ``str`` wrote."""
        kind, _at, platform = text.partition("@")
        return cls(kind, platform)


class Sides:
    """Names the part of the left side that an account may be compared with; refusals are read once."""

    def __init__(self, platforms: Iterable[str]) -> None:
        refused = {platform: frozenset(refused_matching(platform)) for platform in sorted(set(platforms))}
        self._share = {
            platform: next(first for first, those in refused.items() if those == mine)
            for platform, mine in refused.items()
        }

    def name(self, *, platform: str, pair_limited: bool, reason: str) -> SideName:
        """The side for an account of ``platform`` whose matching is permitted for ``reason``."""
        if pair_limited:
            return SideName(LOOKED_FOR, platform)
        kind = OWN_SOURCES if reason in STEWARD_ONLY_REASONS else ALL
        return SideName(kind, self._share[platform])


def take(run: MatchRun) -> int:
    """Write down the current records of all active constituents; returns how many. Taking it again replaces it."""
    with transaction.atomic(), connection.cursor() as cursor:
        SnapshotRecord.objects.filter(run=run).delete()
        cursor.execute(_TAKE, [run.pk, SourceKind.THIRD_PARTY, ConstituentState.ACTIVE])
        return int(cursor.rowcount)


def drop(run_id: UUID) -> None:
    """Forget the snapshot of a run that needs it no more."""
    SnapshotRecord.objects.filter(run_id=run_id).delete()


def of_side(run_id: UUID, side: SideName) -> QuerySet[SnapshotRecord]:
    """The snapshot rows of the side as permissions stand now."""
    rows = SnapshotRecord.objects.filter(run_id=run_id).exclude(constituent_id__in=refused_matching(side.platform))
    if side.kind == LOOKED_FOR:
        return rows.filter(constituent_id__in=looked_for(side.platform))
    return rows.filter(third_party=False) if side.kind == OWN_SOURCES else rows


def left_rows(run_id: UUID, side: SideName) -> Iterator[LeftRow]:
    """Rows of the side in order of record id, which makes the prepared engine the same in every process.

    Records erased since the snapshot was taken are gone.
    """
    columns = ("record_id", "identity_id", "constituent_id", "source_id")
    ids = list(of_side(run_id, side).order_by("record_id").values_list(*columns))
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        values = dict(SourceRecord.objects.filter(pk__in=[row[0] for row in page]).values_list("pk", "values"))
        for record_id, identity_id, constituent_id, source_id in page:
            if record_id in values:
                yield LeftRow(record_id, identity_id, constituent_id, source_id, values[record_id])


@dataclass(frozen=True, slots=True)
class Left:
    """Where a left record came from, and the record as the engine saw it."""

    record: Record
    identity_id: UUID
    constituent_id: UUID
    source_id: int


@dataclass(frozen=True, slots=True)
class Side:
    """A prepared engine and its records by id."""

    engine: Engine
    by_id: dict[str, Left]


_prepared: OrderedDict[tuple[UUID, SideName], Side] = OrderedDict()


def prepared(run: MatchRun, side: SideName) -> Side:
    """The engine over ``side`` with the run's frozen model; built once in each process."""
    key = (run.pk, side)
    if key in _prepared:
        _prepared.move_to_end(key)
        return _prepared[key]
    assert run.model is not None, "a run is scored after it was prepared"
    return keep(run, side, build(run, side, model=load_model(run.model)))


def build(
    run: MatchRun, side: SideName, *, model: Model | None = None, right_sample: list[Record] | None = None
) -> Side:
    """Prepare the engine; with ``right_sample`` the model is adapted to it."""
    by_id = {}
    for row in left_rows(run.pk, side):
        record = left_record(row)
        by_id[record.id] = Left(record, row.identity_id, row.constituent_id, row.source_id)
    lefts = [left.record for left in by_id.values()]
    return Side(Engine.prepare(lefts, model=model, right_sample=right_sample or ()), by_id)


def keep(run: MatchRun, side: SideName, built: Side) -> Side:
    """Keep a prepared side for the next chunks of this process; the longest unused one makes room."""
    _prepared[run.pk, side] = built
    while len(_prepared) > _KEPT:
        _prepared.popitem(last=False)
    return built


def forget(run_id: UUID) -> None:
    """Free what this process keeps of a run."""
    for key in [key for key in _prepared if key[0] == run_id]:
        del _prepared[key]


def freeze(engine: Engine) -> ModelVersion:
    """Store the engine's adapted model; an equal model is stored once."""
    model = engine.adapted_model()
    body = _saved(model)
    defaults: dict[str, Any] = {"version": f"{model.version[:27]}-{model.hash[:12]}", "body": body}
    return ModelVersion.objects.get_or_create(content_hash=model.hash, defaults=defaults)[0]


def load_model(version: ModelVersion) -> Model:
    """The engine's model as it was frozen."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_bytes(bytes(version.body))
        return Model.load(path)


def _saved(model: Model) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save(path)
        return path.read_bytes()
