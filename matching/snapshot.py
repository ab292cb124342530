"""The left side of a run: which source records stood there, and which part of them an account may be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from crmsocial.constituents.models import ConstituentState, SourceKind, SourceRecord
from privacy.selectors import STEWARD_ONLY_REASONS, looked_for, refused_matching

from . import shared_sides
from .models import MatchRun, SnapshotRecord
from .records import LeftRow

ALL, OWN_SOURCES, LOOKED_FOR = "all", "own_sources", "looked_for"
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
    """Names the part of the left side that an account may be compared with; refusals are read once.

    Parts that hold the same records share a name, and so one engine in each process.
    """

    def __init__(self, run_id: UUID, platforms: Iterable[str]) -> None:
        self._has_bought = SnapshotRecord.objects.filter(run_id=run_id, third_party=True).exists()
        refused = {platform: frozenset(refused_matching(platform)) for platform in sorted(set(platforms))}
        self._share = {
            platform: next(first for first, those in refused.items() if those == mine)
            for platform, mine in refused.items()
        }

    def name(self, *, platform: str, pair_limited: bool, reason: str) -> SideName:
        """The side for an account of ``platform`` whose matching is permitted for ``reason``."""
        if pair_limited:
            return SideName(LOOKED_FOR, platform)
        kind = OWN_SOURCES if self._has_bought and reason in STEWARD_ONLY_REASONS else ALL
        return SideName(kind, self._share[platform])


def take(run: MatchRun) -> int:
    """Write down the current records of all active constituents; returns how many. Taking it again replaces it."""
    with transaction.atomic(), connection.cursor() as cursor:
        SnapshotRecord.objects.filter(run=run).delete()
        cursor.execute(_TAKE, [run.pk, SourceKind.THIRD_PARTY, ConstituentState.ACTIVE])
        return int(cursor.rowcount)


def drop(run_id: UUID) -> None:
    """Forget the snapshot of a run that needs it no more, and the sides that were made of it."""
    SnapshotRecord.objects.filter(run_id=run_id).delete()
    transaction.on_commit(lambda: shared_sides.drop(run_id))


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
