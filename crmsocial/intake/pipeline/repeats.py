"""What a file says twice: rows that repeat an id are left out, rows about one account are taken as one."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from ..models import Batch
from ..rows import RowBuilder

_TELL = """
INSERT INTO intake_batcherror (batch_id, line, "column", value, reason, dropped_row)
SELECT %(batch)s, line, %(column)s, value, replace(%(reason)s, '{line}', other_line::text), %(dropped)s FROM gone
"""

# The planner knows nothing of one batch's share of the staging table, so the keys are looked at in a table of their
# own.
_KEYS = """
CREATE TEMPORARY TABLE intake_keys ON COMMIT DROP AS
SELECT line, CASE WHEN %(entity)s = 'personas' THEN external_id ELSE unique_key END AS id,
       platform, account_id, handle_key
FROM intake_stagedrow WHERE batch_id = %(batch)s
"""

_REPEATED = f"""
WITH counted AS (
    SELECT line, min(line) OVER (PARTITION BY id) AS first_line FROM intake_keys
    WHERE id IN (SELECT id FROM intake_keys WHERE id <> '' GROUP BY id HAVING count(*) > 1)
), gone AS (
    DELETE FROM intake_stagedrow s USING counted c
    WHERE s.batch_id = %(batch)s AND s.line = c.line AND c.line > c.first_line
    RETURNING s.line, s.external_id AS value, c.first_line AS other_line
)
{_TELL}
"""

# Exports of several years tell of one account more than once, under the handles it had. The newest row stays, what it
# leaves open is filled from the older ones, and their handles go into the history. A row with a handle alone belongs
# to the row that names this handle with its account id.
_JOINED = f"""
WITH named AS MATERIALIZED (
    SELECT platform, handle_key, min(account_id) AS account_id FROM intake_keys
    WHERE account_id IS NOT NULL AND handle_key <> '' GROUP BY platform, handle_key
), keyed AS MATERIALIZED (
    SELECT s.line, coalesce(s.account_id, n.account_id) AS account_id,
           s.platform || coalesce(':id:' || coalesce(s.account_id, n.account_id), ':handle:' || s.handle_key) AS key
    FROM intake_keys s
    LEFT JOIN named n ON s.account_id IS NULL AND n.platform = s.platform AND n.handle_key = s.handle_key
), repeated AS MATERIALIZED (
    SELECT k.line, k.account_id, k.key
    FROM keyed k JOIN (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1) r USING (key)
), many AS MATERIALIZED (
    SELECT r.line, r.account_id, s.handle_key, s.values, seen,
           first_value(r.line) OVER (PARTITION BY r.key ORDER BY seen DESC, r.line DESC) AS stays
    FROM repeated r JOIN intake_stagedrow s ON s.batch_id = %(batch)s AND s.line = r.line,
         LATERAL coalesce(s.values ->> 'observed_at', s.values ->> 'snapshot', '') AS seen
), filled AS (
    SELECT m.stays, max(m.account_id) AS account_id, jsonb_object_agg(e.key, e.value ORDER BY m.seen, m.line) AS values,
           string_agg(DISTINCT ltrim(m.values ->> 'username', '@'), '|') AS handles
    FROM many m, jsonb_each(m.values) e GROUP BY m.stays
), settled AS (
    SELECT stays, account_id, values || jsonb_build_object('former_usernames', handles) AS values FROM filled
), kept AS (
    UPDATE intake_stagedrow s
    SET values = f.values, account_id = f.account_id, content_hash = sha256(convert_to(f.values::text, 'UTF8'))
    FROM settled f WHERE s.batch_id = %(batch)s AND s.line = f.stays
), gone AS (
    DELETE FROM intake_stagedrow s USING many m
    WHERE s.batch_id = %(batch)s AND s.line = m.line AND m.line <> m.stays
    RETURNING s.line, '' AS value, m.stays AS other_line
)
{_TELL}
"""


def settle(batch: Batch, builder: RowBuilder) -> int:
    """Deal with repeated ids and accounts and tell of them; returns how many rows wait to be written.

    ``batch`` is saved.
    """
    if batch.entity == "consents":
        return _waiting(batch)
    batch.rows_bad += _run(
        _REPEATED,
        batch,
        builder.column_of("external_id"),
        _("The same id already stands on line {line}; that row was used."),
        dropped=True,
    )
    if batch.entity == "personas":
        batch.rows_joined += _run(
            _JOINED,
            batch,
            builder.column_of("username"),
            _("Line {line} tells of the same account; both rows were taken as one."),
            dropped=False,
        )
    batch.save(update_fields=["rows_bad", "rows_joined"])
    return _waiting(batch)


def _waiting(batch: Batch) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_stagedrow WHERE batch_id = %s", [batch.pk])
        waiting: int = cursor.fetchone()[0]
    return waiting


def _run(statement: str, batch: Batch, column: str, reason: str, *, dropped: bool) -> int:
    parameters: dict[str, Any] = {
        "batch": batch.pk,
        "entity": batch.entity,
        "column": column,
        "reason": reason,
        "dropped": dropped,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS intake_keys")
        cursor.execute(_KEYS, parameters)
        cursor.execute("ANALYZE intake_keys")
        cursor.execute(statement, parameters)
        changed: int = cursor.rowcount
    return changed
