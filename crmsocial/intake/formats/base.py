"""What every format shares: limits, the record, the table, and the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from crmsocial.core.errors import InvalidInput


class FileRefused(InvalidInput):
    """The file as a whole cannot be read; its message names the cause and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused or a row reported, so that memory stays bounded.

    ``line`` and ``cell`` in characters, ``record_lines`` in lines of the file that one quoted record may span,
    ``unpacked`` in bytes after decompression.
    """

    line: int = 1_000_000
    cell: int = 10_000
    record_lines: int = 2_000
    columns: int = 1_000
    unpacked: int = 20 * 2**30


class Record(NamedTuple):
    """One row of a table: the line of the file where it begins, its cells.

    The problem of a row that cannot be read.
    """

    line: int
    cells: list[str]
    problem: str = ""


class Format(Protocol):
    """A module of this package that knows one file format."""

    NAME: str

    def matches(self, head: bytes) -> bool:
        """Say by the first bytes whether the file is of this format."""

    def open_bytes(self, path: Path) -> IO[bytes]:
        """Open the bytes of the table itself, unpacked."""


@dataclass(frozen=True, slots=True)
class Table:
    """A readable file: how it is written, its header, and an estimate of its rows (line breaks less the header's)."""

    path: Path
    format: Format
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    estimated_rows: int
    limits: Limits = field(default_factory=Limits)

    def records(self) -> Iterator[Record]:
        """Yield the rows below the header, bad ones with their problem; blank lines are passed over.

        Raises FileRefused where the file cannot be read on (a line beyond the limit, a damaged archive).
        """
        from .delimited import body

        return body(self)
