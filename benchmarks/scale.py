"""Measure a linkage of N constituents with N personas, against Splink 5 on the same files and the same budget of pairs.

    python -m benchmarks.scale N [--peer PYTHON] [--data FOLDER] [--threads 2] [--runs 1] [--out JSON]

The peer's Python: ``python3 -m venv PEER && PEER/bin/pip install splink==5.0.0 duckdb==2.0.0``, then
``--peer PEER/bin/python``. Each linkage runs in its own process, one after the other; medians of ``--runs``. Splink
gets as many candidate pairs as the engine compared, or fewer where its rules give no more. The engine's wall time is
that of the whole process, Splink's begins after its imports and after its rules were counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from .scale_data import generate, write
from .scale_measure import accuracy

ROOT = Path(__file__).resolve().parent.parent
_LIMIT = 7200


def _run(command: list[str]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the last line of JSON that the command prints, and its wall, CPU seconds and peak memory."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)}: {err.read()[-2000:]}")
        said = json.loads(out.read().strip().splitlines()[-1])
    figures = {
        "wall_s": round(time.perf_counter() - started, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss / 1024),
    }
    return said, figures


def ours(folder: Path, out: Path, threads: int, extra: list[str]) -> dict[str, Any]:
    """Link with this engine."""
    command = [sys.executable, "-m", "matching.engine", "link", str(folder / "constituents.parquet")]
    said, figures = _run([*command, str(folder / "personas.parquet"), str(out), "--threads", str(threads), *extra])
    return {**figures, "pairs": said["compared"]}


def splink(folder: Path, out: Path, threads: int, peer: str, budget: int) -> dict[str, Any]:
    """Link with Splink."""
    script = str(Path(__file__).with_name("scale_splink.py"))
    said, figures = _run([peer, script, str(folder), str(out), str(budget), "--threads", str(threads)])
    return {**figures, "wall_s": said["wall_s"], "cpu_s": said["cpu_s"], "pairs": said["pairs"]}


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {k: statistics.median(r[k] for r in runs) for k in runs[0]}


def _table(size: int, mine: dict[str, Any], peer: dict[str, Any]) -> str:
    """Return a markdown table of both and their ratio."""
    lines = [f"| {size:,} by {size:,} | engine | Splink 5 | engine / Splink |", "|---|---|---|---|"]
    for key, value in mine.items():
        other = peer.get(key)
        ratio = (
            f"{value / other:.2f}"
            if isinstance(value, int | float) and isinstance(other, int | float) and other
            else ""
        )
        lines.append(f"| {key} | {value} | {other} | {ratio} |")
    return "\n".join(lines)


def measure(folder: Path, size: int, given: argparse.Namespace) -> dict[str, Any]:
    """Run both and return their figures."""
    truth = pl.read_parquet(folder / "truth.parquet")
    result: dict[str, Any] = {"size": size, "threads": given.threads}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "ours.parquet"
        mine = _median([ours(folder, out, given.threads, given.engine) for _ in range(given.runs)])
        mine["us_a_record"] = round(mine["wall_s"] / size * 1e6, 1)
        result["engine"] = {**mine, **accuracy(pl.read_parquet(out), truth)}
        if given.peer:
            out = Path(scratch) / "splink.parquet"
            budget = given.budget or int(mine["pairs"])
            peer = _median([splink(folder, out, given.threads, given.peer, budget) for _ in range(given.runs)])
            peer["us_a_record"] = round(peer["wall_s"] / size * 1e6, 1)
            result["splink"] = {**peer, **accuracy(pl.read_parquet(out), truth)}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("--peer", help="a Python with splink and duckdb")
    parser.add_argument("--data", type=Path, help="a folder that scale_data wrote (default: generated anew)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument(
        "--budget", type=int, help="candidate pairs for Splink (default: as many as the engine compared)"
    )
    parser.add_argument("--engine", nargs="*", default=[], help="further arguments of link, such as --memory 1G")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.data or Path(scratch)
        if not given.data:
            write(folder, generate(given.size), "parquet")
        result = measure(folder, given.size, given)
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(_table(given.size, result["engine"], result.get("splink", {})))


if __name__ == "__main__":
    main()
