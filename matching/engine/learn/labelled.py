"""Learning from decided pairs: weights near the model's own, then calibration on decisions that they did not see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..calibrate import calibrate, choose, log_loss
from ..compare import rarity
from ..compare.base import Family
from ..compare.orders import edges, ordered
from ..competition import compete
from ..model import Calibration, Model, Weights, tables
from ..score import add_up, bits, shares
from ..sides import Compared, PersonaSide, RecordSide
from .logit import Choices, fit

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
#: Decisions by (left row, right row): whether the two are the same person.
Decisions = Mapping[tuple[int, int], bool]
# Accounts with decisions below which the weights stay as they are and only calibration moves.
_LEAST_ACCOUNTS = 50
# What the model's own weights are worth: a level's weight moves halfway when about this much speaks against it.
_STRENGTH = 4.0
_SHARE_STRENGTH = 20.0
_STEEPEST = -1.3
_FOLDS = 5
_LN2 = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Decided:
    """Candidate pairs of right records; of some, the ``known``, it was decided whether they are ``right``."""

    pairs: Compared
    groups: Rows
    known: NDArray[np.bool_]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Compared, groups: Rows, decisions: Decisions) -> Decided:
        """Look up which of ``pairs`` are decided; ``groups`` are the left rows' (a constituent's records)."""
        said = [decisions.get(pair) for pair in zip(pairs.li.tolist(), pairs.ri.tolist(), strict=True)]
        known = np.array([s is not None for s in said], dtype=bool)
        return cls(pairs, groups[pairs.li], known, np.array([s is True for s in said], dtype=bool))


def learn_persona(model: Model, side: PersonaSide, decided: Decided) -> Model:
    """Return the model with weights and calibration learned from decisions between people and accounts."""
    x = side.namesakes(decided.pairs.levels, decided.pairs.li)
    enough = len(np.unique(decided.pairs.ri[decided.known])) >= _LEAST_ACCOUNTS
    owner = decided.pairs.ri
    fold = (owner * 7919) % _FOLDS if enough else np.zeros(len(owner), dtype=np.int64)
    odds = np.zeros(len(owner))
    for one in range(_FOLDS) if enough else (0,):
        fitted = _reweighted(model, side.families, decided, x, fold != one) if enough else model
        odds[fold == one] = _odds(fitted, side.families, decided, x)[fold == one]
    calibration = choose(odds[decided.known], decided.right[decided.known].astype(np.float64))
    final = _reweighted(model, side.families, decided, x, np.ones(len(owner), dtype=bool)) if enough else model
    before = _odds(model, side.families, decided, x)
    return _told(replace(final, calibration=calibration), model, decided, before, odds)


def _odds(model: Model, families: tuple[Family, ...], decided: Decided, x: Floats) -> Floats:
    pairs = decided.pairs
    weight = add_up(pairs.levels, tables(model.persona, families), model.persona_prior)
    beside = pairs.rarity + rarity.worth(x, model.rarity)
    return compete(weight + beside, pairs.ri, decided.groups)


def _reweighted(
    model: Model, families: tuple[Family, ...], decided: Decided, x: Floats, seen: NDArray[np.bool_]
) -> Model:
    """Return the model refitted on those ``seen`` pairs of which the decisions tell whether they are true."""
    pairs = decided.pairs
    owned = np.zeros(int(pairs.ri.max()) + 1, dtype=bool)
    owned[pairs.ri[decided.right & decided.known]] = True
    # Where the owner is known all others are wrong; else only those that were decided are.
    used = seen & (owned[pairs.ri] | decided.known)
    rows = np.unique(pairs.ri[used])
    number = np.zeros(len(owned), dtype=np.int64)
    number[rows] = np.arange(len(rows))
    offsets = np.cumsum([0, *(len(f.levels) for f in families)])
    features = pairs.levels[used].astype(np.int64) + offsets[:-1]
    part = Choices(
        features, rarity.basis(x[used]) * _LN2, number[pairs.ri[used]], decided.right[used], np.ones(len(rows))
    )
    own = np.concatenate(tables(model.persona, families)) * _LN2
    centre = np.concatenate([own, [model.persona_prior * _LN2], model.rarity])
    free = np.ones(len(centre), dtype=bool)
    free[offsets[:-1]] = own[offsets[:-1]] != 0
    limits = [(None, None)] * (len(own) + 1) + [(_STEEPEST, 0.0)] * len(model.rarity)
    found = fit([part], centre, np.full(len(centre), _STRENGTH), limits, free, centre.copy(), _order(families, offsets))
    weights: Weights = {
        f.name: {
            n: round(float(v / _LN2), 4) for n, v in zip(f.levels, found[a:b], strict=True) if n != "unstated" and v
        }
        for f, a, b in zip(families, offsets[:-1], offsets[1:], strict=True)
    }
    return replace(
        model,
        persona=ordered(weights, families),
        persona_prior=round(float(found[len(own)] / _LN2), 4),
        rarity=tuple(round(float(s), 4) for s in found[len(own) + 1 :]),
    )


def _order(families: tuple[Family, ...], offsets: Rows) -> tuple[Rows, Rows]:
    """Return the parameters of levels that agree more, and of those that agree less."""
    pairs = [
        (first + f.levels.index(more), first + f.levels.index(less))
        for f, first in zip(families, offsets.tolist(), strict=False)
        for more, less in edges(f)
    ]
    more, less = np.array(pairs, dtype=np.int64).reshape(-1, 2, 1).transpose(1, 0, 2)
    return more, less


def learn_records(model: Model, side: RecordSide, decided: Decided) -> Model:
    """Return the model with m drawn to the decided matches, and calibration, between records of people."""
    pairs, true = decided.pairs, decided.known & decided.right
    flat, start = np.ones(int(true.sum())), tables(model.agree, side.families)
    agree = [
        shares(pairs.levels[true, i], len(f.levels), flat, m, _SHARE_STRENGTH)
        for i, (f, m) in enumerate(zip(side.families, start, strict=True))
    ]
    named: Weights = {
        f.name: {n: round(float(v), 9) for n, v in zip(f.levels, row, strict=True) if n != "unstated"}
        for f, row in zip(side.families, agree, strict=True)
    }
    found = replace(model, agree=named)
    weights = [bits(m, u) for m, u in zip(agree, tables(model.random, side.families), strict=True)]
    odds = compete(add_up(pairs.levels, weights, side.prior()) + pairs.rarity, pairs.ri, decided.groups)
    before = compete(pairs.weight, pairs.ri, decided.groups)
    calibration = choose(odds[decided.known], decided.right[decided.known].astype(np.float64))
    return _told(replace(found, calibration=calibration), model, decided, before, odds)


def _told(found: Model, model: Model, decided: Decided, before: Floats, after: Floats) -> Model:
    """Return the model with a summary of what it was learned from and how well it foretells what it had not seen."""
    known = decided.known
    right = decided.right[known].astype(np.float64)
    told: dict[str, object] = {
        "from": model.version,
        "decisions": int(known.sum()),
        "same": int(right.sum()),
        "calibration": "steps" if found.calibration.steps else "line",
    }
    if known.any():
        told["log_loss_before"] = round(log_loss(calibrate(before[known], model.calibration), right), 4)
        told["log_loss"] = round(log_loss(calibrate(after[known], found.calibration), right), 4)
    return replace(found, training={**model.training, "decided": told})


__all__ = ["Calibration", "Decided", "Decisions", "learn_persona", "learn_records"]
