"""Candidates out: csv or parquet, written beside the target and moved into place when whole."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from .errors import InputError
from .evidence import Scored

LINK_COLUMNS = ("left_id", "right_id", "probability", "weight", "rank")
DEDUPE_COLUMNS = ("id_a", "id_b", "probability", "weight", "rank")


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


def _rows(scored: Iterable[Scored]) -> Iterable[tuple[str, str, float, float, int]]:
    for pair in scored:
        yield pair.left_id, pair.right_id, pair.probability, round(pair.weight, 6), pair.rank


def write(path: Path, scored: Iterable[Scored], columns: Sequence[str]) -> int:
    """Write the pairs and return how many; a failure leaves no half file. Raises InputError when the disk refuses."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        number = _parquet(partial, scored, columns) if path.suffix == ".parquet" else _csv(partial, scored, columns)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        partial.unlink(missing_ok=True)
    return number


def _csv(path: Path, scored: Iterable[Scored], columns: Sequence[str]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        for row in _rows(scored):
            writer.writerow(row)
            number += 1
    return number


def _parquet(path: Path, scored: Iterable[Scored], columns: Sequence[str]) -> int:
    types = (pl.String, pl.String, pl.Float64, pl.Float64, pl.Int32)
    frame = pl.DataFrame(list(_rows(scored)), schema=dict(zip(columns, types, strict=True)), orient="row")
    frame.write_parquet(path)
    return len(frame)
