"""A csv file read in pieces by many threads; whatever is not regular is left to the careful reader."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import polars as pl

from ..kernels.lines import IRREGULAR, whole_records
from .header import column_names

_BLOCK = 1 << 24
# Below csv.field_size_limit, beyond which the careful reader refuses a value.
_LONGEST = 1 << 17
_BOM = b"\xef\xbb\xbf"
# What str.strip() takes away; polars by itself leaves the four separators of ASCII.
SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace())


class Irregular(Exception):
    """Something that only the careful reader can judge."""


def _header(line: bytes) -> list[str]:
    try:
        header = next(csv.reader([line.decode()], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise Irregular from None
    if b"\0" in line or b"\r" in line.removesuffix(b"\r\n") or not any(h.strip() for h in header):
        raise Irregular
    return header


def tidy(table: pl.DataFrame, *, padded: bool) -> pl.DataFrame:
    """Return the table with values stripped (where some may be ``padded``) and empty ones null."""
    columns: list[pl.Series] = []
    for name in table.columns:
        text = pl.col(name).str.strip_chars(SPACE) if padded else pl.col(name)
        columns.append(table.select(pl.when(text != "").then(text)).to_series())
        # Let go of what is done: both tables at once would be twice the memory.
        table = table.drop(name)
    return pl.DataFrame(columns)


def _table(data: bytes, header: Sequence[str], *, padded: bool) -> pl.DataFrame:
    names = column_names(header)
    kept = [i for i, name in enumerate(names) if name]
    try:
        table = pl.read_csv(
            data,
            has_header=False,
            schema={str(i): pl.String for i in range(len(names))},
            columns=kept,
            quote_char='"' if b'"' in data else None,
        )
    except pl.exceptions.PolarsError:
        raise Irregular from None
    return tidy(table.rename({str(i): str(names[i]) for i in kept}), padded=padded)


def read_csv(opened: IO[bytes], rows: int) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """Yield (header, fields of at most ``rows`` records as columns); ids are filled but may occur twice.

    Raises Irregular, possibly after some tables, which are right nevertheless.
    """
    try:
        line, held = opened.readline(_LONGEST).removeprefix(_BOM), b""
        header = _header(line)
        while True:
            fresh = opened.read(_BLOCK)
            held += fresh
            place = 0
            while place < len(held):
                view = np.frombuffer(held, dtype=np.uint8)[place:]
                end, found, padded = whole_records(view, len(header), rows, _LONGEST, not fresh)
                if end == IRREGULAR:
                    raise Irregular
                if not found:
                    break
                table = _table(held[place : place + end], header, padded=padded)
                if len(table) != found or table["id"].has_nulls():
                    raise Irregular
                yield header, table
                place += end
            if not fresh:
                return
            held = held[place:]
    except (EOFError, OSError, zlib.error):
        raise Irregular from None
