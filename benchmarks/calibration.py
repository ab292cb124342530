"""Measure whether probabilities hold true: on every set, as the engine says them, and after decisions on one half.

    python -m benchmarks.calibration DATA [FOLDER ...] [--splits 20]

DATA holds a folder per set as train_default_model.py reads it, whose masked constituents are left out; each further
FOLDER is one that scale_data wrote. Told are the likeliest candidates of each persona: their expected calibration error
(10 bins), beside what chance alone makes of it where every probability is true, and of those said .88 to .92 how many
are true, with the exact 95 % interval. *Fresh* is what the engine says without decisions; *decided* is said of each
half of the personas after the other half was decided: the mean over random halves, the interval of the first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matching.engine.calibrate import calibrate, choose, probability
from matching.engine.thresholds import lower_bound, upper_bound

from .scale_measure import best_candidates, calibration_error

ROOT = Path(__file__).resolve().parent.parent
Floats = NDArray[np.float64]
_NEAR = (0.88, 0.92)
_BINS = 10


def _read(folder: Path, name: str) -> pl.DataFrame:
    """Return a table of a set, every column as text."""
    if (folder / f"{name}.csv").exists():
        return pl.read_csv(folder / f"{name}.csv", infer_schema=False)
    with gzip.open(folder / f"{name}.csv.gz", "rb") as opened:
        return pl.read_csv(opened.read(), infer_schema=False)


def top_candidates(folder: Path, arguments: list[str]) -> tuple[Floats, NDArray[np.bool_]]:
    """Link a set without its masked constituents; return each best candidate's probability and whether it is true."""
    left = _read(folder, "constituents")
    if (folder / "openset_mask.csv.gz").exists():
        mask = _read(folder, "openset_mask")
        left = left.filter(~pl.col(left.columns[0]).is_in(mask[mask.columns[0]].to_list()))
    with tempfile.TemporaryDirectory() as scratch:
        one, two, out = (Path(scratch) / n for n in ("left.parquet", "right.parquet", "out.parquet"))
        left.write_parquet(one)
        _read(folder, "personas").write_parquet(two)
        command = [sys.executable, "-m", "matching.engine", "link", str(one), str(two), str(out), *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr.strip())
        found = best_candidates(pl.read_parquet(out))
    truth = _read(folder, "truth").select("persona_id", "constituent_id")
    joined = found.join(truth, left_on="right_id", right_on="persona_id", how="left")
    right = (joined["left_id"] == joined["constituent_id"].fill_null("")).to_numpy()
    return joined["probability"].to_numpy(), right


def near_nine_in_ten(chance: Floats, right: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how many pairs are said .88 to .92, the share that is true, and its exact 95 % interval."""
    near = (chance >= _NEAR[0]) & (chance <= _NEAR[1])
    count, true = int(near.sum()), int(right[near].sum())
    if not count:
        return {"pairs": 0}
    low = lower_bound(true, count, confidence=0.975)
    high = upper_bound(true, count, confidence=0.975)
    return {
        "pairs": count,
        "true": round(true / count, 3),
        "interval": [round(low, 3), round(high, 3)],
        "holds": low <= _NEAR[1] and high >= _NEAR[0],
    }


def by_chance(chance: Floats, draw: np.random.Generator) -> float:
    """Return the calibration error to be expected where every probability is true."""
    return float(np.mean([calibration_error(chance, draw.random(len(chance)) < chance, _BINS) for _ in range(50)]))


def judge(chance: Floats, right: NDArray[np.bool_], splits: int) -> dict[str, Any]:
    """Return the figures before and after decisions."""
    bounded = np.clip(chance, 1e-9, 1 - 1e-9)
    odds = np.log2(bounded) - np.log2(1 - bounded)
    draw = np.random.default_rng(7)
    told = np.zeros((splits, len(odds)))
    for row in told:
        half = draw.permutation(len(odds)) % 2 == 0
        for seen in (half, ~half):
            row[~seen] = probability(calibrate(odds[~seen], choose(odds[seen], right[seen].astype(np.float64))))
    everywhere = near_nine_in_ten(told.ravel(), np.tile(right, splits))
    return {
        "personas": len(chance),
        "fresh": {
            "ece": round(calibration_error(chance, right, _BINS), 4),
            "by_chance": round(by_chance(chance, draw), 4),
            "near_.9": near_nine_in_ten(chance, right),
        },
        "decided": {
            "ece": round(float(np.mean([calibration_error(row, right, _BINS) for row in told])), 4),
            "by_chance": round(by_chance(told[0], draw), 4),
            # The pairs of one split stand for the interval: those of others are the same pairs again.
            "near_.9": near_nine_in_ten(told[0], right),
            "near_.9_over_splits": everywhere.get("true"),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("more", type=Path, nargs="*")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--model", type=Path)
    given = parser.parse_args()
    folders = [f for f in sorted(given.data.iterdir()) if (f / "openset_mask.csv.gz").exists()]
    arguments = ["--top", "1", *(["--model", str(given.model.resolve())] if given.model else [])]
    for folder in [*folders, *given.more]:
        figures = judge(*top_candidates(folder, arguments), given.splits)
        print(json.dumps({"set": folder.name, **figures}), flush=True)


if __name__ == "__main__":
    main()
