"""The whole command on names in other scripts, as records of people and as accounts; doubles gathered."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from matching.engine.cli import main

PEOPLE = (
    ("p1", "Ingrid Solvang", "Norland"),
    ("p2", "Nora Eskelinen", "Norland"),
    ("p3", "Nora Eskelinen", "Sudland"),
    ("p4", "Marko Petrenkov", "Sudland"),
    ("p5", "Lim Chee Keong", "Sudland"),
)
LABELS = (
    ("l1", "Сольванг, Ингрид", "Norland", "p1"),
    ("l2", "노라 에스켈리넨", "Norland", "p2"),
    ("l3", "Нора Эскелинен", "Sudland", "p3"),
    ("l4", "ماركو بترينكوف", "Sudland", "p4"),
    ("l5", "林志强", "Sudland", "p5"),
    ("l6", "Eskelinen Norah", "Norland", "p2"),
)


def _write(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("column", ["full_name", "display_name"])
@pytest.mark.parametrize("countries", [True, False])
def test_names_are_found_in_either_presentation(
    tmp_path: Path, column: str, countries: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [f"{i},{name},{home}" for i, name, home in PEOPLE]
    left = _write(tmp_path / "left.csv", "id,full_name,country", people)
    labels = [f'{i},"{name}",{home if countries else ""}' for i, name, home, _ in LABELS]
    right = _write(tmp_path / "right.csv", f"id,{column},country", labels)
    assert main(["link", str(left), str(right), str(tmp_path / "out.csv")]) == 0, capsys.readouterr().err
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        first = {row["right_id"]: row["left_id"] for row in csv.DictReader(file) if row["rank"] == "1"}
    wanted = {i: p for i, _, _, p in LABELS if countries or p not in ("p2", "p3")}
    assert {i: first[i] for i in wanted} == wanted


def test_doubles_are_gathered_and_refusals_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        "a,Ida,Moen,1970-05-31,ida@example.org,twitter,idamoen",
        "b,Ida,Moen,1970-05-31,ida@example.org,,",
        "c,Ida,Moen,1970-05-31,ida@example.org,twitter,moenida",
        "d,Per,Lund,1950-01-02,per@example.org,,",
    ]
    source = _write(tmp_path / "in.csv", "id,given_name,family_name,birth_date,email,platform,username", rows)
    clusters = tmp_path / "clusters.csv"
    assert main(["dedupe", str(source), str(tmp_path / "out.csv"), "--clusters", str(clusters)]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])["clusters"]
    with clusters.open(encoding="utf-8") as file:
        of = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    assert of["a"] != of["c"] and of["b"] in (of["a"], of["c"]) and of["d"] == "d"
    assert said["count"] == 3 and said["refused"]["account"] >= 1
