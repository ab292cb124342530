"""Which candidates a steward wants to see: read from an address, written into one, applied to a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmsocial.personas.models import Platform
from matching.models import Band, Candidate, CandidateState

#: Piles of the queue: what waits for its first decision, and what somebody was unsure of.
PILES: dict[str, str] = {"": CandidateState.OPEN, "unsure": CandidateState.DEFERRED}
AGES: dict[str, tuple[Promise, timedelta]] = {
    "day": (_("Since yesterday"), timedelta(days=1)),
    "week": (_("The last 7 days"), timedelta(days=7)),
    "month": (_("The last 30 days"), timedelta(days=30)),
}
OLDER: tuple[str, Promise, timedelta] = ("older", _("Older than 30 days"), timedelta(days=30))
TIERS: dict[str, Promise] = {
    "1": _("Has given"),
    "2": _("Regular donor"),
    "3": _("Leadership donor"),
    "4": _("Major donor"),
}


def _one_of(value: str, allowed: Any) -> str:
    return value if value in allowed else ""


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """A choice of the queue; an empty field means all."""

    pile: str = ""
    band: str = ""
    platform: str = ""
    source: str = ""
    age: str = ""
    tier: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> QueueFilters:
        """From an address; what is not known is ignored."""
        source = query.get("source", "")
        return cls(
            pile=_one_of(query.get("pile", ""), PILES),
            band=_one_of(query.get("band", ""), Band.values),
            platform=_one_of(query.get("platform", ""), Platform.values),
            source=source if source.isdecimal() and len(source) < 18 else "",
            age=_one_of(query.get("age", ""), {*AGES, OLDER[0]}),
            tier=_one_of(query.get("tier", ""), TIERS),
        )

    @property
    def query(self) -> str:
        """For an address, with its question mark; empty where nothing is chosen."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def chosen_besides_band(self) -> int:
        """How many of the folded-away filters are set."""
        return sum(bool(value) for value in (self.platform, self.source, self.age, self.tier))

    def but(self, **changes: str) -> QueueFilters:
        """The same choice with some fields changed."""
        return replace(self, **changes)

    def apply(self, candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
        """Only the chosen ones, in the order of the queue."""
        chosen: dict[str, Any] = {"state": PILES[self.pile]}
        for field, value in (("band", self.band), ("platform", self.platform), ("source_id", self.source)):
            if value:
                chosen[field] = value
        if self.tier:
            chosen["giving_tier__gte"] = int(self.tier)
        if self.age == OLDER[0]:
            chosen["created_at__lt"] = Now() - OLDER[2]
        elif self.age:
            chosen["created_at__gte"] = Now() - AGES[self.age][1]
        return candidates.filter(**chosen).order_by("-priority", "id")
