"""Scored pairs as columns: the best candidates of each right record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .calibrate import calibrate_shared, probability
from .columns.strings import Codes, Strings
from .competition import compete
from .kernels.compete import best_pairs, runs
from .model import Calibration
from .sides import Compared

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScoredColumns:
    """Candidates by right row, best first. ``odds`` are log2 odds after competition, ``final`` calibrated ones."""

    left: Rows
    right: Rows
    probability: Floats
    weight: Floats
    rank: Codes
    odds: Floats
    final: Floats
    levels: NDArray[np.uint8]
    rarity: Floats

    def __len__(self) -> int:
        return len(self.left)

    def moved(self, rows: Rows) -> ScoredColumns:
        """Return the same with right row ``i`` called ``rows[i]``."""
        return replace(self, right=rows[self.right])

    @classmethod
    def merged(cls, parts: Sequence[ScoredColumns]) -> ScoredColumns:
        """Return parts of different right rows as one, in order of right rows; their levels are no longer told."""
        right = np.concatenate([p.right for p in parts])
        order = np.argsort(right, kind="stable")
        names = ("left", "probability", "weight", "rank", "odds", "final", "rarity")
        joined = {n: np.concatenate([getattr(p, n) for p in parts])[order] for n in names}
        return cls(right=right[order], levels=np.zeros((len(right), 0), dtype=np.uint8), **joined)


def rank(
    compared: Compared,
    groups: Rows,
    ids: Strings,
    calibration: Calibration,
    *,
    top: int,
    least: float,
    keep_best: bool = False,
) -> ScoredColumns:
    """Return the candidates of compared pairs, which lie by right row; ``groups`` and ``ids`` are of left rows."""
    weight, owner = compared.weight, compared.ri
    group = groups[compared.li]
    odds = compete(weight, owner, group)
    final = calibrate_shared(odds, owner, group, calibration)
    chance = probability(final)
    pairs, ranks = best_pairs(runs(owner), chance, weight, compared.li, ids.data, ids.starts, top, least, keep_best)
    return ScoredColumns(
        compared.li[pairs],
        owner[pairs],
        chance[pairs],
        weight[pairs],
        ranks,
        odds[pairs],
        final[pairs],
        compared.levels[pairs],
        compared.rarity[pairs],
    )


def places_within(owner: Rows) -> Codes:
    """Return, for each entry, how many of its owner stand before it, counted from 1."""
    order = np.argsort(owner, kind="stable")
    starts = runs(owner[order])
    ranks = np.empty(len(owner), dtype=np.int32)
    ranks[order] = np.arange(len(owner)) - np.repeat(starts[:-1], np.diff(starts)) + 1
    return ranks
