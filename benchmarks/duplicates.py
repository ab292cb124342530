"""Find duplicates in three public sets, beside Splink by its own tutorials on the same files.

    python -m benchmarks.duplicates DATA [--peer PYTHON]

DATA holds the folders linkage_febrl3, linkage_febrl4 and linkage_fake_1000. PYTHON is that of an environment made by
``python -m venv peer && peer/bin/pip install splink==5.0.0 duckdb==2.0.0``. Prints a line of JSON a set:
the best F1 over all thresholds (febrl4: of each right record's best candidate) and seconds of the whole process, of
this engine and of the peer, and what this engine's clusters reach.
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
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Pair = tuple[float, str, str]


def _person(record_id: str) -> str:
    """Return whom a FEBRL id stands for: rec-N-org and rec-N-dup-K are one."""
    return "-".join(record_id.split("-")[:2])


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Write the records without their cluster; return {id: who it is}."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = next(iter(rows[0]))
    truth = {row[key]: row.get("cluster") or _person(row[key]) for row in rows}
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [c for c in rows[0] if c != "cluster"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return truth


def best_f1(pairs: Iterable[tuple[float, bool]], total: int) -> float:
    """Return the best F1 over thresholds; pairs of one score are taken together."""
    ordered = sorted(pairs, reverse=True)
    good, best = 0, 0.0
    for n, (score, right) in enumerate(ordered, 1):
        good += right
        if n == len(ordered) or ordered[n][0] != score:
            best = max(best, 2 * good / (n + total))
    return round(best, 4)


def _top(pairs: Sequence[Pair]) -> list[Pair]:
    """Return each right record's best candidate."""
    best: dict[str, Pair] = {}
    for pair in pairs:
        if pair[2] not in best or pair > best[pair[2]]:
            best[pair[2]] = pair
    return list(best.values())


def cluster_figures(path: Path, truth: dict[str, str]) -> dict[str, Any]:
    """Return pairwise precision, recall and F1 of clusters, and the size of the largest."""
    with path.open(encoding="utf-8", newline="") as file:
        of = {row["id"]: row["cluster"] for row in csv.DictReader(file)}

    def pairs(groups: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in groups.values())

    said, total = pairs(Counter(of.values())), pairs(Counter(truth.values()))
    right = pairs(Counter((of[i], truth[i]) for i in truth))
    figures = {"precision": right / max(said, 1), "recall": right / total, "f1": 2 * right / (said + total)}
    return {**{k: round(v, 4) for k, v in figures.items()}, "largest": max(Counter(of.values()).values())}


def _run(command: Sequence[str | Path], cwd: Path) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip()[-800:])
    return round(time.perf_counter() - started, 2), done.stdout


def _read(path: Path, columns: tuple[str, str], score: Callable[[dict[str, str]], float]) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(score(row), row[columns[0]], row[columns[1]]) for row in csv.DictReader(file)]


def measure(name: str, data: Path, peer: str | None, folder: Path) -> dict[str, Any]:
    """Return the figures of one set."""
    linked = name == "febrl4"
    source, files = data / f"linkage_{name}", [folder / "a.csv"]
    truth: dict[str, str] = {}
    for stem, file in (("a", files[0]), ("b", folder / "b.csv")) if linked else (("records", files[0]),):
        truth |= _copy(source / f"{stem}.csv.gz", file)
    files = [*files, folder / "b.csv"] if linked else files
    total = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())

    def f1(pairs: list[Pair]) -> float:
        return best_f1([(p, truth[a] == truth[b]) for p, a, b in (_top(pairs) if linked else pairs)], total)

    out, clusters = folder / "out.csv", folder / "clusters.csv"
    ours = [sys.executable, "-m", "matching.engine", "link" if linked else "dedupe", *files, out]
    wall, said = _run(ours if linked else [*ours, "--clusters", clusters], ROOT)
    columns = ("left_id", "right_id") if linked else ("id_a", "id_b")
    found: dict[str, Any] = {"set": name, "f1": f1(_read(out, columns, lambda r: float(r["weight"]))), "wall_s": wall}
    if not linked:
        found["clusters"] = cluster_figures(clusters, truth) | json.loads(said.splitlines()[-1])["clusters"]
    if peer:
        script = Path(__file__).with_name("duplicates_splink.py")
        wall, _ = _run([peer, script, name, out, *files], folder)
        pairs = _read(out, ("id_a", "id_b"), lambda r: float(r["match_weight"]))
        found |= {"peer_f1": f1(pairs), "peer_wall_s": wall}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--peer", metavar="PYTHON")
    given = parser.parse_args()
    for name in ("febrl3", "febrl4", "fake_1000"):
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(name, given.data, given.peer, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
