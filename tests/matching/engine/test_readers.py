"""Reading quickly gives what reading carefully gives, and in pieces what it gives at once."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matching.engine.errors import InputError
from matching.engine.files import careful, quick
from matching.engine.readers import read_records, scan
from matching.engine.records import Record

_HEADER = ["id", "Given Name", "surname", "colour", "bio", "given_name"]
_value = st.text(st.sampled_from('ab ,"\n\r\t\x1c\u2028\xa0é김\0'), max_size=6) | st.sampled_from(["Ana", '"x', "a b"])
_rows = st.lists(st.tuples(st.text("abc ", min_size=1, max_size=4), *[_value] * 5), max_size=8)


def _carefully(path: Path) -> list[Record] | str:
    try:
        with path.open("rb") as opened:
            return list(careful.read_csv(path, opened)[1])
    except InputError as error:
        return str(error)


def _quickly(path: Path) -> list[Record] | str:
    try:
        return list(read_records(path))
    except InputError as error:
        return str(error)


def _alike(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert _quickly(path) == _carefully(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.booleans())
def test_written_csv_reads_alike(
    tmp_path: Path, rows: list[tuple[str, ...]], end: str, quoting: int, bom: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([_HEADER, *rows])
    _alike(tmp_path / "a.csv", out.getvalue().encode("utf-8-sig" if bom else "utf-8"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=40) | st.text('ab," \n\r1é', max_size=40).map(str.encode))
@example(b"a,b\n1,x\n2,y")
@example(b"a\n1\n\n2\n")
@example(b'a,b\n"1","x""y"\n2,"\n"\n')
@example(b'a,b\n1,x"y\n2,"x"y\n')
@example(b"1,\n\n")
@example(b"a,b\n1,\xff\n")
@example(b"a,b\n1,x\r")
def test_any_bytes_read_alike(tmp_path: Path, body: bytes) -> None:
    _alike(tmp_path / "a.csv", b"id,city\n" + body)


@pytest.mark.parametrize("block", [5, 16, 1000])
def test_pieces_of_any_size_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(quick, "_BLOCK", block)
    lines = "".join(f'{i},"word {i}"\r\n' if i % 3 else f"{i},\n" for i in range(100))
    path = tmp_path / "a.csv"
    path.write_text("id,city\n" + lines, encoding="utf-8", newline="")
    pieces = list(scan(path, 7))
    assert all(0 < len(p) <= 7 for p in pieces)
    assert [r for p in pieces for r in p] == _carefully(path) == list(read_records(path))


def test_a_fault_late_in_a_file_loses_nothing_and_gives_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,city\n" + "".join(f"{i},Porto\n" for i in range(50)) + '50,"a" b\n', encoding="utf-8")
    found = []
    with pytest.raises(InputError, match="line 52"):
        for piece in scan(path, 10):
            found.extend(piece.ids.to_list())
    assert found == [str(i) for i in range(len(found))]


def test_doubled_ids_in_different_pieces_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,city\n" + "".join(f"{i % 40},Porto\n" for i in range(50)), encoding="utf-8")
    with pytest.raises(InputError, match="line 42: id '0' is already on line 2"):
        list(scan(path, 10))


def test_csv_gzip_and_parquet_say_the_same(tmp_path: Path) -> None:
    text = "id,first name,colour,surname\n1, Ana ,red,\n2,,blue,Lima\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    pl.read_csv(io.StringIO(text), infer_schema=False).write_parquet(tmp_path / "a.parquet")
    frames = [read_records(tmp_path / name) for name in ("a.csv", "a.csv.gz", "a.parquet")]
    assert [list(f) for f in frames] == [[Record("1", given_name="Ana"), Record("2", family_name="Lima")]] * 3
    assert [f.ignored for f in frames] == [("colour",)] * 3
    assert [len(p) for p in scan(tmp_path / "a.parquet", 1)] == [1, 1]


@pytest.mark.parametrize(
    ("ids", "message"), [(["1", None], "line 2: the first column"), ([7, 7], "line 2: id '7' is already on line 1")]
)
def test_ids_of_parquet_are_checked(tmp_path: Path, ids: list[object], message: str) -> None:
    pl.DataFrame({"id": ids, "city": ["Porto", "Faro"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match=message):
        read_records(tmp_path / "a.parquet")


def test_a_column_of_lists_is_refused_by_name(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["1"], "city": [["Porto"]]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="city"):
        read_records(tmp_path / "a.parquet")


def test_files_without_records(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,city\n", encoding="utf-8")
    pl.DataFrame({"id": [], "city": []}).write_parquet(tmp_path / "a.parquet")
    assert [len(read_records(tmp_path / name)) for name in ("a.csv", "a.parquet")] == [0, 0]
