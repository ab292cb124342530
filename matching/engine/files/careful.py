"""A csv file line by line: slow, with a message for whatever is wrong."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

from ..errors import InputError
from ..records import Record
from .header import column_names

_MAX_LINE = 1 << 20
T = TypeVar("T")


def records(path: Path, header: Sequence[str], rows: Iterable[tuple[int, Sequence[str | None]]]) -> Iterator[Record]:
    """Yield the records of numbered rows. Raises InputError where an id is missing or occurs twice."""
    names = column_names(header)
    places = [(i, n) for i, n in enumerate(names) if n]
    seen: dict[str, int] = {}
    for line, row in rows:
        values = {n: v for i, n in places if (v := (row[i] or "").strip())}
        ident = values.get("id")
        if ident is None:
            raise InputError(f"{path}: line {line}: the first column ({header[0]}) is the id and must not be empty")
        if ident in seen:
            raise InputError(f"{path}: line {line}: id {ident!r} is already on line {seen[ident]}")
        seen[ident] = line
        yield Record(**values)


def _lines(path: Path, text: IO[str]) -> Iterator[str]:
    number = 0
    while line := text.readline(_MAX_LINE):
        number += 1
        if len(line) >= _MAX_LINE:
            raise InputError(f"{path}: line {number}: longer than {_MAX_LINE} characters; is this a csv file?")
        if "\0" in line:
            raise InputError(f"{path}: line {number}: contains a NUL byte; save the file as UTF-8 text")
        yield line


def _checked(path: Path, reader: Iterator[list[str]], width: int) -> Iterator[tuple[int, Sequence[str | None]]]:
    for row in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if not row:
            continue
        if len(row) != width:
            raise InputError(f"{path}: line {line}: has {len(row)} values where the header has {width} columns")
        yield line, row


def read_csv(path: Path, opened: IO[bytes]) -> tuple[list[str], Iterator[Record]]:
    """Return the header and the records of a csv file, which ``opened`` stays open for.

    Raises InputError with one line naming file, line and what to do.
    """
    text = io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")
    reader = csv.reader(_lines(path, text), strict=True)
    header = next(_guarded(path, reader, reader), None)
    if not header or not any(h.strip() for h in header):
        raise InputError(f"{path}: the file is empty; a first line with column names is needed")
    rows = _checked(path, reader, len(header))
    return header, _guarded(path, reader, records(path, header, rows))


def _guarded(path: Path, reader: Any, read: Iterator[T]) -> Iterator[T]:
    """Yield what is read; raise InputError for what makes the file unreadable."""
    try:
        yield from read
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise InputError(
            f"{path}: after line {reader.line_num}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: not well-formed csv ({error})") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise InputError(f"{path}: the gzip data are damaged or cut off after line {reader.line_num}") from None
