"""``manage.py export_candidates``: all candidates that may be matched now, as CSV."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser

from crmsocial.core import audit
from crmsocial.core.errors import DomainError
from crmsocial.core.management.ready import ReadyCommand
from matching.exporting import COLUMNS, rows_of


def _opened(path: Path) -> TextIO:
    """For its owner alone, also where the file is there already: it names people and their accounts."""
    path.touch(mode=0o600)
    if path.is_file():
        path.chmod(0o600)
    return path.open("w", encoding="utf-8", newline="")


class Command(ReadyCommand):
    """Write candidates to a CSV file (``-`` for standard output) under the purpose ``identity_matching``.

    The file is the machinery's own result, for checking and tuning of matching, and not data handed out: what may not
    be matched when its part is written is not in it. Superseded and withheld candidates are left out. The last line of
    the output is one line of JSON.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and from which probability on."""
        parser.add_argument("out", metavar="OUT", help="CSV file, or - for standard output")
        parser.add_argument(
            "--min-probability", type=float, default=0.0, metavar="P", help="leave out less probable pairs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Stream the rows."""
        least: float = options["min_probability"]
        if not 0 <= least <= 1:
            raise CommandError("--min-probability must lie between 0 and 1.")
        out: str = options["out"]
        try:
            with ExitStack() as stack:
                file: TextIO = sys.stdout if out == "-" else stack.enter_context(_opened(Path(out)))
                written = self._write(file, least)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        except DomainError as error:
            raise CommandError(error.message) from error
        result = {"rows": written, "file": None if out == "-" else out, "min_probability": least}
        (self.stderr if out == "-" else self.stdout).write(json.dumps(result))

    def _write(self, file: TextIO, least: float) -> int:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        written = 0
        for row in rows_of(least):
            writer.writerow(row)
            written += 1
        details = {"rows": written, "min_probability": least}
        audit.record(verb="candidates.exported", object_type="candidate", object_id="all", actor=None, details=details)
        return written
