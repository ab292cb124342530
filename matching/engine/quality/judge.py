"""The verdict on an account's kind, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Record
from .signals import KINDS, LOOKS, Signal

PERSON = "person"
#: Bits from which on a kind is believed, about nine to one.
ENOUGH_BITS = 3.0


@dataclass(frozen=True, slots=True)
class Quality:
    """What an account seems to be: ``person``, or one of ``signals.KINDS`` with the ``bits`` that speak for it.

    ``signals`` are all the reasons of that kind, the strongest first; for a person, what speaks against every other
    kind is left out.
    """

    kind: str
    bits: float
    signals: tuple[Signal, ...]

    @property
    def is_person(self) -> bool:
        """Whether nothing speaks clearly against one living person."""
        return self.kind == PERSON


def read_quality(record: Record) -> Quality:
    """Judge an account by what it says of itself. Pure: equal records give equal verdicts."""
    signals = [signal for look in LOOKS for signal in look(record)]
    sums = {kind: sum(s.bits for s in signals if s.kind == kind) for kind in KINDS}
    kind = max(KINDS, key=lambda k: sums[k])
    if sums[kind] < ENOUGH_BITS:
        return Quality(PERSON, 0.0, ())
    reasons = sorted((s for s in signals if s.kind == kind), key=lambda s: -s.bits)
    return Quality(kind, sums[kind], tuple(reasons))
