"""Files of records: csv, csv.gz and parquet in, columns of text out, or one clear line of what is wrong and where."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, cast

import polars as pl

from .columns.frame import RecordFrame
from .errors import InputError
from .files import careful, quick
from .files.header import column_names, ignored

_GZIP, _ZIP, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
_ALL = (1 << 31) - 1
_BATCH = 1 << 16


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as probe:
            start = probe.read(4)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if not start:
        raise InputError(f"{path}: the file is empty; a first line with column names is needed")
    return start


def _open(path: Path, start: bytes) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if start[:2] == _GZIP else path.open("rb")


def scan(path: str | Path, rows: int) -> Iterator[RecordFrame]:
    """Yield the records of a file in its order, at most ``rows`` at once, so that a file may exceed memory.

    Raises InputError with one line naming file, line and what to do; that an id occurs twice may show only at the end.
    """
    path = Path(path)
    start = _start(path)
    if start == _PARQUET or path.suffix == ".parquet":
        yield from _scan_parquet(path, rows)
    elif start == _ZIP or zipfile.is_zipfile(path):
        raise InputError(f"{path}: this is a zip archive; unpack it and give the csv file inside")
    else:
        yield from _scan_csv(path, start, rows)


def _scan_csv(path: Path, start: bytes, rows: int) -> Iterator[RecordFrame]:
    given = 0
    ids: list[pl.Series] = []
    try:
        with _open(path, start) as opened:
            for header, table in quick.read_csv(opened, rows):
                ids.append(table["id"].hash())
                yield RecordFrame(table, ignored(header))
                given += len(table)
        if not _doubled(ids):
            return
    except quick.Irregular:
        pass
    with _open(path, start) as opened:
        header, records = careful.read_csv(path, opened)
        left = islice(records, given, None)
        while batch := list(islice(left, min(rows, _BATCH))):
            yield RecordFrame(RecordFrame.of(batch).table, ignored(header))


def _doubled(ids: list[pl.Series]) -> bool:
    """Whether a value occurs twice in all of the columns together."""
    return bool(ids) and bool(pl.concat(ids).is_duplicated().any())


def _scan_parquet(path: Path, rows: int) -> Iterator[RecordFrame]:
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        header = schema.names()
        if not header:
            raise InputError(f"{path}: the file has no columns")
        names = column_names(header)
        for column, name in zip(header, names, strict=True):
            if name and schema[column].is_nested():
                raise InputError(f"{path}: column {column} holds several values at once; write them as one text")
        known = [pl.col(h).cast(pl.String, strict=False).alias(n) for h, n in zip(header, names, strict=True) if n]
        total = int(lazy.select(pl.len()).collect().item())
        ids: list[pl.Series] = []
        for place in range(0, total, min(rows, max(total, 1))):
            table = quick.tidy(lazy.select(known).slice(place, rows).collect(), padded=True)
            ids.append(table["id"].hash())
            if table["id"].has_nulls():
                _name_fault(path, header, lazy)
            yield RecordFrame(table, ignored(header))
        if _doubled(ids):
            _name_fault(path, header, lazy)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: not a readable parquet file ({str(error).splitlines()[0]})") from None


def _name_fault(path: Path, header: list[str], lazy: pl.LazyFrame) -> None:
    """Raise InputError where an id is missing or occurs twice."""
    ids = lazy.select(pl.col(header[0]).cast(pl.String, strict=False)).collect()
    for _ in careful.records(path, header[:1], enumerate(ids.iter_rows(), start=1)):
        pass


def read_records(path: str | Path) -> RecordFrame:
    """Return the records of a file in its order. Raises InputError with one line naming file, line and what to do."""
    return RecordFrame.gather(scan(path, _ALL))
