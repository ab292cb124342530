"""From which probability on pairs may be taken for true: by the lower confidence bound of what was found.

With no error seen the exact one-sided 95 % bound is ``0.05 ** (1 / n)``, so a target of 0.995 takes 598 decisions
(C. Clopper, E. Pearson, The Use of Confidence or Fiducial Limits, Biometrika 26:404, 1934).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_BISECTIONS = 60


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold (None: not proven yet) and what it rests on: pairs, errors among them, bound of the precision."""

    threshold: float | None
    audited: int
    errors: int
    lower_bound: float


def lower_bound(right: int, total: int, *, confidence: float = 0.95) -> float:
    """Exact one-sided lower confidence bound of a share of ``right`` in ``total``; 0.0 when nothing was right."""
    if right == 0:
        return 0.0
    wanted = 1 - confidence
    if right == total:
        return float(wanted ** (1 / total))
    low, high = 0.0, right / total
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _at_least(right, total, middle) > wanted:
            high = middle
        else:
            low = middle
    return low


def upper_bound(right: int, total: int, *, confidence: float = 0.95) -> float:
    """Exact one-sided upper confidence bound of the same share; 1.0 when nothing was wrong."""
    return 1.0 - lower_bound(total - right, total, confidence=confidence) if total else 1.0


def _at_least(right: int, total: int, share: float) -> float:
    """Probability of ``right`` or more successes in ``total`` at ``share``."""
    log_share, log_rest = math.log(share), math.log1p(-share)
    choose = math.lgamma(total + 1)
    terms = (
        choose - math.lgamma(k + 1) - math.lgamma(total - k + 1) + k * log_share + (total - k) * log_rest
        for k in range(right, total + 1)
    )
    return math.fsum(math.exp(term) for term in terms)


def choose_threshold(
    decided: Iterable[tuple[float, bool]], *, target: float = 0.995, confidence: float = 0.95, minimum: int = 600
) -> Threshold:
    """Choose the lowest threshold that is proven, from ``(probability, was the same person)`` of decided pairs.

    Fewer than ``minimum`` decisions above a probability never prove it, whatever the bound says.
    """
    by_probability = sorted(decided, reverse=True)
    best = Threshold(None, len(by_probability), sum(not same for _, same in by_probability), 0.0)
    right = 0
    for number, (probability, same) in enumerate(by_probability, start=1):
        right += same
        last_of_ties = number == len(by_probability) or by_probability[number][0] != probability
        if number < minimum or not last_of_ties or right / number < target:
            continue
        bound = lower_bound(right, number, confidence=confidence)
        if bound >= target:
            best = Threshold(probability, number, number - right, bound)
    return best
