"""Checked rows and their problems go into the staging table by COPY, a slice at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection

from .. import suppression
from ..formats import Record
from ..models import Batch
from ..rows import Incoming, Problem, RowBuilder
from ..telling import told

#: rows of one transaction
SLICE = 20_000
#: bad cells and rows beyond this many are counted but not listed, so that a wrong file does not fill the database
LISTED_PROBLEMS = 100_000

# COPY into a guarded table is refused by the database, so rows go through a temporary one.
_TEMPORARY = """
CREATE TEMPORARY TABLE IF NOT EXISTS intake_copied (
    line bigint, external_id text, unique_key text, platform text, account_id text, handle_key text,
    values jsonb, content_hash bytea
) ON COMMIT DROP
"""
_COLUMNS = "line, external_id, unique_key, platform, account_id, handle_key, values, content_hash"
_COPY = f"COPY intake_copied ({_COLUMNS}) FROM STDIN"
_KEEP = f"INSERT INTO intake_stagedrow (batch_id, {_COLUMNS}) SELECT %s, {_COLUMNS} FROM intake_copied"
_COPY_PROBLEMS = 'COPY intake_batcherror (batch_id, line, "column", value, reason, dropped_row) FROM STDIN'


def stage(batch: Batch, records: Iterator[Record], builder: RowBuilder) -> bool:
    """Stage the next slice of records; returns whether the file has ended. ``batch`` is locked and is saved here."""
    rows: list[Incoming] = []
    problems: list[Problem] = []
    read = left_out = 0
    for record in islice(records, SLICE):
        row, found = builder.build(record)
        problems += found
        read += 1
        if row is None:
            left_out += 1
        else:
            rows.append(row)
    held_back = suppression.suppressed(rows, source_id=batch.source_id, entity=batch.entity)
    kept = [row for position, row in enumerate(rows) if position not in held_back] if held_back else rows
    problems += _without_values(rows, held_back)
    _copy(batch, kept)
    _list_problems(batch, problems)
    batch.rows_read += read
    batch.rows_bad += left_out
    batch.rows_suppressed += len(held_back)
    batch.cells_bad += sum(not problem.dropped_row for problem in problems)
    batch.save(update_fields=["rows_read", "rows_bad", "rows_suppressed", "cells_bad"])
    return read < SLICE


def _without_values(rows: Sequence[Incoming], positions: set[int]) -> list[Problem]:
    return [Problem(rows[position].line, "", "", suppression.reason(), True) for position in sorted(positions)]


def _copy(batch: Batch, rows: Iterable[Incoming]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        cursor.execute("TRUNCATE intake_copied")
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row((
                    row.line, row.external_id, _unique_key(batch.entity, row), row.platform, row.account_id,
                    row.handle_key, row.payload, row.content_hash,
                ))  # fmt: skip
        cursor.execute(_KEEP, [batch.pk])


def _unique_key(entity: str, row: Incoming) -> str:
    if entity == "constituents":
        return row.external_id
    if entity == "personas":
        return f"{row.platform}:id:{row.account_id}" if row.account_id else f"{row.platform}:handle:{row.handle_key}"
    if entity == "interactions":
        return json.dumps([row.external_id, row.values["kind"], row.values["interaction_id"]])
    return ""


def _list_problems(batch: Batch, problems: Sequence[Problem]) -> None:
    room = LISTED_PROBLEMS - batch.rows_bad - batch.cells_bad
    if not problems or room <= 0:
        return
    with connection.cursor() as cursor, cursor.copy(_COPY_PROBLEMS) as copy:
        for problem in problems[:room]:
            value = told(batch, problem.column, problem.value)
            copy.write_row(
                (batch.pk, problem.line, problem.column[:120], value, problem.reason[:300], problem.dropped_row)
            )
