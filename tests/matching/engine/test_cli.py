import csv
import gzip
import io
import json
import zipfile

import polars as pl
import pytest

from matching.engine.cli import main

LEFT = (
    "constituent_id,full_name,given_name,family_name,email,state\n"
    "c1,Amy Ashcombe,Amy,Ashcombe,amy@example.org,OR\n"
    "c2,Zoe Pell,Zoe,Pell,,TX\n"
)
RIGHT = "persona_id,platform,username,display_name\np1,x,AmyAshcombe,Amy Ashcombe\np2,x,zpell,\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "left.csv").write_text(LEFT, encoding="utf-8")
    (tmp_path / "right.csv").write_text(RIGHT, encoding="utf-8")
    return tmp_path


def link(folder, left="left.csv", right="right.csv", out="out.csv", *more):
    return main(["link", str(folder / left), str(folder / right), str(folder / out), *more])


def read(path):
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_link_writes_ranked_candidates_and_one_line_of_json(files, capsys):
    assert link(files) == 0
    rows = read(files / "out.csv")
    assert list(rows[0]) == ["left_id", "right_id", "probability", "weight", "rank"]
    assert (rows[0]["left_id"], rows[0]["right_id"], rows[0]["rank"]) == ("c1", "p1", "1")
    assert all(0 < float(r["probability"]) < 1 for r in rows)
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["command"], summary["left"], summary["right"], summary["candidates"]) == ("link", 2, 2, len(rows))


def test_accounts_may_stand_on_the_left(files):
    assert link(files, "right.csv", "left.csv") == 0
    rows = read(files / "out.csv")
    assert {(r["left_id"], r["right_id"]) for r in rows if r["rank"] == "1"} >= {("p1", "c1"), ("p2", "c2")}


def test_threads_change_nothing(files):
    assert link(files, "left.csv", "right.csv", "one.csv", "--threads", "1") == 0
    assert link(files, "left.csv", "right.csv", "two.csv", "--threads", "2") == 0
    assert (files / "one.csv").read_bytes() == (files / "two.csv").read_bytes()


def test_gzip_and_parquet_say_the_same_as_csv(files):
    (files / "left.csv.gz").write_bytes(gzip.compress(LEFT.encode()))
    pl.read_csv(io.StringIO(RIGHT)).write_parquet(files / "right.parquet")
    assert link(files) == 0
    assert link(files, "left.csv.gz", "right.parquet", "out.parquet") == 0
    found = pl.read_parquet(files / "out.parquet")
    assert [r["left_id"] for r in read(files / "out.csv")] == found["left_id"].to_list()


def test_a_saved_model_can_be_given(files):
    from matching.engine.api import Model

    Model.default().save(files / "model.json")
    assert link(files, "left.csv", "right.csv", "with.csv", "--model", str(files / "model.json")) == 0
    assert link(files) == 0
    assert (files / "with.csv").read_bytes() == (files / "out.csv").read_bytes()


def test_dedupe(files, capsys):
    text = (
        "id,first_name,surname,dob,suburb\n"
        "1,Ada,Quill,1970-01-02,Millbrook\n"
        "2,Ada,Quil,1970-01-02,Millbrook\n"
        "3,Ben,Rook,1981-03-04,Salem\n"
    )
    (files / "one.csv").write_text(text, encoding="utf-8")
    assert main(["dedupe", str(files / "one.csv"), str(files / "out.csv")]) == 0
    rows = read(files / "out.csv")
    assert (rows[0]["id_a"], rows[0]["id_b"]) == ("1", "2")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["records"] == 3


BAD = {
    "an empty file": (b"", "empty"),
    "blank lines only": (b"\n\n", "empty"),
    "a ragged row": (b"id,full_name\n1,Amy\n2,Zoe,Pell\n", "line 3: has 3 values where the header has 2"),
    "a short row": (b"id,full_name\n1\n", "line 2: has 1 values"),
    "another encoding": ("id,full_name\n1,Zoë\n".encode("latin-1"), "not UTF-8"),
    "a NUL byte": (b"id,full_name\n1,A\0my\n", "NUL"),
    "a doubled id": (b"id,full_name\n1,Amy\n1,Zoe\n", "line 3: id '1' is already on line 2"),
    "a missing id": (b"id,full_name\n,Amy\n", "line 2: the first column"),
    "an endless line": (b"id,full_name\n1," + b"x" * (1 << 21), "longer than"),
    "an open quote": (b'id,full_name\n1,"Amy\n', "not well-formed"),
    "damaged gzip": (gzip.compress(LEFT.encode())[:40], "gzip"),
    "no parquet": (b"PAR1nonsense", "parquet"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line(files, capsys, content, message):
    (files / "bad.csv").write_bytes(content)
    assert link(files, "bad.csv") != 0
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    assert "bad.csv" in captured.err
    assert message in captured.err
    assert not (files / "out.csv").exists()


def test_a_zip_named_csv(files, capsys):
    with zipfile.ZipFile(files / "bad.csv", "w") as archive:
        archive.writestr("left.csv", LEFT)
    assert link(files, "bad.csv") != 0
    assert "zip archive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["link", "none.csv", "none.csv", "out.csv"], "no such file"),
        (["link", "a.csv", "b.csv", "out.txt"], "must end in .csv or .parquet"),
        (["link", "a.csv", "b.csv", "no/such/folder/out.csv"], "no such folder"),
        (["link", "a.csv", "b.csv"], "required"),
        (["link", "a.csv", "b.csv", "out.csv", "--threads", "0"], "whole number"),
        (["guess"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_calls_are_one_clear_line(monkeypatch, tmp_path, capsys, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) != 0
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert message in error


def test_help(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert "link" in capsys.readouterr().out
