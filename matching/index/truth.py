"""What the index should hold, against what it holds: one difference, for one identity or for everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from crmsocial.constituents.models import ConstituentState, SourceKind, SourceRecord

from ..engine.api import Record
from ..records import LeftRow, left_record
from .tables import Row

_TRUTH = """
SELECT i.id AS identity_id, i.current_record_id AS record_id, c.id AS constituent_id, s.id AS source_id,
       s.kind = %(third_party)s AS third_party
FROM constituents_sourceidentity i
JOIN constituents_source s ON s.id = i.source_id
JOIN identity_membership m ON m.identity_id = i.id AND m.ended_at IS NULL
JOIN constituents_constituent c ON c.id = m.constituent_id AND c.state = %(active)s
WHERE i.current_record_id IS NOT NULL {of_truth}
"""
_DIFFERENCE = f"""
WITH truth AS ({_TRUTH}), held AS (
    SELECT r.identity_id, r.record_id, r.constituent_id, r.third_party, r.number
    FROM matching_indexedrecord r WHERE r.generation = %(generation)s {{of_held}}
)
SELECT h.number, t.identity_id, t.record_id, t.constituent_id, t.source_id, t.third_party,
       h.record_id IS NOT DISTINCT FROM t.record_id AND h.third_party IS NOT DISTINCT FROM t.third_party
FROM truth t FULL JOIN held h ON h.identity_id = t.identity_id
WHERE h.number IS NULL OR t.identity_id IS NULL OR h.record_id <> t.record_id OR h.constituent_id <> t.constituent_id
   OR h.third_party <> t.third_party
"""
_PAGE = f"SELECT * FROM ({_TRUTH}) t WHERE t.identity_id > %(after)s ORDER BY t.identity_id LIMIT %(limit)s"
_ONE = {"of_truth": "AND i.id = ANY(%(identities)s)", "of_held": "AND r.identity_id = ANY(%(identities)s)"}
_ALL = {"of_truth": "", "of_held": ""}
_KINDS: dict[str, Any] = {"third_party": SourceKind.THIRD_PARTY, "active": ConstituentState.ACTIVE}


@dataclass(slots=True)
class Difference:
    """What is to be done: numbers whose record is no longer so, records to add, and numbers that moved home."""

    gone: list[int] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)
    moved: list[tuple[int, UUID]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gone or self.missing or self.moved)


def difference(generation: int, identity_ids: Collection[UUID] | None = None) -> Difference:
    """Compare these identities (or all) with what the generation holds of them."""
    parameters = _KINDS | {"generation": generation, "identities": list(identity_ids or ())}
    statement = _DIFFERENCE.format(**(_ALL if identity_ids is None else _ONE))
    found = Difference()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for number, identity_id, record_id, constituent_id, source_id, third_party, same in cursor.fetchall():
            if number is not None and identity_id is not None and same:
                found.moved.append((number, constituent_id))
                continue
            if number is not None:
                found.gone.append(number)
            if identity_id is not None:
                found.missing.append(Row(identity_id, record_id, constituent_id, source_id, third_party))
    return found


def page(after: UUID, limit: int) -> list[Row]:
    """What the index should hold, in order of identity, behind ``after``."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(of_truth="AND i.id > %(after)s"), _KINDS | {"after": after, "limit": limit})
        return [Row(*row) for row in cursor.fetchall()]


def with_values(rows: Sequence[Row]) -> list[tuple[Row, Record]]:
    """The rows with their records as the engine takes them; those erased meanwhile are left out."""
    values = dict(SourceRecord.objects.filter(pk__in=[row.record_id for row in rows]).values_list("pk", "values"))
    return [(row, _record(row, values[row.record_id])) for row in rows if row.record_id in values]


def _record(row: Row, values: dict[str, Any]) -> Record:
    return left_record(LeftRow(row.record_id, row.identity_id, row.constituent_id, row.source_id, values))
