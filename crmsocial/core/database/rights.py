"""Taking rights on a table from the application's login: a migration operation.

Triggers refuse what must not happen to a table; a login without the right does not even come to them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from .logins import login_of


class TakeRights(Operation):
    """Migration operation: the application's login loses ``rights`` (as in ``"UPDATE, DELETE"``) on ``tables``.

    Nothing is taken where there is no such login, or where it migrates itself.
    """

    reversible = True

    def __init__(self, rights: str, *tables: str) -> None:
        self.rights, self.tables = rights, tables

    def deconstruct(self) -> tuple[str, Any, Any]:
        """As written, so that migrations read like the declaration they are."""
        return (self.__class__.__qualname__, (self.rights, *self.tables), {})

    def describe(self) -> str:
        """What ``migrate --plan`` shows."""
        return f"The application loses {self.rights} on {', '.join(self.tables)}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rights are no part of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take the rights."""
        self._run(schema_editor, f"REVOKE {self.rights} ON {{}} FROM {{}}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Give back what ``grants`` gives by default, of which TRUNCATE is no part."""
        self._run(schema_editor, f"GRANT {self.rights.replace(', TRUNCATE', '')} ON {{}} TO {{}}")

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
        role = login_of(settings.DATABASE_URL)["USER"]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
            current, exists = cursor.fetchone()
            if exists and role != current:
                tables = ", ".join(schema_editor.quote_name(table) for table in self.tables)
                cursor.execute(statement.format(tables, schema_editor.quote_name(role)))
