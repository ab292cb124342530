"""Measure the engine on a folder of data.

    python -m benchmarks.engine DATA [--left FILE] [--right FILE] [--threads N]

Runs ``link`` in a process of its own and prints one line of JSON: wall and CPU seconds, peak memory (MB), candidate
pairs before and after doubles between rules fall away, and pairs a second of CPU.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def measure(left: Path, right: Path, threads: int) -> dict[str, Any]:
    """Return the figures of one run. Raises SystemExit with the engine's own message when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        command = [sys.executable, "-m", "matching.engine", "link", str(left), str(right), str(out)]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "--threads", str(threads)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        wall = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    summary = json.loads(done.stdout.splitlines()[-1])
    by_rule = sum(summary["blocking"]["pairs"].values()) + sum(summary["blocking"]["refined"].values())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    return {
        "left": summary["left"],
        "right": summary["right"],
        "threads": threads,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "peak_mb": round(used.ru_maxrss / 1024),
        "pairs_by_rule": by_rule,
        "pairs_compared": summary["compared"],
        "pairs_per_cpu_s": round(summary["compared"] / cpu),
        "given_up": sum(summary["blocking"]["given_up"].values()),
        "model_hash": summary["model_hash"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--left", default="constituents.csv.gz")
    parser.add_argument("--right", default="personas.csv.gz")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    print(json.dumps(measure(given.data / given.left, given.data / given.right, given.threads)))


if __name__ == "__main__":
    main()
