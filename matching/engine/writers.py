"""Candidates out: csv or parquet, written beside the target and moved into place when whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .errors import InputError
from .evidence import Scored

LINK_COLUMNS = ("left_id", "right_id", "probability", "weight", "rank")
DEDUPE_COLUMNS = ("id_a", "id_b", "probability", "weight", "rank")
_TYPES = (pl.String, pl.String, pl.Float64, pl.Float64, pl.Int32)
_DIGITS = 6
_BATCH = 100_000


def check_target(path: Path) -> None:
    """Raise InputError where nothing can be written to ``path``; called before the work, not after it."""
    if path.suffix not in {".csv", ".parquet"}:
        raise InputError(f"{path}: the output's name must end in .csv or .parquet")
    if path.is_dir():
        raise InputError(f"{path}: is a folder")
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{path.parent}: cannot be written to")


def pair_table(
    first: pl.Series,
    second: pl.Series,
    probability: NDArray[np.float64],
    weight: NDArray[np.float64],
    rank: NDArray[np.integer[Any]],
    columns: Sequence[str] = LINK_COLUMNS,
) -> pl.DataFrame:
    """Return pairs as they are written: ids of either side, floats in full but for the weight (to a millionth bit)."""
    values: tuple[Any, ...] = (first, second, probability, np.round(weight, _DIGITS), rank)
    return pl.DataFrame({n: pl.Series(n, v, t) for n, v, t in zip(columns, values, _TYPES, strict=True)})


def _tables(scored: Iterable[Scored], columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    left = iter(scored)
    while batch := list(islice(left, _BATCH)):
        yield pair_table(
            pl.Series([s.left_id for s in batch], dtype=pl.String),
            pl.Series([s.right_id for s in batch], dtype=pl.String),
            np.array([s.probability for s in batch]),
            np.array([s.weight for s in batch]),
            np.array([s.rank for s in batch], dtype=np.int32),
            columns,
        )


def write(path: Path, scored: Iterable[Scored], columns: Sequence[str]) -> int:
    """Write scored pairs and return how many; see ``write_tables``."""
    return write_tables(path, _tables(scored, columns), columns)


def write_tables(path: Path, tables: Iterable[pl.DataFrame], columns: Sequence[str] = LINK_COLUMNS) -> int:
    """Write tables of ``pair_table`` as they come and return the number of rows; a failure leaves no half file.

    Raises InputError when the disk refuses.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    counted = _Counted(tables, columns)
    try:
        if path.suffix == ".parquet":
            _parquet(partial, counted)
        else:
            _csv(partial, counted)
        partial.replace(path)
    except (OSError, pl.exceptions.ComputeError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"{path}: cannot be written ({reason})") from None
    finally:
        partial.unlink(missing_ok=True)
    return counted.rows


class _Counted:
    """Tables passing by: first an empty one, so that a file without rows has its columns."""

    def __init__(self, tables: Iterable[pl.DataFrame], columns: Sequence[str]) -> None:
        self.schema = dict(zip(columns, _TYPES, strict=True))
        self.rows = 0
        self._tables = tables

    def __iter__(self) -> Iterator[pl.DataFrame]:
        yield pl.DataFrame(schema=self.schema)
        for table in self._tables:
            self.rows += len(table)
            yield table


def _csv(path: Path, tables: _Counted) -> None:
    with path.open("wb") as out:
        for number, table in enumerate(tables):
            table.write_csv(out, include_header=number == 0)


def _parquet(path: Path, tables: _Counted) -> None:
    from polars.io.plugins import register_io_source

    def source(*_: object) -> Iterator[pl.DataFrame]:
        yield from tables

    register_io_source(source, schema=tables.schema).sink_parquet(path, compression="zstd", compression_level=1)


def write_clusters(path: Path, clusters: Mapping[str, str]) -> None:
    """Write id and cluster of every record, in order of cluster and id; a failure leaves no half file.

    Raises InputError when the disk refuses.
    """
    table = pl.DataFrame({"id": list(clusters), "cluster": list(clusters.values())}).sort("cluster", "id")
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix == ".parquet":
            table.write_parquet(partial)
        else:
            table.write_csv(partial)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        partial.unlink(missing_ok=True)
