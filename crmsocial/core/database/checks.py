"""System checks of the database's logins."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError
from django.db import connection


@register(Tags.database)
def application_login_is_walled(**kwargs: Any) -> list[CheckMessage]:
    """The application's login must not be able to pass row-level security (run by ``check --database default``)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            role, may_bypass = cursor.fetchone()
    except DatabaseError:
        return []
    if not may_bypass:
        return []
    return [
        Error(
            f"The login {role!r} of DATABASE_URL may bypass row-level security.",
            hint="Use a login that is NOSUPERUSER NOBYPASSRLS and owns no table; migrate with DATABASE_OWNER_URL.",
            id="core.E001",
        )
    ]
