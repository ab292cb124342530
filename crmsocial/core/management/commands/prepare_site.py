"""What has to be done between an update and the first page."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from crmsocial.core.database.logins import owner_login


class Command(BaseCommand):
    """Migrate, collect static files where they changed, and load the demo into an empty database."""

    help = __doc__ or ""
    requires_migrations_checks = False

    def add_arguments(self, parser: Any) -> None:
        """One switch."""
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo into an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step that is due."""
        self._migrate()
        if "replay_erasures" in get_commands():
            # A restored backup holds people who were erased since it was made.
            call_command("replay_erasures", stdout=self.stdout, verbosity=0)
        self._collect_static()
        if not options["no_demo"] and "load_demo" in get_commands():
            self.stdout.write("looking for the demo; loading it, on the first start, takes a minute or two")
            call_command("load_demo", if_empty=True)

    def _migrate(self) -> None:
        try:
            with owner_login():
                executor = MigrationExecutor(connection)
                due = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        if due:
            self.stdout.write(f"applying {len(due)} migrations")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        root = Path(settings.STATIC_ROOT)
        stamp = root / ".stamp"
        state = _state_of_static_files()
        if stamp.exists() and stamp.read_text() == state:
            return
        self.stdout.write("collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
        stamp.write_text(state)


def _state_of_static_files() -> str:
    """A hash over the path, size and time of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
