"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

COPY straight into a table is refused where row-level security guards it. The temporary table is made once a session and
emptied at each commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from psycopg import sql

#: Up to so many rows one INSERT with VALUES is quicker than a temporary table.
FEW = 50


def insert_rows(*, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], conflict: str = "") -> int:
    """Insert ``rows`` (in the order of ``columns``) in the caller's transaction; returns how many were written.

    ``conflict``: what follows ``ON CONFLICT``, such as ``(id) DO NOTHING``. Columns left out get their defaults.
    """
    given = iter(rows)
    first = list(islice(given, FEW + 1))
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    clause = sql.SQL(" ON CONFLICT ") + sql.SQL(conflict) if conflict else sql.SQL("")
    if len(first) <= FEW:
        return _insert_few(sql.Identifier(table), names, first, clause)
    return _copy(table, names, chain(first, given), clause)


def _insert_few(target: sql.Identifier, names: sql.Composed, rows: list[Sequence[Any]], clause: sql.Composable) -> int:
    if not rows:
        return 0
    values = sql.SQL(", ").join(
        sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(row))) for row in rows
    )
    statement = sql.SQL("INSERT INTO {} ({}) VALUES {}").format(target, names, values) + clause
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
        written: int = cursor.rowcount
    return written


def _copy(table: str, names: sql.Composed, rows: Iterable[Sequence[Any]], clause: sql.Composable) -> int:
    target, load = sql.Identifier(table), sql.Identifier(f"load_{table}"[:63])
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS SELECT {} FROM {} WITH NO DATA"
            ).format(load, names, target)
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(load, names)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, names, names, load) + clause)
        written: int = cursor.rowcount
        cursor.execute(sql.SQL("DELETE FROM {}").format(load))
    return written


def among(ids: Iterable[UUID]) -> RawSQL:
    """For ``field__in=among(ids)``: one array; a parameter for each id costs more than the query."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])


def one_of(ids: Collection[UUID]) -> RawSQL | Collection[UUID]:
    """The same, but the ids as they are where they are few: then the planner finds the rows by their index."""
    return ids if len(ids) <= FEW else among(ids)
