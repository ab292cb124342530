"""The two tables of keys: writing rows of records, deleting them, emptying and finishing a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from crmsocial.core.database.bulk import insert_rows

from ..engine.api import Record
from .keys import INITIAL_RULES, LEAST, MOST, left_keys
from .models import GENERATIONS

#: A narrowed key is given up when it is shared by so many more than may share it; a look-up that leaves fewer people
#: out of account than this can rely on it.
SLACK = 1000
_LOCK = 7_221_010
_NUMBER = "matching_index_number"
_COLUMNS = (
    "number", "generation", "identity_id", "record_id", "constituent_id", "source_id", "third_party", "keys", "rules",
    "parts", "initials",
)  # fmt: skip

#: All that narrows key ``k`` of record ``r``.
PARTS = "CROSS JOIN LATERAL unnest(r.parts || CASE WHEN k.rule = ANY(%(initial)s) THEN r.initials END) AS p(part)"
_EXPAND = """
INSERT INTO {table} (key, number, rule, third_party)
SELECT k.key, r.number, k.rule, r.third_party
FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys, r.rules) AS k(key, rule)
WHERE r.generation = %(generation)s {only} ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""
_NARROW = """
INSERT INTO {table} (key, number, rule, third_party)
SELECT k.key # p.part, r.number, min(k.rule), r.third_party
FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys, r.rules) AS k(key, rule)
JOIN matching_narrowedkey n ON n.generation = %(generation)s AND n.key = k.key AND NOT n.given_up
{parts}
WHERE r.generation = %(generation)s {only}
  AND NOT EXISTS (SELECT 1 FROM matching_narrowedkey g WHERE g.generation = %(generation)s
                  AND g.key = k.key # p.part AND g.given_up)
GROUP BY 1, 2, 4 ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""
_DELETE_KEYS = """
DELETE FROM {table} t USING (
    SELECT k.key, r.number FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys) AS k(key)
    WHERE r.generation = %(generation)s AND r.number = ANY(%(numbers)s)
    UNION
    SELECT k.key # p.part, r.number
    FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys, r.rules) AS k(key, rule)
    JOIN matching_narrowedkey n ON n.generation = %(generation)s AND n.key = k.key AND NOT n.given_up
    {parts}
    WHERE r.generation = %(generation)s AND r.number = ANY(%(numbers)s)
) gone WHERE t.key = gone.key AND t.number = gone.number
"""
_CROWDED = """
INSERT INTO matching_narrowedkey (generation, key, given_up)
SELECT %(generation)s, t.key, false FROM {table} t
GROUP BY t.key HAVING count(*) > (%(least)s::int[])[min(t.rule) + 1]
ON CONFLICT DO NOTHING
"""
_GIVE_UP = """
INSERT INTO matching_narrowedkey (generation, key, given_up)
SELECT %(generation)s, k.key # p.part, true
FROM matching_indexedrecord r CROSS JOIN LATERAL unnest(r.keys, r.rules) AS k(key, rule)
JOIN matching_narrowedkey n ON n.generation = %(generation)s AND n.key = k.key AND NOT n.given_up
{parts}
WHERE r.generation = %(generation)s
GROUP BY 2 HAVING count(*) > (%(most)s::int[])[min(k.rule) + 1] + %(slack)s
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A source identity's current record and whose it is, as the database holds it now."""

    identity_id: UUID
    record_id: UUID
    constituent_id: UUID
    source_id: int
    third_party: bool


def table_of(generation: int) -> str:
    """The table of a generation's keys; a name of our own, safe in SQL."""
    assert generation in GENERATIONS
    return f"matching_index_{generation}"


def write_records(generation: int, rows: Sequence[tuple[Row, Record]]) -> list[int]:
    """Store records with their keys but not yet under them; returns their numbers."""
    if not rows:
        return []
    numbers = _take_numbers(len(rows))
    found = left_keys([record for _row, record in rows])
    insert_rows(
        table="matching_indexedrecord",
        columns=_COLUMNS,
        rows=[
            (number, generation, row.identity_id, row.record_id, row.constituent_id, row.source_id, row.third_party,
             own.keys, own.rules, own.parts, own.initials)
            for number, (row, _record), own in zip(numbers, rows, found, strict=True)
        ],
    )  # fmt: skip
    return numbers


def _take_numbers(many: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{_NUMBER}') FROM generate_series(1, %s)", [many])
        return [row[0] for row in cursor.fetchall()]


def publish(generation: int, numbers: Collection[int] | None = None) -> int:
    """Let stored records be found under their keys (all of the generation, or these); how many plain keys were added.

    Call it with the index held (``hold``), or while nobody reads the generation.
    """
    only = "" if numbers is None else "AND r.number = ANY(%(numbers)s)"
    parameters = {
        "generation": generation,
        "numbers": None if numbers is None else list(numbers),
        "initial": INITIAL_RULES,
    }
    table = table_of(generation)
    with connection.cursor() as cursor:
        cursor.execute(_EXPAND.format(table=table, only=only), parameters)
        added = int(cursor.rowcount)
        if numbers is not None:
            cursor.execute(_NARROW.format(table=table, only=only, parts=PARTS), parameters)
    return added


def remove(generation: int, numbers: Iterable[int]) -> int:
    """Delete records of a generation with all their keys; returns how many records."""
    parameters: dict[str, Any] = {"generation": generation, "numbers": list(numbers), "initial": INITIAL_RULES}
    if not parameters["numbers"]:
        return 0
    with connection.cursor() as cursor:
        if generation in GENERATIONS:
            cursor.execute(_DELETE_KEYS.format(table=table_of(generation), parts=PARTS), parameters)
        cursor.execute(
            "DELETE FROM matching_indexedrecord WHERE generation = %(generation)s AND number = ANY(%(numbers)s)",
            parameters,
        )
        return int(cursor.rowcount)


def narrow_all(generation: int) -> None:
    """Find the crowded keys of a generation that nobody reads or writes, and store them narrowed."""
    parameters: dict[str, Any] = {
        "generation": generation,
        "least": LEAST,
        "most": MOST,
        "slack": SLACK,
        "initial": INITIAL_RULES,
    }
    table = table_of(generation)
    with connection.cursor() as cursor:
        cursor.execute(_CROWDED.format(table=table), parameters)
        cursor.execute("SELECT matching_index_analyze()")
        cursor.execute(_GIVE_UP.format(parts=PARTS), parameters)
        cursor.execute(_NARROW.format(table=table, only="", parts=PARTS), parameters)


def empty(generation: int) -> None:
    """Forget a generation that is not read; its table is ready to be filled quickly, without its index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matching_index_empty(%s)", [generation])
        cursor.execute("DELETE FROM matching_indexedrecord WHERE generation = %s", [generation])
        cursor.execute("DELETE FROM matching_narrowedkey WHERE generation = %s", [generation])


def finish(generation: int) -> None:
    """Give the table of a generation that was filled its index back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matching_index_finish(%s)", [generation])


def hold() -> None:
    """Write to the index beside others until the transaction ends; nobody then writes it alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def try_alone() -> bool:
    """Hold the index alone until the transaction ends; False where somebody else is writing.

    It never waits, so that nobody waits behind it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
