"""How a file was found to be written, kept with its batch so that a worker that goes on need not find out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .formats import Table
from .formats.table import FORMATS


def to_json(table: Table) -> dict[str, Any]:
    """For ``Batch.reading``."""
    return {
        "format": table.format.NAME,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header": list(table.header),
        "estimated_rows": table.estimated_rows,
    }


def from_json(path: Path, reading: dict[str, Any]) -> Table:
    """The table as it was found before."""
    return Table(
        path=path,
        format=next(known for known in FORMATS if reading["format"] == known.NAME),
        encoding=reading["encoding"],
        delimiter=reading["delimiter"],
        header=tuple(reading["header"]),
        estimated_rows=reading["estimated_rows"],
    )
