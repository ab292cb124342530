"""Candidates come back from a file as they were, and a failure leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matching.engine.errors import InputError
from matching.engine.writers import DEDUPE_COLUMNS, LINK_COLUMNS, pair_table, write_tables

_IDS = pl.Series(["a", 'b,"c"\n', "Ünal"])


def _pairs() -> pl.DataFrame:
    numbers = np.array([1 / 3, 1e-17, 0.25])
    return pair_table(_IDS, _IDS.reverse(), numbers, np.array([-0.12345678, 30.0, 1e-9]), np.array([1, 2, 3]))


def _read(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, schema_overrides={"rank": pl.Int32, "left_id": pl.String, "right_id": pl.String})


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_tables_are_written_one_after_the_other(tmp_path: Path, name: str) -> None:
    assert write_tables(tmp_path / name, iter([_pairs(), _pairs()])) == 6
    found = _read(tmp_path / name)
    assert found.columns == list(LINK_COLUMNS)
    assert found.equals(pl.concat([_pairs(), _pairs()]))
    assert found["probability"][0] == 1 / 3
    assert found["weight"][:3].to_list() == [-0.123457, 30.0, 0.0]


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_no_candidates_are_a_file_with_columns(tmp_path: Path, name: str) -> None:
    assert write_tables(tmp_path / name, [], DEDUPE_COLUMNS) == 0
    found = pl.read_csv(tmp_path / name) if name == "a.csv" else pl.read_parquet(tmp_path / name)
    assert (found.columns, len(found)) == (list(DEDUPE_COLUMNS), 0)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, name: str) -> None:
    def tables() -> Iterator[pl.DataFrame]:
        yield _pairs()
        raise InputError("line 3 is odd")

    with pytest.raises(InputError, match="line 3 is odd"):
        write_tables(tmp_path / name, tables())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_disk_that_refuses_is_one_clear_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_tables(tmp_path / "missing" / name, [_pairs()])
