"""What the application login may do with tables that the owner creates.

The rights are set as *default* privileges before the first migration, so that a migration which takes some of
them back (append-only tables do) is never undone by the next ``migrate``.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

from crmsocial.core.database.logins import login_of


def grant_to_application(sender: object, using: str, **kwargs: Any) -> None:
    """Receiver of ``pre_migrate``: every later table, sequence and function is usable by the application login."""
    connection = connections[using]
    role = login_of(settings.DATABASE_URL)["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        current, exists = cursor.fetchone()
        if role == current or not exists:
            return
        quoted = connection.ops.quote_name(role)
        for rights, kind in (
            ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
            ("USAGE, SELECT", "SEQUENCES"),
            ("EXECUTE", "FUNCTIONS"),
        ):
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {quoted}")
