"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

COPY straight into a table is refused where row-level security guards it. The temporary table is made once a session and
emptied at each commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from psycopg import sql


def insert_rows(*, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], conflict: str = "") -> int:
    """Insert ``rows`` (in the order of ``columns``) in the caller's transaction; returns how many were written.

    ``conflict``: what follows ``ON CONFLICT``, such as ``(id) DO NOTHING``. Columns left out get their defaults.
    """
    target, load = sql.Identifier(table), sql.Identifier(f"load_{table}"[:63])
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS SELECT {} FROM {} WITH NO DATA"
            ).format(load, names, target)
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(load, names)) as copy:
            for row in rows:
                copy.write_row(row)
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, names, names, load)
        if conflict:
            statement += sql.SQL(" ON CONFLICT ") + sql.SQL(conflict)
        cursor.execute(statement)
        written: int = cursor.rowcount
        cursor.execute(sql.SQL("DELETE FROM {}").format(load))
    return written


def among(ids: Iterable[UUID]) -> RawSQL:
    """For ``field__in=among(ids)``: one array; a parameter for each id costs more than the query."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])
