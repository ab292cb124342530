"""What a linkage of generated data is worth: found at a precision, and whether its probabilities are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def best_candidates(found: pl.DataFrame) -> pl.DataFrame:
    """Return each right record's likeliest pair; ties go to the smaller left id."""
    order = found.sort(["right_id", "probability", "weight", "left_id"], descending=[False, True, True, False])
    return order.unique("right_id", keep="first", maintain_order=True)


def precision_recall(probability: Floats, weight: Floats, right: Mask, owned: int) -> tuple[Floats, Floats]:
    """Return precision and recall when all pairs down to each distinct score are taken, best first."""
    order = np.lexsort((-weight, -probability))
    hits = np.cumsum(right[order])
    scores = np.stack([probability[order], weight[order]])
    last = np.append(np.any(scores[:, 1:] != scores[:, :-1], axis=0), True)
    taken = np.arange(1, len(order) + 1)
    return hits[last] / taken[last], hits[last] / max(owned, 1)


def calibration_error(probability: Floats, right: Mask, bins: int = 20) -> float:
    """Return the expected calibration error over ``bins`` of equal width.

    Source: M. Naeini, G. Cooper, M. Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning (2015).
    """
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    gap = np.bincount(place, probability - right, bins)
    return float(np.abs(gap).sum() / max(len(right), 1))


def accuracy(found: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of the best candidate of each persona; personas without one count as told "nobody"."""
    top = truth.join(best_candidates(found), left_on="persona_id", right_on="right_id", how="left")
    have = top.filter(pl.col("left_id").is_not_null())
    right = (have["left_id"] == have["constituent_id"]).to_numpy()
    probability, weight = have["probability"].to_numpy(), have["weight"].to_numpy()
    owned = int((truth["constituent_id"].fill_null("") != "").sum())
    precision, recall = precision_recall(probability, weight, right, owned)
    harmonic = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    near = (probability >= 0.88) & (probability <= 0.92)
    sure = probability >= 0.9
    return {
        "best_f1": round(float(harmonic.max(initial=0.0)), 4),
        **{f"recall@p{int(p * 100)}": round(float(recall[precision >= p].max(initial=0.0)), 4) for p in (0.95, 0.98)},
        "ece": round(calibration_error(probability, right), 4),
        "said_.88-.92": [int(near.sum()), round(float(right[near].mean()), 4) if near.any() else None],
        "at_.9": [
            round(float(right[sure].mean()), 4) if sure.any() else None,
            round(float(right[sure].sum() / owned), 4),
        ],
        "hit@1": round(float(right.sum() / max(owned, 1)), 4),
    }
