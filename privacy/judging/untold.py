"""Consents that do not carry a use, as the notice that the person saw does not tell of it like the one in force.

One incident for each purpose, notice and platform, however many people it is about; people are asked again, not counted
in the log one by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from crmsocial.constituents.models import Basis

from .. import incidents
from ..models import Category
from .case import Case, Circumstances
from .verdicts import Verdict


@dataclass(slots=True)
class Untold:
    """What one computation of permissions met, counted."""

    around: Circumstances
    counts: Counter[tuple[str, str, UUID, str]] = field(default_factory=Counter)

    def add(self, case: Case, verdict: Verdict, accounts: int) -> None:
        """Count a consent that was denied for want of notice, where the use is one that is made or was agreed to."""
        assert verdict.seen is not None
        act = case.standing.act
        named = act is not None and act.purpose == case.purpose
        if named or (Category.PERSONA, case.purpose, Basis.CONSENT) in self.around.uses_in_force:
            self.counts[verdict.code, case.purpose, verdict.seen, case.platform] += accounts

    def record(self) -> None:
        """Record the incidents, each once."""
        for (code, purpose, seen, platform), accounts in sorted(self.counts.items(), key=lambda item: str(item[0])):
            incidents.count(
                kind=incidents.USE_OUTSIDE_NOTICE,
                about={"code": code, "purpose": purpose, "notice": self.around.versions[seen], "platform": platform},
                largest={"accounts": accounts},
            )
