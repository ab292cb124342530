"""What becomes of a scored pair: append, refer or do not append, and the rule that said so. Pure.

Rules are tried in order and the first that speaks decides. The cautious ones stand first, so that nothing that follows
can append what they hold back.
"""

from __future__ import annotations

from dataclasses import dataclass

from .models import Band

#: Rules under which nothing but the probability stood between a pair and being appended: what stewards decided of such
#: pairs is what the precision of automatic appends would have been.
ONLY_PROBABILITY = frozenset({"not_calibrated", "below_append_threshold", "above_append_threshold"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the policy looks at.

    Bits are log2 odds; ``lead`` is the distance to the best other candidate of the persona. ``not_a_person`` is the
    rule that holds back an organisation's, shared, parodying or invented account; empty for a person's.
    """

    probability: float
    rank: int = 1
    lead: float | None = None
    gate_allows: bool = True
    cannot_link: bool = False
    linked_elsewhere: bool = False
    steward_only: bool = False
    not_a_person: str = ""
    signed_in: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``append`` is None until enough audited decisions prove the target precision (see ``matching.calibration``)."""

    append: float | None = None
    refer: float = 0.05
    close_bits: float = 3.0
    far_behind_bits: float = 6.0


def decide(facts: Facts, thresholds: Thresholds) -> tuple[Band, str]:
    """Return the band and the code of the rule that chose it; the sentence of a code is in ``matching.wording``."""
    if not facts.gate_allows:
        return Band.DO_NOT_APPEND, "not_permitted"
    if facts.linked_elsewhere:
        return Band.DO_NOT_APPEND, "linked_elsewhere"
    if facts.signed_in and not facts.cannot_link:
        return Band.APPEND, "signed_in_ownership"
    if facts.probability < thresholds.refer:
        return Band.DO_NOT_APPEND, "improbable"
    if facts.rank > 1 and facts.lead is not None and facts.lead <= -thresholds.far_behind_bits:
        return Band.DO_NOT_APPEND, "far_behind"
    return _above_refer(facts, thresholds)


def _above_refer(facts: Facts, thresholds: Thresholds) -> tuple[Band, str]:
    """A pair that is probable enough for a steward; name the first reason why it is not appended, if there is one."""
    held_back = (
        (facts.cannot_link, "cannot_link"),
        (bool(facts.not_a_person), facts.not_a_person),
        (facts.steward_only, "steward_only"),
        (facts.rank > 1, "not_first"),
        (facts.lead is not None and facts.lead < thresholds.close_bits, "runner_up_close"),
        (thresholds.append is None, "not_calibrated"),
        (thresholds.append is not None and facts.probability < thresholds.append, "below_append_threshold"),
    )
    for holds, code in held_back:
        if holds:
            return Band.REFER, code
    return Band.APPEND, "above_append_threshold"
