"""Set-based loading of source records and interactions from a table of checked rows.

The caller (intake) names a temporary table ``incoming``; every function here is one statement over it, in the caller's
transaction, under a lock per source so that two files of one source are written one after the other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

#: the name of the advisory lock's space; it means nothing else
_SOURCE_LOCK = 7_221_002


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows. ``orphans`` are lines whose external id the source does not know."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    orphans: list[tuple[int, str]] = field(default_factory=list)


_RECORDS = """
WITH judged AS MATERIALIZED (
    SELECT i.*, s.id AS identity_id, coalesce(r.content_hash = i.content_hash AND r.basis = %(basis)s, false) AS same,
           coalesce(
               r.version, (SELECT max(o.version) FROM constituents_sourcerecord o WHERE o.identity_id = s.id), 0
           ) AS version
    FROM {incoming} i
    LEFT JOIN constituents_sourceidentity s ON s.source_id = %(source)s AND s.external_id = i.external_id
    LEFT JOIN constituents_sourcerecord r ON r.id = s.current_record_id
), begun AS (
    INSERT INTO constituents_sourceidentity (id, source_id, external_id, current_record_id)
    SELECT row_id, %(source)s, external_id, record_id FROM judged WHERE identity_id IS NULL
), moved AS (
    UPDATE constituents_sourceidentity s SET current_record_id = j.record_id
    FROM judged j WHERE s.id = j.identity_id AND NOT j.same
), written AS (
    INSERT INTO constituents_sourcerecord (id, identity_id, version, values, content_hash, basis, batch_id, observed_at)
    SELECT record_id, coalesce(identity_id, row_id), version + 1, values, content_hash, %(basis)s, %(batch)s,
           coalesce((values ->> 'observed_at')::timestamptz, now())
    FROM judged WHERE NOT same
)
SELECT count(*) FILTER (WHERE identity_id IS NULL), count(*) FILTER (WHERE identity_id IS NOT NULL AND NOT same),
       count(*) FILTER (WHERE same)
FROM judged
"""

_INTERACTIONS = """
WITH judged AS MATERIALIZED (
    SELECT i.line, i.external_id, i.row_id, s.id AS identity_id, t.id AS standing,
           i.kind, i.interaction_id, i.at, i.amount, i.currency, i.summary,
           t.id IS NOT NULL
               AND (t.at, t.amount, t.currency, t.summary) IS NOT DISTINCT FROM (i.at, i.amount, i.currency, i.summary)
               AS same
    FROM (
        SELECT line, external_id, row_id, values ->> 'kind' AS kind, values ->> 'interaction_id' AS interaction_id,
               (values ->> 'at')::timestamptz AS at, (values ->> 'amount')::numeric(14, 2) AS amount,
               coalesce(values ->> 'currency', '') AS currency, coalesce(values ->> 'summary', '') AS summary
        FROM {incoming}
    ) i
    LEFT JOIN constituents_sourceidentity s ON s.source_id = %(source)s AND s.external_id = i.external_id
    LEFT JOIN constituents_interaction t
        ON t.identity_id = s.id AND t.kind = i.kind AND t.external_id = i.interaction_id
), begun AS (
    INSERT INTO constituents_interaction (id, identity_id, kind, external_id, at, amount, currency, summary, batch_id)
    SELECT row_id, identity_id, kind, interaction_id, at, amount, currency, summary, %(batch)s
    FROM judged WHERE identity_id IS NOT NULL AND standing IS NULL
), corrected AS (
    UPDATE constituents_interaction t
    SET at = j.at, amount = j.amount, currency = j.currency, summary = j.summary, batch_id = %(batch)s
    FROM judged j WHERE t.id = j.standing AND NOT j.same
)
SELECT count(*) FILTER (WHERE identity_id IS NOT NULL AND standing IS NULL),
       count(*) FILTER (WHERE standing IS NOT NULL AND NOT same), count(*) FILTER (WHERE same),
       coalesce(
           jsonb_agg(jsonb_build_array(line, external_id) ORDER BY line) FILTER (WHERE identity_id IS NULL), '[]'
       )::text
FROM judged
"""


def _run(statement: str, incoming: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SOURCE_LOCK, parameters["source"]])
        cursor.execute(sql.SQL(statement).format(incoming=sql.Identifier(incoming)), parameters)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def load_records(*, incoming: str, source_id: int, basis: str, batch_id: UUID) -> Loaded:
    """Write a version for every row that is new or differs from its source identity's current record.

    ``incoming`` has the columns external_id (once each), values, content_hash, row_id and record_id, the ids that a new
    identity and a new record get. A row is the same only if its content and its lawful basis are.
    """
    return Loaded(*_run(_RECORDS, incoming, {"source": source_id, "basis": basis, "batch": batch_id}))


def load_interactions(*, incoming: str, source_id: int, batch_id: UUID) -> Loaded:
    """Write interactions, each once by (source identity, kind, interaction id).

    A row that differs corrects the one that stands.
    Rows whose constituent the source has not given are not written and come back as ``orphans``.
    """
    added, changed, unchanged, orphans = _run(_INTERACTIONS, incoming, {"source": source_id, "batch": batch_id})
    return Loaded(added, changed, unchanged, [(line, external_id) for line, external_id in json.loads(orphans)])
