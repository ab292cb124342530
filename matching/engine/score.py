"""Fellegi-Sunter: bits from the shares m and u of each level, and EM over the table of distinct patterns.

Source: I. Fellegi, A. Sunter, A Theory for Record Linkage, JASA 64 (1969); W. Winkler, Using the EM Algorithm for
Weight Computation in the Fellegi-Sunter Model of Record Linkage (1988).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_FLOOR = 1e-7
_CODES = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of a matrix of levels, and how many pairs show each."""

    levels: NDArray[np.uint8]
    counts: NDArray[np.int64]


def pattern_table(levels: NDArray[np.uint8]) -> Patterns:
    """Gather equal rows."""
    names = [f"f{i}" for i in range(levels.shape[1])]
    table = pl.from_numpy(levels, schema=names).group_by(names).agg(pl.len().alias("n")).sort(names)
    return Patterns(table.select(names).to_numpy().astype(np.uint8), table["n"].to_numpy().astype(np.int64))


def pattern_text(row: Sequence[int]) -> str:
    """Return one letter or digit a family: equal texts mean equal levels."""
    return "".join(_CODES[level] for level in row)


def add_up(levels: NDArray[np.uint8], tables: Sequence[Floats], prior: float) -> Floats:
    """Return prior + the bits of every level, per row."""
    total = np.full(len(levels), prior)
    for column, table in enumerate(tables):
        total += table[levels[:, column]]
    return total


def bits(agree: Floats, random: Floats) -> Floats:
    """Return log2(m / u) per level; level 0 (unstated) says nothing."""
    result: Floats = np.log2(np.maximum(agree, _FLOOR) / np.maximum(random, _FLOOR))
    result[0] = 0.0
    return result


def log_odds(rate: float) -> float:
    """Return log2(rate / (1 - rate))."""
    rate = min(max(rate, 1e-15), 1 - 1e-15)
    return float(np.log2(rate) - np.log2(1 - rate))


def shares(levels: NDArray[np.uint8], size: int, weight: Floats, start: Floats, strength: float) -> Floats:
    """Return the weighted share of each stated level, drawn towards ``start`` as by ``strength`` pairs seen before."""
    counts = np.bincount(levels, weight, minlength=size).astype(np.float64)
    counts[0] = 0.0
    base = start.copy()
    base[0] = 0.0
    counts += strength * base / max(base.sum(), _FLOOR)
    result: Floats = counts / max(counts.sum(), _FLOOR)
    return result


@dataclass(frozen=True, slots=True)
class Fitted:
    """What EM found: m per family and level, and the share of matches among all pairs."""

    agree: list[Floats]
    rate: float
    rounds: int


def fit_em(
    patterns: Patterns,
    agree: Sequence[Floats],
    random: Sequence[Floats],
    *,
    rate: float,
    all_pairs: int,
    strength: float = 10.0,
    rounds: int = 60,
    held: frozenset[int] = frozenset(),
) -> Fitted:
    """Run EM on candidate pairs, u held at ``random``; pairs outside the candidates count as no matches.

    ``strength`` is the number of matches that the starting m is worth; columns ``held`` keep theirs.
    """
    current, weight = [a.copy() for a in agree], patterns.counts.astype(np.float64)
    used = 0
    while used < rounds:
        used += 1
        score = add_up(patterns.levels, [bits(m, u) for m, u in zip(current, random, strict=True)], log_odds(rate))
        posterior = weight / (1.0 + np.exp2(-np.clip(score, -60, 60)))
        fresh = (posterior.sum() + 1.0) / (all_pairs + 2.0)
        current = [
            m if i in held else shares(patterns.levels[:, i], len(m), posterior, start, strength)
            for i, (m, start) in enumerate(zip(current, agree, strict=True))
        ]
        if abs(fresh - rate) < 1e-6 * rate:
            rate = fresh
            break
        rate = fresh
    return Fitted(current, rate, used)
