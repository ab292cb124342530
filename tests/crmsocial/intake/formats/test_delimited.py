from __future__ import annotations

import csv
import gzip
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.intake.formats import FileRefused, Limits, Table, open_table

# Text that a file can hold; NUL is a bad row, lone surrogates do not exist in files, and a mark at the start is no
# text.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=20)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8)


def table_of(content: bytes, folder: Path, *, limits: Limits | None = None) -> Table:
    path = folder / "people.csv"
    path.write_bytes(content)
    return open_table(path, limits=limits)


@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    packed=st.booleans(),
    line_end=st.sampled_from(["\r\n", "\n"]),
)
def test_what_csv_wrote_comes_back(
    rows: list[list[str]], delimiter: str, encoding: str, packed: bool, line_end: str
) -> None:
    out = io.StringIO()
    # Before Python 3.13 the writer leaves a lone carriage return unquoted where it ends lines by a line feed.
    quoting = csv.QUOTE_ALL if line_end == "\n" else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([["id", "alpha", "beta"], ["first", "row", "stays"], *rows])
    content = out.getvalue().encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        table = table_of(gzip.compress(content) if packed else content, Path(folder))
        assert table.header == ("id", "alpha", "beta")
        assert table.delimiter == delimiter
        found = list(table.records())
    assert [record.problem for record in found if record.problem] == []
    assert [record.cells for record in found] == [["first", "row", "stays"], *(row for row in rows if any(row))]


@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            table = table_of(content, Path(folder))
        except FileRefused as refusal:
            assert refusal.message
        else:
            assert all(len(record.cells) == len(table.header) or record.problem for record in table.records())


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    table = table_of(b'\nid,note\n1,"two\nlines"\n\n2,b\n', tmp_path)
    assert [(record.line, record.cells) for record in table.records()] == [(3, ["1", "two\nlines"]), (6, ["2", "b"])]


def test_ragged_rows_are_told_and_the_others_kept(tmp_path: Path) -> None:
    found = list(table_of(b"id,a,b\n1,x\n2,x,y\n3,x,y,z\n4,x,y,,\n", tmp_path).records())
    assert [(record.line, bool(record.problem)) for record in found] == [(2, True), (3, False), (4, True), (5, False)]
    assert "2 cells, the header 3" in found[0].problem


def test_an_unclosed_quote_costs_only_its_row(tmp_path: Path) -> None:
    found = list(table_of(b'id,a\n1,"x\n2,y\n3,"z"\n4,w\n', tmp_path).records())
    assert [(record.line, record.cells) for record in found if not record.problem] == [
        (3, ["2", "y"]), (4, ["3", "z"]), (5, ["4", "w"]),
    ]  # fmt: skip
    assert [record.line for record in found if record.problem] == [2]


def test_a_quote_that_swallows_the_file_is_given_up(tmp_path: Path) -> None:
    content = b'id,a\n1,"x\n' + b"".join(b"%d,y\n" % number for number in range(2, 500))
    found = list(table_of(content, tmp_path, limits=Limits(record_lines=50)).records())
    assert len([record for record in found if not record.problem]) == 498


def test_nul_and_undecodable_bytes_cost_only_their_rows(tmp_path: Path) -> None:
    content = "id,a\n1,Zoë\n2,x\0y\n".encode() + b"3,\xff\n" + "4,Loïc\n".encode()
    found = list(table_of(content, tmp_path).records())
    assert [record.line for record in found if record.problem] == [3, 4]
    assert [record.cells[1] for record in found if not record.problem] == ["Zoë", "Loïc"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"id,name\n", "no rows"),
        (b"PK\x03\x04rest of a zip", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (gzip.compress(b"id,name\n1,a\n" * 50)[:-20], "cut off"),
        (gzip.compress(b"PK\x03\x04rest of a zip"), "zip archive"),
        (b"\x00\x01\x02\x00" * 200, "binary"),
        (b"id,name,ID\n1,a,2\n", "twice in the header"),
        ("id,name\n1,Иванов Пётр\n2,Сидоров Пётр\n".encode("cp1251"), "encoding"),
        ("id,name\n1,山田太郎\n".encode("shift_jis"), "encoding"),
        ("id,name\n1,x\n".encode("utf-32"), "UTF-32"),
        ("id,name\n1,x\n".encode("utf-16") + b"\x00\xd8\x00", "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        list(table_of(content, tmp_path).records())
    assert expected in refusal.value.message


def test_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no file"):
        open_table(tmp_path / "nobody.csv")
    with pytest.raises(FileRefused, match="cannot be read"):
        open_table(tmp_path)


@pytest.mark.parametrize("text", ["Loïc Hervé", "Jürgen Müller, Straße", "João Núñez", "Åse Øyvind"])
def test_western_files_of_windows_are_read(text: str, tmp_path: Path) -> None:
    table = table_of(f'id,name\n1,"{text}"\n'.encode("cp1252"), tmp_path)
    assert table.encoding == "cp1252"
    assert next(table.records()).cells[1] == text


def test_utf_16_without_a_mark_is_known_by_its_zeros(tmp_path: Path) -> None:
    table = table_of("id;name\n1;Ana\n2;Ben\n".encode("utf-16-le"), tmp_path)
    assert (table.encoding, next(table.records()).cells) == ("utf-16-le", ["1", "Ana"])


class Endless(io.RawIOBase):
    """A line of two gigabytes that counts how much of it was asked for."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        buffer[:] = b"x" * len(buffer)
        self.given += len(buffer)
        return len(buffer) if self.given < 2**31 else 0


def test_a_line_of_two_gigabytes_is_refused_early() -> None:
    from crmsocial.intake.formats.encoding import detect

    streams: list[Endless] = []

    def opened() -> io.BufferedReader:
        streams.append(Endless())
        return io.BufferedReader(streams[-1], 1 << 16)

    with pytest.raises(FileRefused, match="longer than"):
        detect(opened, limits=Limits())
    assert sum(stream.given for stream in streams) < 16 * 2**20


def test_a_long_line_further_on_is_refused_before_anything(tmp_path: Path) -> None:
    content = b"id,a\n" + b"1,x\n" * 100 + b"2," + b"y" * 5000 + b"\n"
    with pytest.raises(FileRefused, match="Line 102"):
        list(table_of(content, tmp_path, limits=Limits(line=1000)).records())
