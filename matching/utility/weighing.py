"""From the engine's scores to one probability a constituent.

It weighs what the account says, what the person's data adds, and what the accounts that somebody holds already make of
it.

The two comparisons share names, e-mails and phones, so they are not added up: of the comparison as a record only the
kinds of evidence count that the comparison as an account does not have (dates of birth, gender, addresses ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from ..engine.api import Evidence, Model, Scored
from ..engine.calibrate import calibrate, probability
from ..engine.competition import compete
from ..prepared import Left

#: Rows of evidence that follow from all candidates together, and are reckoned anew here.
TERMS = frozenset({"prior", "competition", "calibration"})
#: What only a comparison of records has.
OF_RECORDS = frozenset({"birth_date", "gender", "postcode", "address", "national_id", "division"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """One constituent's best record with its probability and the evidence that adds up to its log2 odds."""

    left: Left
    probability: float
    weight: float
    evidence: Callable[[], list[Evidence]]


@dataclass(frozen=True, slots=True)
class _Pair:
    left: Left
    main: Scored
    more: list[Evidence]

    @property
    def weight(self) -> float:
        return self.main.weight + sum(one.bits for one in self.more)


Cluster = Callable[[UUID], Iterable[Evidence]]


def weigh(
    account: Sequence[Scored], person: Sequence[Scored], by_id: Mapping[str, Left], model: Model, cluster: Cluster
) -> list[Weighed]:
    """Every constituent once, the most probable first; either list may be empty. ``cluster``: of known accounts."""
    pairs = _pairs(account, person, by_id, cluster)
    if not pairs:
        return []
    weights = np.array([pair.weight for pair in pairs])
    homes: dict[UUID, int] = {}
    groups = np.array([homes.setdefault(pair.left.constituent_id, len(homes)) for pair in pairs])
    odds = compete(weights, np.zeros(len(pairs), dtype=np.int64), groups)
    final = calibrate(odds, model.calibration)
    chances = probability(final)
    order = sorted(range(len(pairs)), key=lambda i: (-chances[i], -weights[i], pairs[i].main.left_id))
    best: dict[UUID, Weighed] = {}
    for i in order:
        told = _told(pairs[i], float(odds[i]), float(final[i]))
        found = Weighed(pairs[i].left, float(chances[i]), float(weights[i]), told)
        best.setdefault(pairs[i].left.constituent_id, found)
    return list(best.values())


def _pairs(
    account: Sequence[Scored], person: Sequence[Scored], by_id: Mapping[str, Left], cluster: Cluster
) -> list[_Pair]:
    first = {one.left_id: one for one in person} | {one.left_id: one for one in account}
    both = {one.left_id for one in account} & {one.left_id for one in person}
    beside = {one.left_id: one for one in person if one.left_id in both}
    pairs = []
    for left_id, one in first.items():
        left = by_id[left_id]
        more = [row for row in beside[left_id].evidence if row.kind in OF_RECORDS] if left_id in both else []
        pairs.append(_Pair(left, one, [*more, *cluster(left.constituent_id)]))
    return pairs


def _told(pair: _Pair, odds: float, final: float) -> Callable[[], list[Evidence]]:
    def evidence() -> list[Evidence]:
        own = [row for row in pair.main.evidence if row.kind not in TERMS]
        prior = next(row for row in pair.main.evidence if row.kind == "prior")
        rows = [*own, *pair.more, prior]
        told = sum(row.bits for row in rows)
        shared = "alone" if abs(odds - pair.weight) < 1e-9 else "shared"
        rows.append(Evidence("competition", "", "", shared, odds - told))
        rows.append(Evidence("calibration", "", "", "calibrated", final - odds))
        return rows

    return evidence
