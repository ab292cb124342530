"""Records of delimited text (RFC 4180, any delimiter).

Quoted cells may span lines, and one bad row costs only itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import IO, TextIO

from django.utils.translation import gettext as _

from .base import FileRefused, Limits, Record, Table
from .encoding import line_too_long

_UNDECODED = re.compile("[\ud800-\udfff]")


class _Runaway(Exception):
    """A quoted cell has gone on for longer than any cell does: its quote was never closed."""


def as_text(stream: IO[bytes], encoding: str) -> TextIO:
    """Decode the stream. Bytes that are not UTF-8 become lone surrogates, so that only their row is bad."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


class Lines:
    """The file's lines, one at a time within the limit, those of the current record remembered."""

    def __init__(self, text: TextIO, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._returned: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._limits.record_lines:
            raise _Runaway
        line = self._returned.popleft() if self._returned else self._text.readline(self._limits.line + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > self._limits.line:
            raise FileRefused(line_too_long(self.number, self._limits))
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """Start a record; returns the number of its first line."""
        self.taken = []
        return self.number + 1

    def give_back(self) -> None:
        """Return all but the first line of the record, to be read as records of their own."""
        back = self.taken[1:]
        self._returned.extendleft(reversed(back))
        self.number -= len(back)


def records(lines: Lines, delimiter: str) -> Iterator[Record]:
    """Yield every record as it is written, whatever its width. After an unclosed quote the next line is read afresh."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway):
            many = len(lines.taken) > 1
            lines.give_back()
            yield Record(
                start,
                [],
                _("A quote is opened and not closed.") if many else _("The quotes in this line do not match."),
            )
            continue
        yield Record(start, cells, _damage(lines.taken))


def _damage(lines: list[str]) -> str:
    for line in lines:
        if "\0" in line:
            return _("The line holds a NUL character.")
        if not line.isascii() and _UNDECODED.search(line):
            return _("The line is not valid UTF-8, unlike the rest of the file.")
    return ""


def body(table: Table) -> Iterator[Record]:
    """Yield the records below the header with exactly the header's width; see ``Table.records``."""
    width = len(table.header)
    try:
        with as_text(table.format.open_bytes(table.path), table.encoding) as text:
            found = (
                record
                for record in records(Lines(text, table.limits), table.delimiter)
                if any(record.cells) or record.problem
            )
            next(found, None)
            for record in found:
                yield record if len(record.cells) == width or record.problem else _fitted(record, width)
    except (EOFError, OSError, UnicodeDecodeError) as error:
        raise FileRefused(
            _("%(name)s is cut off or damaged. Get the file again.") % {"name": table.path.name}
        ) from error


def _fitted(record: Record, width: int) -> Record:
    """Empty cells too many are harmless, as spreadsheets write them; every other difference is a bad row."""
    if len(record.cells) > width and not any(record.cells[width:]):
        return Record(record.line, record.cells[:width])
    problem = _("The row has %(cells)d cells, the header %(width)d.") % {"cells": len(record.cells), "width": width}
    return Record(record.line, record.cells, problem)
