"""Learning from the user's own records without labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .compare.base import Family
from .competition import compete
from .learn import decoys
from .model import Model, Weights, tables
from .score import fit_em, log_odds, pattern_table, shares
from .sides import Compared

_RANDOM_PAIRS = 300_000
_ROUNDS = 50
# How many accounts the model's own share of owners is worth against the sample's, and how far EM may move it in bits.
_RATE_STRENGTH = 50.0
_RATE_LIMIT = 3.0
# How far the prior may move in bits, by the odds of second-best candidates.
_SHIFT_LIMIT = 5.0
_U_STRENGTH = 2.0
# A scale of many steps, whose order a few records would turn round; a country is stated alike by all or by none.
_HELD = frozenset({"whole_name", "country"})


def _owned_share(model: Model, compared: Compared, groups: NDArray[np.int64], accounts: int) -> float:
    """Return the share of accounts with an owner on this left side.

    EM on the share alone: M. Saerens, P. Latinne, C. Decaestecker, Adjusting the Outputs of a Classifier to New a
    Priori Probabilities, Neural Computation 14 (2002).
    """
    base, rate = log_odds(model.persona_rate), model.persona_rate
    for _ in range(_ROUNDS):
        shift = log_odds(rate) - base
        odds = compete(compared.weight + shift, compared.ri, groups[compared.li])
        owned = 1.0 / (1.0 + np.exp2(-odds))
        fresh = (float(owned.sum()) + _RATE_STRENGTH * model.persona_rate) / (accounts + _RATE_STRENGTH)
        if abs(fresh - rate) < 1e-5:
            break
        rate = fresh
    moved = base + min(max(log_odds(rate) - base, -_RATE_LIMIT), _RATE_LIMIT)
    return float(2**moved / (1 + 2**moved))


def adapt_persona(model: Model, compared: Compared, groups: NDArray[np.int64], accounts: int) -> Model:
    """Return the model with the prior moved to what the sample shows: how many have an owner, and how surely."""
    rate = _owned_share(model, compared, groups, accounts)
    best, second = decoys.best_two(compared.weight, compared.ri, groups[compared.li], accounts)
    shift = decoys.shift(best, second, rate, log_odds(rate) - log_odds(model.persona_rate))
    shift = min(max(shift, -_SHIFT_LIMIT), _SHIFT_LIMIT)
    return replace(model, persona_prior=model.persona_prior + shift, persona_rate=rate)


def random_rows(left: int, right: int, *, same: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows of random pairs, the same ones on every run; with ``same``, no record meets itself."""
    draw = np.random.default_rng(20260101)
    size = min(_RANDOM_PAIRS, 4 * left * right)
    li, ri = draw.integers(0, left, size), draw.integers(0, right, size)
    keep = li != ri if same else np.ones(size, dtype=bool)
    return li[keep], ri[keep]


def _named(families: Sequence[Family], values: Sequence[NDArray[np.float64]]) -> Weights:
    return {
        f.name: {n: round(float(v), 9) for n, v in zip(f.levels, row, strict=True) if n != "unstated"}
        for f, row in zip(families, values, strict=True)
    }


def adapt_records(
    model: Model, families: tuple[Family, ...], levels: NDArray[np.uint8], chance: NDArray[np.uint8], all_pairs: int
) -> Model:
    """Return the model with u from random pairs (``chance``), m and the share of matches from EM on candidate pairs."""
    if not len(levels):
        return model
    start = tables(model.agree, families)
    flat = np.ones(len(chance))
    held = frozenset(i for i, f in enumerate(families) if f.name in _HELD)
    random = [
        u if i in held else shares(chance[:, i], len(f.levels), flat, u, _U_STRENGTH)
        for i, (f, u) in enumerate(zip(families, tables(model.random, families), strict=True))
    ]
    fitted = fit_em(pattern_table(levels), start, random, rate=model.record_rate, all_pairs=all_pairs, held=held)
    return replace(
        model,
        agree=_named(families, fitted.agree),
        random=_named(families, random),
        record_rate=min(max(fitted.rate, 1e-12), 0.5),
    )
