"""The error file: one line for each bad cell or row, to be read in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .models import Batch, BatchError

#: a cell that begins with one of these could be run as a formula by a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def rows(batch: Batch) -> Iterator[list[str]]:
    """The header and the lines of the error file, in the order of the imported file."""
    yield ["line", "column", "value", "reason", "left_out"]
    errors = BatchError.objects.filter(batch=batch).order_by("line", "pk")
    for error in errors.iterator(chunk_size=2000):
        left_out = _("row") if error.dropped_row else _("cell")
        yield [str(error.line), inert(error.column), inert(error.value), error.reason, left_out]


def write_errors(batch: Batch, path: Path) -> None:
    """Write the error file of the batch as CSV (UTF-8)."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows(batch))
