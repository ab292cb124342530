"""Django's ``migrate``, run as the owner of the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from crmsocial.core.database.logins import owner_login


class Command(DjangoCommand):
    """Apply migrations through DATABASE_OWNER_URL; everything else runs through DATABASE_URL."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Change the login, then do what Django does."""
        with owner_login():
            return super().handle(*args, **options)
