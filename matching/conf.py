"""Settings of matching and their defaults; Django's settings may override each (``MATCHING_APPEND_TARGET = 0.999``)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class MatchingSettings:
    """What an organisation may tune."""

    #: Precision that automatic appends must hold, as a lower confidence bound.
    append_target: float = 0.995
    append_confidence: float = 0.95
    #: Audited decisions without which nothing that was only scored is appended.
    append_minimum_decisions: int = 600
    #: Below this probability a candidate is kept as a runner-up only.
    refer_from: float = 0.05
    #: Bits that the best candidate must be ahead of the next to be appended.
    close_bits: float = 3.0
    #: Bits behind the best at which a runner-up is no longer referred.
    far_behind_bits: float = 6.0
    #: Candidates kept for each persona, and the probability below which none is.
    top: int = 8
    min_probability: float = 0.005
    #: Seconds of scoring that one chunk should take, and bounds on its size in personas.
    chunk_seconds: float = 5.0
    chunk_smallest: int = 20
    chunk_largest: int = 1000
    #: Personas that the model is adapted to, and those whose scoring is timed to size the chunks.
    sample: int = 2000
    timing_sample: int = 40
    #: Rows of a batch up to which its accounts are looked up by the index instead of reading everybody.
    by_index_most: int = 500
    #: Questions that one client of the matching utility may ask in a minute, and the seconds that each answer takes.
    questions_a_minute: int = 600
    answer_seconds: float = 0.04
    #: Total of gifts, in the organisation's currency, from which tiers 1 to 4 begin.
    giving_tiers: tuple[float, ...] = (0.01, 250, 1_000, 10_000)


def current() -> MatchingSettings:
    """The settings as Django has them now."""
    names = MatchingSettings.__dataclass_fields__
    given = {
        name: getattr(settings, f"MATCHING_{name.upper()}")
        for name in names
        if hasattr(settings, f"MATCHING_{name.upper()}")
    }
    return MatchingSettings(**given)
