"""Row-level security as migration operations: the wall that stops code which forgot to name a purpose.

The application's login owns nothing and cannot bypass policies; the owner's login runs migrations only. The shape of
the policy (a CASE whose arms are scalar sub-selects) lets PostgreSQL decide the purpose once per query and probe
``privacy_permission`` by its unique index once per row.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL

#: Purposes of the machinery itself: rows must be seen to be written, erased, or kept in step with permissions.
SYSTEM_PURPOSES = ("intake", "erasure", "upkeep")

PURPOSE_FUNCTION = """
CREATE OR REPLACE FUNCTION app_purpose() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.purpose', true), '') $$;
"""

# A candidate on a platform that demands opt-in is open only while that constituent agrees to be looked for there.
_PAIR = (
    " AND (NOT p.pair_limited OR EXISTS (SELECT 1 FROM privacy_lookfor l WHERE l.constituent_id = {table}.{pair}"
    " AND l.platform = {table}.platform AND (l.until IS NULL OR l.until > now())))"
)


def guard_sql(table: str, column: str, *, nullable: bool = False, pair: str | None = None) -> str:
    """SQL that enables row-level security on ``table``, whose ``column`` holds the persona id.

    ``nullable``: rows without a persona id are not personal to a network and stay open. ``pair``: the constituent
    column of a table that also has ``platform``; pair-limited permissions are then checked against ``privacy_lookfor``.
    """
    system = ", ".join(f"'{name}'" for name in SYSTEM_PURPOSES)
    open_rows = f"WHEN {table}.{column} IS NULL THEN true " if nullable else ""
    pair_check = _PAIR.format(table=table, pair=pair) if pair else ""
    expression = (
        f"CASE {open_rows}WHEN (SELECT app_purpose()) IS NULL THEN false "
        f"WHEN (SELECT app_purpose()) IN ({system}) THEN true "
        f"ELSE coalesce((SELECT true FROM privacy_permission p WHERE p.persona_id = {table}.{column} "
        f"AND p.purpose = (SELECT app_purpose()) AND (p.until IS NULL OR p.until > now()){pair_check} LIMIT 1), "
        f"false) END"
    )
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_purpose ON {table} FOR ALL USING ({expression});"
    )


class GuardTable(RunSQL):
    """Migration operation: put ``table`` behind the permission wall."""

    def __init__(self, table: str, column: str, *, nullable: bool = False, pair: str | None = None) -> None:
        super().__init__(
            sql=guard_sql(table, column, nullable=nullable, pair=pair),
            reverse_sql=f"DROP POLICY {table}_purpose ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )
        self._arguments = ((table, column), {"nullable": nullable, "pair": pair})

    def deconstruct(self) -> tuple[str, Any, Any]:
        """As written, so that migrations read like the declaration they are."""
        return (self.__class__.__qualname__, *self._arguments)
