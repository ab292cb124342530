"""The statements that load personas by sets, over the temporary tables ``incoming`` (checked rows) and ``planned``.

``planned`` holds, for each incoming row, the persona it speaks of and that persona as it is to be.
"""

from __future__ import annotations

from psycopg import sql

#: column → expression over an incoming row ``i``
_INCOMING = {
    "external_id": "i.external_id",
    "display_name": "coalesce(i.values ->> 'display_name', '')",
    "bio": "coalesce(i.values ->> 'bio', '')",
    "location": "coalesce(i.values ->> 'location', '')",
    "profile_link": "coalesce(i.values ->> 'profile_link', '')",
    "language": "coalesce(i.values ->> 'language', '')",
}
_HANDLE = "coalesce(ltrim(i.values ->> 'username', '@'), '')"
#: columns of a persona that a row may change, in the order of every statement below
COLUMNS = ("account_id", "handle", "handle_key", *_INCOMING, "values", "content_hash", "basis")

# A row's persona: by account id; else the provisional one of this source with that handle (adopted if the id is now
# known); else, for a row without account id, this source's account that bears the handle now. No persona is taken by
# two rows.
# The "+ 0" keeps the planner off the index of sources: while the first file of a source comes in it takes its rows to
# be few. For the same reason the last look-up does not say IS NOT NULL, which would lead to the index of account ids.
_MATCHED = """
SELECT i.*, {handle} AS handle, coalesce(a.id, p.id, k.id) AS matched,
       row_number() OVER (PARTITION BY coalesce(a.id, p.id, k.id) ORDER BY i.account_id NULLS LAST, i.line) AS place
FROM {{incoming}} i
LEFT JOIN personas_persona a ON a.platform = i.platform AND a.account_id = i.account_id
LEFT JOIN LATERAL (
    SELECT o.id FROM personas_persona o
    WHERE a.id IS NULL AND o.account_id IS NULL AND o.platform = i.platform AND o.handle_key = i.handle_key
      AND o.source_id + 0 = %(source)s AND i.handle_key <> ''
    LIMIT 1
) p ON true
LEFT JOIN LATERAL (
    SELECT o.id FROM personas_persona o
    WHERE i.account_id IS NULL AND p.id IS NULL AND coalesce(o.account_id, '') <> '' AND o.platform = i.platform
      AND o.handle_key = i.handle_key AND o.source_id + 0 = %(source)s AND i.handle_key <> ''
    ORDER BY o.updated_at DESC, o.id LIMIT 1
) k ON true
"""

# The source that gave a persona may change it; another source fills what is empty, and may bring consent.
_MINE = "(t.id IS NULL OR t.source_id = %(source)s)"


def _listed(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in COLUMNS)


def _settled(column: str, expression: str) -> str:
    return f"CASE WHEN {_MINE} THEN {expression} ELSE coalesce(nullif(t.{column}, ''), {expression}) END AS {column}"


def _kept_if_empty(column: str) -> str:
    kept = f"coalesce(nullif(t.{column}, ''), i.{column})"
    return f"CASE WHEN {_MINE} AND i.{column} <> '' THEN i.{column} ELSE {kept} END AS {column}"


PLAN = sql.SQL(
    f"""
CREATE TEMPORARY TABLE {{planned}} ON COMMIT DROP AS
WITH i AS MATERIALIZED ({_MATCHED.format(handle=_HANDLE)})
SELECT i.line, coalesce(t.id, i.row_id) AS persona_id, t.id IS NULL AS is_new, i.platform,
       t.account_id IS NULL AND i.account_id IS NOT NULL AND t.id IS NOT NULL AS adopted,
       t.handle_key AS former_handle_key,
       coalesce(t.source_id, %(source)s) AS source_id,
       coalesce(t.account_id, i.account_id) AS account_id, {_kept_if_empty("handle")}, {_kept_if_empty("handle_key")},
       {", ".join(_settled(column, expression) for column, expression in _INCOMING.items())},
       CASE WHEN {_MINE} THEN i.values ELSE i.values || t.values END AS values,
       CASE WHEN {_MINE} THEN i.content_hash ELSE t.content_hash END AS content_hash,
       CASE WHEN {_MINE} OR %(basis)s = 'consent' THEN %(basis)s ELSE t.basis END AS basis,
       i.values ->> 'consented_at' AS consented_at, (i.values ->> 'observed_at')::timestamptz AS observed_at,
       false AS differs
FROM i LEFT JOIN personas_persona t ON t.id = i.matched AND i.place = 1
"""
)

MARK = sql.SQL(
    f"""
UPDATE {{planned}} n SET differs = true
FROM personas_persona t
WHERE t.id = n.persona_id AND NOT n.is_new
  AND ({_listed("t")}) IS DISTINCT FROM ({_listed("n")})
"""
)

INSERT = sql.SQL(
    f"""
INSERT INTO personas_persona (id, platform, source_id, {", ".join(COLUMNS)}, batch_id, observed_at)
SELECT persona_id, platform, source_id, {", ".join(COLUMNS)}, %(batch)s, coalesce(observed_at, now())
FROM {{planned}} WHERE is_new
"""
)

UPDATE = sql.SQL(
    f"""
UPDATE personas_persona t
SET {", ".join(f"{column} = n.{column}" for column in COLUMNS)}, batch_id = %(batch)s,
    observed_at = coalesce(n.observed_at, now()), updated_at = now()
FROM {{planned}} n WHERE t.id = n.persona_id AND n.differs
"""
)

HANDLES = sql.SQL(
    """
INSERT INTO personas_handlehistory (persona_id, handle, handle_key, first_seen, last_seen)
SELECT DISTINCT ON (persona_id, handle_key) persona_id, handle, handle_key, seen, seen
FROM (
    SELECT persona_id, handle, handle_key, coalesce(observed_at, now()) AS seen, 1 AS place
    FROM {planned} WHERE (is_new OR differs) AND handle_key <> ''
    UNION ALL
    SELECT persona_id, former, lower(former), coalesce(observed_at, now()), 2
    FROM {planned}, string_to_table(values ->> 'former_usernames', '|') AS former
    WHERE (is_new OR differs) AND former <> ''
) handles
ORDER BY persona_id, handle_key, place
ON CONFLICT (persona_id, handle_key) DO UPDATE
SET last_seen = greatest(personas_handlehistory.last_seen, excluded.last_seen),
    first_seen = least(personas_handlehistory.first_seen, excluded.first_seen)
"""
)

COUNT = sql.SQL(
    """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE differs),
       count(*) FILTER (WHERE NOT is_new AND NOT differs)
FROM {planned}
"""
)

#: what privacy must know: the personas that are new or differ, and of an interface's all, for whom a refresh counts
FACTS = sql.SQL(
    """
SELECT n.line, n.persona_id, n.platform, n.account_id, n.handle_key, n.source_id, s.kind, n.basis, n.consented_at,
       CASE WHEN n.values ?| %(signals)s THEN n.values::text END,
       CASE WHEN n.adopted THEN n.former_handle_key END, n.is_new OR n.differs, n.source_id = %(source)s
FROM {planned} n JOIN constituents_source s ON s.id = n.source_id
WHERE n.is_new OR n.differs OR (s.kind = 'network' AND n.source_id = %(source)s)
ORDER BY n.line
"""
)

#: personas that a source gave again as they were
SEEN = sql.SQL(
    """
SELECT n.persona_id FROM {planned} n JOIN constituents_source s ON s.id = n.source_id
WHERE NOT n.is_new AND NOT n.differs AND NOT (s.kind = 'network' AND n.source_id = %(source)s)
"""
)
