"""Commands that read or write people's data, which nobody may while there is a reason not to serve."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crmsocial.core import readiness


class ReadyCommand(BaseCommand):
    """Refuses to begin where the web answers 503: a command run by hand must not read what pages may not show."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Ask, then do. Raises CommandError with the reason."""
        if reason := readiness.reason():
            raise CommandError(reason)
        return super().execute(*args, **options)
