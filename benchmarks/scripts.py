"""Score names across scripts: labels in many scripts against lists of people, country by country.

    python -m benchmarks.scripts FOLDER [--one-file] [--json OUT] [--engine CHECKOUT]

FOLDER holds ``persons.csv.gz``, ``labels.csv.gz`` and ``truth.csv.gz``. The labels are presented twice: as records of
people (``full_name``) and as accounts (``display_name``). Each country is matched by itself or, with ``--one-file``,
all at once with the country as a column. A label counts as found where its person is ranked first without a tie among
the people of its country.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, str]
ROOT = Path(__file__).resolve().parent.parent
PRESENTATIONS = ("full_name", "display_name")


def rows(path: Path) -> list[Row]:
    """Return the rows of a gzipped table."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def person_row(row: Row) -> Row:
    """Return a person as a constituent record."""
    return {
        "id": row["person_id"],
        "full_name": row["name"],
        "given_name": row["given_name"],
        "family_name": row["family_name"],
        "other_names": row["sort_name"],
        "birth_date": row["birth_date"],
        "gender": row["gender"],
        "area": row["area"],
        "country": row["country"].replace("_", " "),
    }


def label_row(row: Row, presentation: str) -> Row:
    """Return a label as a record whose name stands in ``presentation``."""
    return {"id": row["label_id"], presentation: row["label"], "country": row["country"].replace("_", " ")}


def _write(path: Path, table: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)


def link(left: Sequence[Row], right: Sequence[Row], checkout: Path) -> dict[str, list[tuple[float, float, str]]]:
    """Return {right id: candidates as (probability, weight, left id), best first} of one run of ``link``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        _write(Path(folder) / "left.csv", left)
        _write(Path(folder) / "right.csv", right)
        command = [sys.executable, "-m", "matching.engine", "link", f"{folder}/left.csv", f"{folder}/right.csv"]
        done = subprocess.run([*command, str(out)], cwd=checkout, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr.strip())
        found: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
        with out.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["right_id"]].append((float(row["probability"]), float(row["weight"]), row["left_id"]))
    return {k: sorted(v, reverse=True) for k, v in found.items()}


def hit(candidates: Sequence[tuple[float, float, str]], right: str) -> bool:
    """Whether ``right`` stands first and alone."""
    return (
        bool(candidates)
        and candidates[0][2] == right
        and (len(candidates) < 2 or candidates[0][:2] > candidates[1][:2])
    )


def _runs(persons: Sequence[Row], labels: Sequence[Row], one_file: bool) -> Iterable[tuple[list[Row], list[Row]]]:
    if one_file:
        yield list(persons), list(labels)
        return
    for country in sorted({p["country"] for p in labels}):
        yield [p for p in persons if p["country"] == country], [x for x in labels if x["country"] == country]


def judge(folder: Path, presentation: str, *, one_file: bool, checkout: Path) -> dict[str, Any]:
    """Return hit@1 in total, by script and by country, and the labels that were missed with what stood first."""
    persons, labels = rows(folder / "persons.csv.gz"), rows(folder / "labels.csv.gz")
    truth = {r["label_id"]: r["person_id"] for r in rows(folder / "truth.csv.gz")}
    home = {p["person_id"]: p["country"] for p in persons}
    found: dict[str, list[tuple[float, float, str]]] = {}
    started = time.perf_counter()
    for left, right in _runs(persons, labels, one_file):
        found |= link([person_row(p) for p in left], [label_row(x, presentation) for x in right], checkout)
    wall = time.perf_counter() - started
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    missed = []
    for label in labels:
        inside = [c for c in found.get(label["label_id"], []) if home[c[2]] == label["country"]]
        owner = truth[label["label_id"]]
        for group in ("all", label["script"], label["country"]):
            total[group] += 1
            good[group] += hit(inside, owner)
        if not hit(inside, owner):
            missed.append([label["label"], label["country"], owner, *inside[:2]])
    return {
        "wall_s": round(wall, 1),
        "hit": {g: [round(good[g] / total[g], 3), total[g]] for g in sorted(total, key=lambda g: -total[g])},
        "missed": missed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one-file", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--engine", type=Path, default=ROOT)
    given = parser.parse_args()
    results = {}
    for presentation in PRESENTATIONS:
        results[presentation] = found = judge(
            given.folder, presentation, one_file=given.one_file, checkout=given.engine
        )
        shown = {k: v for k, v in found.items() if k != "missed"}
        print(json.dumps({"presentation": presentation, **shown}, ensure_ascii=False), flush=True)
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
