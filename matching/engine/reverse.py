"""The reverse of an explanation: which single change would move a pair into another band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .calibrate import calibrate, probability
from .evidence import Evidence
from .frequencies import Frequencies
from .model import Model
from .records import Record
from .sides import PersonaSide, RecordSide

#: Evidence that a telephone call or another source may still bring. What an account shows of itself is what it is.
OPEN_KINDS = frozenset(
    {
        "account",
        "address",
        "birth_date",
        "division",
        "email",
        "gender",
        "national_id",
        "phone",
        "place",
        "postcode",
        "website",
    }
)
# Families of open kinds whose levels describe one side alone, and so are no agreement that may be learned.
_FIXED_FAMILIES = frozenset({"age", "body"})
# Nor are these: what the handle is, everybody sees already.
_FIXED_LEVELS = frozenset({"unstated", "handle_is_site"})
MOST_EACH_WAY = 3

#: Names of bands with their least probability, highest first; the last one's is 0.
Bands = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Change:
    """One change that alone moves the pair: ``level`` of evidence ``kind`` instead of what is known now.

    ``bits`` is what it adds to the log2 odds, ``chance`` the probability afterwards, ``band`` where that lies.
    """

    kind: str
    level: str
    bits: float
    chance: float
    band: str


def band_of(chance: float, bands: Bands) -> str:
    """Return the name of the band that ``chance`` lies in."""
    return next(name for name, least in bands if chance >= least)


def odds_of(evidence: Iterable[Evidence]) -> float:
    """Return the log2 odds of explained evidence before calibration."""
    return math.fsum(row.bits for row in evidence if row.kind != "calibration")


def reverse(
    left: Record, right: Record, model: Model, odds: float, bands: Bands, *, most: int = MOST_EACH_WAY
) -> list[Change]:
    """Return the changes that alone move the pair to another band: those upwards, then those downwards.

    ``odds`` are the pair's log2 odds after competition, before calibration (``odds_of``). Of each kind of evidence the
    plainest change that suffices is told (the same telephone number, not one like it), and of those the ``most``
    smallest each way. A change of this pair's weight changes its odds by as much, since its rivals stay what they are.
    """
    now = _chance(odds, model)
    crossing = [c for c in _possible(left, right, model, odds, bands) if c.band != band_of(now, bands)]
    upwards = _plainest((c for c in crossing if c.bits > 0), most)
    return upwards + _plainest((c for c in crossing if c.bits < 0), most)


def without_rival(odds: float, weight: float, rival: float, model: Model) -> float:
    """Return the probability of the pair if the rival of weight ``rival`` (bits) were somebody else's for certain.

    ``odds`` = ``weight`` - log2(1 + the sum of the rivals' odds): taking one rival out takes its odds out of the sum.
    """
    others = 2.0 ** min(weight - odds, 1000.0) - 2.0 ** min(rival, 1000.0)
    return _chance(weight - math.log2(max(others, 1.0)), model)


def _chance(odds: float, model: Model) -> float:
    return float(probability(calibrate(np.array([odds]), model.calibration))[0])


def _possible(left: Record, right: Record, model: Model, odds: float, bands: Bands) -> Iterator[Change]:
    frequencies = model.frequencies or Frequencies()
    side = (
        PersonaSide([left], model, frequencies)
        if right.is_persona
        else RecordSide([left], model, frequencies, threads=1)
    )
    row = np.zeros(1, dtype=np.int64)
    compared = side.compare([right], row, row)
    if not len(compared.levels):
        return
    changes = [
        (column, other)
        for column, family in enumerate(side.families)
        if family.kind in OPEN_KINDS and family.name not in _FIXED_FAMILIES
        for other, name in enumerate(family.levels)
        if other != compared.levels[0, column] and name not in _FIXED_LEVELS
    ]
    levels = np.repeat(compared.levels, len(changes) + 1, axis=0)
    for at, (column, other) in enumerate(changes, 1):
        levels[at, column] = other
    # Weighed whole, because how rare the names are counts for less where something else agrees.
    weight = side.weigh(levels, np.zeros(len(levels), dtype=np.int64))
    for (column, other), gain in zip(changes, (weight[1:] - weight[0]).tolist(), strict=True):
        if gain:
            chance = _chance(odds + gain, model)
            family = side.families[column]
            yield Change(family.kind, family.levels[other], gain, chance, band_of(chance, bands))


def _plainest(changes: Iterable[Change], most: int) -> list[Change]:
    """Return of each kind the fullest agreement or disagreement, which is what people ask for; the smallest first."""
    fullest: dict[str, Change] = {}
    for change in sorted(changes, key=lambda c: (-abs(c.bits), c.kind, c.level)):
        fullest.setdefault(change.kind, change)
    return sorted(fullest.values(), key=lambda c: (abs(c.bits), c.kind))[:most]
