"""``manage.py replay_erasures``: after a restore, erase again whom the journal knows as erased."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.erasure import guard, replay
from privacy.erasure.journal_reading import JournalBroken, reader
from privacy.models import ErasureState


class Command(BaseCommand):
    """Compare the erasure journal with the database, and do again what the database lacks."""

    help = "Erase again, after a backup was restored, whom the erasure journal knows as erased."

    def add_arguments(self, parser: Any) -> None:
        """One switch."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 where there is something to do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is due, do it, say what became of it."""
        try:
            due = replay.due()
            known = len(reader().entries())
        except JournalBroken as error:
            raise CommandError(error.message) from None
        if options["check"] and due:
            raise CommandError(f"{len(due)} of {known} erasures in the journal have to be done again in this database.")
        missing = guard.lacking_lines()
        if missing:
            self.stdout.write(
                f"WARNING: the journal {reader().path} lacks {missing} erasures of this database. Bring it"
                " back from its own copy; without it a restored backup would bring these people back."
            )
        blocked = 0
        for entry in due:
            erasure = replay.run(entry)
            done = erasure.state == ErasureState.COMPLETE
            blocked += not done
            self.stdout.write(f"{erasure.pk}: {'erased again' if done else f'blocked: {erasure.blocked_by}'}")
        guard.forget()
        if blocked:
            self.stdout.write("What is blocked is hidden; it is erased as soon as it can be.")
        if due or options["verbosity"]:
            self.stdout.write(json.dumps({"journal": known, "replayed": len(due) - blocked, "blocked": blocked}))
