"""What the import commands share: arguments, one clear line on error, and one line of JSON at the end."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandError, CommandParser
from django.db import Error as DatabaseError

from crmsocial.constituents.models import Basis, SourceKind
from crmsocial.core.errors import DomainError
from crmsocial.core.management.ready import ReadyCommand

from .. import services
from ..mapping import Mapping, read_map
from ..models import Batch, BatchState
from ..pipeline import Step


class ImportCommand(ReadyCommand):
    """Load a CSV file (plain or gzip). Rows that are bad are told in an error file; the others go in."""

    entity: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments that DESIGN and the README promise."""
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV file, plain or gzip, with a header")
        # Neither is marked as required, so that leaving one out gets the service's sentence and not argparse's usage.
        parser.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="the system the rows come from, such as donor-database (required)",
        )
        parser.add_argument(
            "--basis",
            default="",
            metavar="BASIS",
            help=f"lawful basis of having them (required): {', '.join(Basis.values)}",
        )
        parser.add_argument(
            "--map", metavar="NAME|FILE", help="JSON file {file column: field, null to leave out}, or a bundled map"
        )
        parser.add_argument(
            "--kind",
            metavar="SOURCE_KIND",
            help=f"kind of a source that is new: {', '.join(SourceKind.values)} (default crm)",
        )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="where the error file goes (default: FILE.errors.csv)"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count everything, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and print the counts."""
        began = time.monotonic()
        path: Path = options["file"]
        errors_to = _writable(
            options["errors"] or path.with_name(f"{path.name}.errors.csv"), asked=options["errors"] is not None
        )
        try:
            batch = services.import_file(
                path=path,
                entity=self.entity,
                source_name=options["source"],
                basis=options["basis"],
                actor=None,
                source_kind=options["kind"],
                overrides=read_map(options["map"]) if options["map"] else None,
                dry_run=options["dry_run"],
                errors_to=errors_to,
                progress=self._progress if options["verbosity"] > 0 and sys.stderr.isatty() else None,
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database refused or is away, and nothing was loaded: {str(error).splitlines()[0]}"
            ) from error
        self._tell(batch, errors_to, time.monotonic() - began, dry_run=options["dry_run"])

    def _progress(self, step: Step) -> None:
        self.stderr.write(f"\r{step.message} {step.done:,} / {step.total:,}", ending="")

    def _tell(self, batch: Batch, errors_to: Path, seconds: float, *, dry_run: bool) -> None:
        has_errors = bool(batch.rows_bad or batch.cells_bad or batch.rows_joined or batch.rows_suppressed)
        unknown = Mapping.unknown_of(batch.mapping)
        if unknown:
            self.stdout.write(f"Columns kept under their own name: {', '.join(unknown)}")
        if has_errors:
            self.stdout.write(f"Bad rows and cells are listed in {errors_to}")
        self.stdout.write(f"{'Dry run, nothing was changed. ' if dry_run else ''}{batch.message}")
        result = {
            "batch": None if dry_run else str(batch.pk),
            "state": batch.state,
            "source": batch.source.name,
            "basis": batch.basis,
            "dry_run": dry_run,
            "read": batch.rows_read,
            "added": batch.rows_added,
            "changed": batch.rows_changed,
            "unchanged": batch.rows_unchanged,
            "joined": batch.rows_joined,
            "bad_rows": batch.rows_bad,
            "bad_cells": batch.cells_bad,
            "suppressed": batch.rows_suppressed,
            "unknown_columns": unknown,
            "error_file": str(errors_to) if has_errors else None,
            "seconds": round(seconds, 3),
            "rows_per_second": round(batch.rows_read / seconds) if seconds else None,
        }
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if batch.state == BatchState.FAILED:
            raise CommandError(batch.message)


def _writable(path: Path, *, asked: bool) -> Path:
    """The path, or one among temporary files if nobody asked for this one and its folder cannot be written to."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent):
            return path
    except OSError as error:
        if asked:
            raise CommandError(f"The error file {path} cannot be written: {error.strerror}.") from error
        return Path(tempfile.gettempdir()) / path.name
