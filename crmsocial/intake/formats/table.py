"""Opening a file as a table: its format, encoding, delimiter and header, or one clear refusal."""

from __future__ import annotations

import csv
import zlib
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from . import csv as plain_csv
from . import gzip_csv
from .base import FileRefused, Format, Limits, Table
from .delimited import Lines, as_text, records
from .encoding import detect
from .foreign import refuse_foreign

#: asked in this order; the last one takes what is left
FORMATS: tuple[Format, ...] = (gzip_csv, plain_csv)
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 50


def open_table(path: Path, *, name: str = "", limits: Limits | None = None, whole: bool = True) -> Table:
    """Find out how the file at ``path`` is written. ``whole`` reads all of it once; otherwise its beginning must do.

    ``name`` is what the person calls the file. Raises FileRefused with one message for a file that is empty, missing,
    no table, damaged, in an unknown encoding, or whose header is unusable.
    """
    name, limits = name or path.name, limits or Limits()
    try:
        if not path.stat().st_size:
            raise FileRefused(_("%(name)s is empty.") % {"name": name})
        return _open(path, name, limits, whole)
    except FileNotFoundError as error:
        raise FileRefused(_("There is no file %(name)s.") % {"name": path}) from error
    except (EOFError, OSError, zlib.error) as error:
        raise FileRefused(
            _("%(name)s cannot be read: it is cut off, damaged or not a file.") % {"name": name}
        ) from error


def _open(path: Path, name: str, limits: Limits, whole: bool) -> Table:
    with path.open("rb") as stream:
        head = stream.read(64)
    refuse_foreign(head, name)
    file_format = next(candidate for candidate in FORMATS if candidate.matches(head))
    with file_format.open_bytes(path) as stream:
        inner = stream.read(64)
    if not inner:
        raise FileRefused(_("%(name)s is empty.") % {"name": name})
    refuse_foreign(inner, name)
    writing = detect(lambda: file_format.open_bytes(path), limits=limits, whole=whole)
    delimiter = _sniff(path, file_format, writing.encoding, limits)
    header = _header(path, file_format, writing.encoding, delimiter, limits, name)
    return Table(path, file_format, writing.encoding, delimiter, header, max(0, writing.line_breaks - 1), limits)


def _sniff(path: Path, file_format: Format, encoding: str, limits: Limits) -> str:
    """The delimiter that cuts the header into several cells and the following rows into as many."""
    with as_text(file_format.open_bytes(path), encoding) as text:
        sample = list(islice(Lines(text, limits), _SAMPLE_LINES))

    def fitness(delimiter: str) -> tuple[bool, float, int]:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if any(row)]
        except csv.Error:
            return (False, 0.0, 0)
        width = widths[0] if widths else 0
        return (width > 1, widths.count(width) / len(widths) if widths else 0.0, width)

    return max(DELIMITERS, key=fitness)


def _header(
    path: Path, file_format: Format, encoding: str, delimiter: str, limits: Limits, name: str
) -> tuple[str, ...]:
    with as_text(file_format.open_bytes(path), encoding) as text:
        first, second = [
            *islice((r for r in records(Lines(text, limits), delimiter) if any(r.cells) or r.problem), 2),
            None,
            None,
        ][:2]
    if first is None:
        raise FileRefused(_("%(name)s is empty.") % {"name": name})
    if first.problem:
        raise FileRefused(_("The header (line %(line)d): %(problem)s") % {"line": first.line, "problem": first.problem})
    if second is None:
        raise FileRefused(_("%(name)s has a header and no rows.") % {"name": name})
    if len(first.cells) > limits.columns:
        raise FileRefused(
            _("The header has %(count)d columns; at most %(limit)d are read.")
            % {"count": len(first.cells), "limit": limits.columns}
        )
    cells = [cell.strip() for cell in first.cells]
    while cells and not cells[-1]:
        cells.pop()
    return _distinct([cell or _("column %(number)d") % {"number": i} for i, cell in enumerate(cells, start=1)])


def _distinct(cells: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        first = seen.setdefault(cell.casefold(), position)
        if first != position:
            raise FileRefused(
                _(
                    "The column “%(column)s” stands twice in the header (columns %(first)d and %(second)d). "
                    "Rename one of them."
                )
                % {"column": cell, "first": first, "second": position}
            )
    return tuple(cells)
