"""What the gate answers: three values, a code and a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from functools import cached_property
from uuid import UUID

from .reasons import SENTENCES


class Outcome(Enum):
    """Only ALLOW passes; UNKNOWN is a denial for want of a fact."""

    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """An answer of the gate.

    ``code`` is a key of ``privacy.judging.reasons.SENTENCES``. ``until``: an ALLOW ends then. ``keep_days``: it also
    ends that many days after a source last gave the account. ``pair_limited``: only against constituents who are
    looked for.
    ``basis``: the lawful basis that the ALLOW rests on. ``art14``: it also ends a month after the holder became known,
    unless they are sent a notice of it by then.
    ``seen``: the notice on which a consent rested that its notice does not carry.
    """

    outcome: Outcome
    code: str
    until: datetime | None = None
    keep_days: int | None = None
    pair_limited: bool = False
    basis: str = ""
    art14: bool = False
    seen: UUID | None = field(default=None, compare=False)

    @property
    def allowed(self) -> bool:
        """True for ALLOW alone."""
        return self.outcome is Outcome.ALLOW

    @cached_property
    def reason(self) -> str:
        """The code as a sentence in the current language."""
        return str(SENTENCES[self.code])

    def ending(self, until: datetime | None) -> Verdict:
        """The same verdict, ending at ``until`` at the latest."""
        ends = [moment for moment in (self.until, until) if moment is not None]
        return replace(self, until=min(ends) if ends else None)


def allow(code: str, *, basis: str, keep_days: int | None = None, pair_limited: bool = False) -> Verdict:
    """An ALLOW that rests on ``basis``."""
    return Verdict(Outcome.ALLOW, code, basis=basis, keep_days=keep_days, pair_limited=pair_limited)


def deny(code: str) -> Verdict:
    """A DENY."""
    return Verdict(Outcome.DENY, code)


def unknown(code: str) -> Verdict:
    """An UNKNOWN: a fact is missing, so nothing passes."""
    return Verdict(Outcome.UNKNOWN, code)
