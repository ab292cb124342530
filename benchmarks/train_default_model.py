"""Train the default model's weights on public sets with truth.

    python -m benchmarks.train_default_model DATA OUT [--hold-out SET]

DATA holds a folder per set with ``constituents``, ``personas``, ``truth`` and ``openset_mask`` as csv.gz. The weights
are those of a conditional logit: among an account's candidates and *no match*, the right one is to have the most of the
shared
probability (D. McFadden, Conditional logit analysis of qualitative choice behavior, 1974). Nothing but one number per
level of agreement leaves this script: no name, account or place.

Officials' handles hold their names; in life many an account has a full display name and a handle of everyday words. So
a generated set (``scale_data``) is made and learned from beside the real ones, at a tenth of the weight of one of them:
more would cost recall in the real ones.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.engine.calibrate import probability
from matching.engine.compare import fields, persona, rarity
from matching.engine.compare.base import Family
from matching.engine.compare.orders import edges, ordered
from matching.engine.competition import compete
from matching.engine.frequencies import count
from matching.engine.handles.items import GIVEN_KINDS
from matching.engine.join import Index
from matching.engine.learn.logit import Choices
from matching.engine.learn.logit import fit as fit_choices
from matching.engine.model import Calibration, Model, Weights
from matching.engine.readers import read_records
from matching.engine.score import add_up
from matching.engine.sides import PersonaSide

from .scale_data import generate, write_set
from .starting_values import EXPECTED, FIXED, SAID, UNSAID, record_shares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FAMILIES = persona.FAMILIES
OFFSETS = np.cumsum([0, *(len(f.levels) for f in FAMILIES)])
CELLS = [i for i, f in enumerate(FAMILIES) if "full_full" in f.levels]
_FAMILY_KINDS = 1 + (len(FAMILIES[CELLS[0]].levels) - 1) // len(GIVEN_KINDS)
WIDTH = int(OFFSETS[-1]) + len(CELLS) * (_FAMILY_KINDS + 1 + len(GIVEN_KINDS))
# Shares of training given to every owner being present, the mask's owners missing, and each owner missing in turn.
_MIX = (("closed", 0.65), ("open", 0.10), ("dropped", 0.25))
_MOST_PER_SET = 1500
# The generated set: its name, people, accounts, seed, and its weight against that of a real set.
_GENERATED, _PEOPLE, _ACCOUNTS, _SEED, _GENERATED_WEIGHT = "generated", 20_000, 2_000, 77, 0.1
_RIDGE = 1.0
_RECORD_RIDGE = 15.0
# Namesakes halve the odds with each doubling of their number; where fewer than one is expected, other mistakes matter.
_SLOPES = (-0.5, -0.5, -1.0)
_SLOPE_RIDGE = 5.0
_SEEN = 2026
# Weights drawn towards 0 are too careful: measured on accounts of people, states and countries held out of training.
_SCALE = 1.15


@dataclass(slots=True)
class TrainingSet:
    """Candidate pairs of one set: levels, rows, and the row of each account's owner (-1: none)."""

    name: str
    levels: NDArray[np.uint8]
    li: Ints
    ri: Ints
    owner: Ints
    masked: NDArray[np.bool_]
    namesakes: Floats


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def load(folder: Path) -> TrainingSet:
    """Compare all candidate pairs of a set."""
    left, right = read_records(folder / "constituents.csv.gz"), read_records(folder / "personas.csv.gz")
    truth = {r["persona_id"]: r["constituent_id"] for r in _rows(folder / "truth.csv.gz")}
    mask = {next(iter(r.values())) for r in _rows(folder / "openset_mask.csv.gz")}
    side = PersonaSide(left, replace(Model.default(), as_of=_SEEN), count(left, _SEEN))
    compared = side.compare(right, *Index(left).pairs(right))
    levels, li, ri = compared.levels, compared.li, compared.ri
    place = {r.id: i for i, r in enumerate(left)}
    owner = np.array([place.get(truth.get(r.id, ""), -1) for r in right], dtype=np.int64)
    return TrainingSet(
        folder.name, levels, li, ri, owner, np.array([r.id in mask for r in left]), side.namesakes(levels, li)
    )


def generated_set() -> TrainingSet:
    """Generate people and accounts, and compare all candidate pairs of them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / _GENERATED
        write_set(folder, generate(_PEOPLE, _SEED), _ACCOUNTS, _SEED)
        return load(folder)


def features(levels: NDArray[np.uint8]) -> Ints:
    """Return indices of the parameters of each pair: its levels, and both names' parts of each cell."""
    columns = [OFFSETS[i] + levels[:, i].astype(np.int64) for i in range(len(FAMILIES))]
    base = int(OFFSETS[-1])
    for i in CELLS:
        level = levels[:, i].astype(np.int64)
        kinds = len(GIVEN_KINDS)
        columns.append(base + np.where(level > 0, 1 + (level - 1) // kinds, 0))
        columns.append(base + _FAMILY_KINDS + np.where(level > 0, 1 + (level - 1) % kinds, 0))
        base += _FAMILY_KINDS + 1 + kinds
    return np.stack(columns, axis=1)


def examples(data: TrainingSet, mode: str, weight: float) -> Choices:
    """Return a set's pairs with nobody, the masked, or every owner removed from the constituents."""
    right = data.owner[data.ri] == data.li
    keep = {"closed": np.ones(len(right), dtype=bool), "open": ~data.masked[data.li], "dropped": ~right}[mode]
    share = weight * min(1.0, _MOST_PER_SET / len(data.owner))
    share *= _GENERATED_WEIGHT if data.name == _GENERATED else 1.0
    slopes = rarity.basis(data.namesakes[keep]) * np.log(2)
    return Choices(features(data.levels[keep]), slopes, data.ri[keep], right[keep], np.full(len(data.owner), share))


def _silent() -> list[int]:
    """Return the parameters that stay 0: what is unstated says nothing."""
    silent = [int(o) for o in OFFSETS[:-1]]
    base = int(OFFSETS[-1])
    for _ in CELLS:
        silent += [base, base + _FAMILY_KINDS]
        base += _FAMILY_KINDS + 1 + len(GIVEN_KINDS)
    return silent


def _expected() -> Floats:
    """Return what each parameter is drawn towards, in nats."""
    centre = np.zeros(WIDTH)
    for offset, family in zip(OFFSETS[:-1].tolist(), FAMILIES, strict=True):
        for level, worth in EXPECTED.get(family.name, {}).items():
            centre[offset + family.levels.index(level)] = worth * np.log(2)
    return centre


def _bounds() -> list[tuple[float | None, float | None]]:
    """Return the limits of each parameter: silence never speaks for a pair, nor what agrees against one."""
    limits: list[tuple[float | None, float | None]] = [(None, None)] * (WIDTH + 1) + [(-1.3, 0.0)] * rarity.SEGMENTS
    for offset, family in zip(OFFSETS[:-1].tolist(), FAMILIES, strict=True):
        for level in UNSAID.get(family.name, ()):
            limits[offset + family.levels.index(level)] = (None, 0.0)
        for level in SAID.get(family.name, ()):
            limits[offset + family.levels.index(level)] = (0.0, None)
    return limits


def fit(parts: list[Choices]) -> Floats:
    """Return the parameters (nats): levels, the prior, the slopes of rarity."""
    free = np.ones(WIDTH + 1 + rarity.SEGMENTS, dtype=bool)
    free[_silent()] = False
    ridge = np.full(len(free), _RIDGE)
    # How complete a record is tells more of its source than of the person, so it may count for little.
    record = [f.kind for f in FAMILIES].index("record")
    ridge[OFFSETS[record] : OFFSETS[record + 1]] *= _RECORD_RIDGE
    ridge[WIDTH] = 0.0
    ridge[WIDTH + 1 :] = _SLOPE_RIDGE
    centre = np.concatenate([_expected(), [0.0], _SLOPES])
    start = centre.copy()
    start[WIDTH] = -3.0
    return fit_choices(parts, centre, ridge, _bounds(), free, start, _order())


def _parameters(index: int, level: int) -> tuple[int, int, int]:
    """Return the parameters that make up a level's weight: its own, and for a cell those of its two parts."""
    nothing = int(OFFSETS[0])
    own = int(OFFSETS[index]) + level
    if index not in CELLS:
        return own, nothing, nothing
    kinds = len(GIVEN_KINDS)
    base = int(OFFSETS[-1]) + CELLS.index(index) * (_FAMILY_KINDS + 1 + kinds)
    high, low = divmod(level - 1, kinds)
    return own, base + 1 + high, base + _FAMILY_KINDS + 1 + low


def _order() -> tuple[Ints, Ints]:
    """Return the parameters of levels that agree more, and of those that agree less."""
    pairs = [
        (_parameters(i, f.levels.index(more)), _parameters(i, f.levels.index(less)))
        for i, f in enumerate(FAMILIES)
        for more, less in edges(f)
        if f.name not in FIXED
    ]
    more, less = np.array(pairs, dtype=np.int64).transpose(1, 0, 2)
    return more, less


def as_weights(parameters: Floats) -> tuple[Weights, float, tuple[float, ...]]:
    """Return bits per family and level, a cell's parts added up, the prior in bits, and the slopes of rarity."""
    found: Weights = {}
    base = int(OFFSETS[-1])
    for i, family in enumerate(FAMILIES):
        values = parameters[OFFSETS[i] : OFFSETS[i + 1]].copy()
        if i in CELLS:
            for level in range(1, len(values)):
                high, low = divmod(level - 1, len(GIVEN_KINDS))
                values[level] += parameters[base + 1 + high] + parameters[base + _FAMILY_KINDS + 1 + low]
            base += _FAMILY_KINDS + 1 + len(GIVEN_KINDS)
        found[family.name] = _rounded(family, values / np.log(2))
    found = ordered({**found, **FIXED}, FAMILIES)
    slopes = tuple(round(float(s), 4) for s in parameters[WIDTH + 1 :])
    return found, round(float(parameters[WIDTH] / np.log(2)), 4), slopes


def _rounded(family: Family, values: Floats) -> dict[str, float]:
    return {n: round(float(v), 4) for n, v in zip(family.levels, values, strict=True) if n != "unstated" and v}


def owned_share(sets: list[TrainingSet]) -> float:
    """Return the share of training's weight in which an account had an owner."""
    shares = []
    for data in (s for s in sets if s.name != _GENERATED):
        owned = data.owner >= 0
        seen = owned & ~data.masked[np.maximum(data.owner, 0)]
        shares.append(_MIX[0][1] * owned.mean() + _MIX[1][1] * seen.mean())
    return round(float(np.mean(shares)), 4)


def train(sets: list[TrainingSet], release: str) -> Model:
    """Return the model trained on ``sets``."""
    weights, prior, slopes = as_weights(fit([examples(s, mode, share) for s in sets for mode, share in _MIX]))
    agree, random, rate = record_shares(fields.FAMILIES)
    return Model(
        name="default",
        release=release,
        persona=weights,
        persona_prior=prior,
        persona_rate=owned_share(sets),
        agree=agree,
        random=random,
        record_rate=rate,
        rarity=slopes,
        calibration=Calibration(scale=_SCALE),
        training={
            "data": "public lists of office holders with their published accounts, and a few generated people",
            "sets": len(sets),
            "constituents": sum(len(s.masked) for s in sets),
            "accounts": sum(len(s.owner) for s in sets),
            "pairs": sum(len(s.li) for s in sets),
        },
        note="Bits per level of agreement, learned on public lists of office holders and their published accounts.",
    )


def judge(model: Model, data: TrainingSet) -> dict[str, object]:
    """Return hit@1 (everything closed) and, with the mask's owners missing, precision and recall at .5 and .9."""
    tables = [np.array([model.persona.get(f.name, {}).get(n, 0.0) for n in f.levels]) for f in FAMILIES]
    bits = add_up(data.levels, tables, model.persona_prior) + rarity.worth(data.namesakes, model.rarity)
    result: dict[str, object] = {"set": data.name}
    for mode in ("closed", "open"):
        keep = ~data.masked[data.li] if mode == "open" else np.ones(len(data.li), dtype=bool)
        li, ri = data.li[keep], data.ri[keep]
        chance = probability(compete(bits[keep], ri, li))
        order = np.lexsort((-chance, ri))
        first = order[np.r_[True, ri[order][1:] != ri[order][:-1]]]
        right = data.owner[ri[first]] == li[first]
        gone = (
            (data.owner >= 0) & data.masked[np.maximum(data.owner, 0)]
            if mode == "open"
            else np.zeros(len(data.owner), bool)
        )
        total = max(int(((data.owner >= 0) & ~gone).sum()), 1)
        if mode == "closed":
            result["hit@1"] = round(float(right.sum() / total), 4)
        for limit in (0.5, 0.9) if mode == "open" else ():
            sure = chance[first] >= limit
            result[f"open@{limit}"] = [round(float(right[sure].mean()), 4), round(float(right[sure].sum() / total), 4)]
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--release", default="1")
    parser.add_argument("--hold-out", action="store_true", help="also train without each set in turn and measure on it")
    given = parser.parse_args()
    sets = [
        load(f)
        for f in sorted(given.data.iterdir())
        if (f / "truth.csv.gz").exists() and (f / "personas.csv.gz").exists()
    ]
    if not sets:
        parser.error(f"{given.data} holds no folder with constituents, personas and truth")
    sets.append(generated_set())
    model = train(sets, given.release)
    model.save(given.out)
    report: dict[str, object] = {"seen": [judge(model, s) for s in sets]}
    if given.hold_out and len(sets) > 2:
        report["held_out"] = [judge(train([o for o in sets if o is not s], given.release), s) for s in sets[:-1]]
    print(json.dumps({**report, "hash": replace(model).hash}, indent=1))


if __name__ == "__main__":
    main()
