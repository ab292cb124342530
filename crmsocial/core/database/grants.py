"""What the application login may do with tables that the owner creates.

The rights are set as *default* privileges before the first migration, so that a migration which takes some of
them back (append-only tables do) is never undone by the next ``migrate``.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connections
from psycopg import sql

from crmsocial.core.database.logins import login_of

RIGHTS = (
    ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
    ("USAGE, SELECT", "SEQUENCES"),
    ("EXECUTE", "FUNCTIONS"),
)


def grant_to_application(sender: object, using: str, **kwargs: Any) -> None:
    """Receiver of ``pre_migrate``: every later table, sequence and function is usable by the application login.

    Raises ImproperlyConfigured when that login does not exist and cannot be made.
    """
    login = login_of(settings.DATABASE_URL)
    role, password = login["USER"], login["PASSWORD"]
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        current, exists = cursor.fetchone()
        if role == current:
            raise ImproperlyConfigured(
                f"DATABASE_URL and DATABASE_OWNER_URL both name the login {role!r}. Give the application one of its "
                "own, or set DATABASE_URL alone to the owner's address."
            )
        if not exists:
            _create_login(cursor, role, password)
        for rights, kind in RIGHTS:
            statement = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}")
            cursor.execute(statement.format(sql.SQL(rights), sql.SQL(kind), sql.Identifier(role)))


def _create_login(cursor: Any, role: str, password: str) -> None:
    statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD {}")
    try:
        cursor.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
    except ProgrammingError:
        raise ImproperlyConfigured(
            f"The application login {role!r} does not exist and the owner may not create it. Have an administrator "
            f"run: CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '...'; then set DATABASE_URL to it and "
            "DATABASE_OWNER_URL to the owner."
        ) from None
