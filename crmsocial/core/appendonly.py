"""Tables whose rows are never changed, guarded by the database: a migration operation.

``INSERT`` is all the application's login may do; triggers that are ENABLE ALWAYS stop even replication roles. Only the
owner of a *test* database may TRUNCATE, so that the test runner can clean up.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' AND current_setting('app.test_flush', true) = 'on' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' AND TG_NARGS > 0 AND TG_ARGV[0] = 'payload'
     AND current_setting('app.purpose', true) = 'erasure' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% refused: % is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def append_only_sql(table: str, *, payload: bool = False) -> str:
    """SQL that makes ``table`` append-only; a ``payload`` table may lose rows to the erasure service alone."""
    argument = "'payload'" if payload else ""
    return (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION refuse_change({argument});"
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change;"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;"
    )


class AppendOnly(RunSQL):
    """Migration operation: refuse UPDATE, DELETE and TRUNCATE on ``table``."""

    def __init__(self, table: str, *, payload: bool = False) -> None:
        super().__init__(
            sql=append_only_sql(table, payload=payload),
            reverse_sql=f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
        )
        self._arguments: tuple[tuple[str], dict[str, object]] = ((table,), {"payload": payload})

    def deconstruct(self) -> tuple[str, tuple[str], dict[str, object]]:
        """As written, so that migrations read like the declaration they are."""
        return (self.__class__.__qualname__, *self._arguments)
