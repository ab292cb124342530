"""From acts to a standing: what a person's consents, withdrawals and objections come to. Pure.

The rules, each tested by permuting acts:

* The latest act of the person wins, whatever its grain: a withdrawal for every platform ends an earlier consent for
  one.
* A consent counts from when the person acted, never later than it was recorded. One of unknown time permits nothing;
  a refusal of unknown time is held to have been made as late as it can have been, when it was recorded.
* At one moment the more restrictive act wins, and of two consents the one that ends sooner.
* An objection stands until a later explicit consent of the *same* subject. So it survives a merge: the other
  constituent's later consent does not lift it. A consent given after the merge speaks for all who were merged before
  it.
* Asking again changes nothing. An expired or invalidated consent permits nothing but is no refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from uuid import UUID

from .models import ConsentState

_NEVER = datetime.max.replace(tzinfo=UTC)


class Kind(IntEnum):
    """What a standing comes to, from permissive to restrictive."""

    NONE = 0
    GIVEN = 1
    LAPSED = 2
    REFUSED = 3
    OBJECTED = 4


KIND_OF: dict[str, Kind] = {
    ConsentState.UNKNOWN: Kind.NONE,
    ConsentState.REQUESTED: Kind.NONE,
    ConsentState.REQUEST_DEFERRED: Kind.NONE,
    ConsentState.GIVEN: Kind.GIVEN,
    ConsentState.RENEWED: Kind.GIVEN,
    ConsentState.EXPIRED: Kind.LAPSED,
    ConsentState.INVALIDATED: Kind.LAPSED,
    ConsentState.REFUSED: Kind.REFUSED,
    ConsentState.REVOKED: Kind.REFUSED,
    ConsentState.WITHDRAWN: Kind.REFUSED,
    ConsentState.OBJECTED: Kind.OBJECTED,
}
_CODES: dict[str, str] = {
    ConsentState.EXPIRED: "consent_expired",
    ConsentState.INVALIDATED: "consent_invalidated",
    ConsentState.REFUSED: "refused",
    ConsentState.REVOKED: "withdrawn",
    ConsentState.WITHDRAWN: "withdrawn",
    ConsentState.OBJECTED: "objected",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One consent event as the fold sees it. ``subject`` is any label that tells the subjects of one fold apart."""

    subject: str
    state: str
    purpose: str
    platform: str
    category: str
    event_time: datetime | None
    recorded_at: datetime
    expires_at: datetime | None = None
    notice_id: UUID | None = None
    scopes: tuple[str, ...] = ()
    event_id: UUID | None = field(default=None, compare=False)

    @property
    def kind(self) -> Kind:
        """What the act says."""
        return KIND_OF[self.state]

    @property
    def effective(self) -> datetime | None:
        """When it counts from; None for a consent of unknown time."""
        if self.kind is Kind.GIVEN:
            return None if self.event_time is None else min(self.event_time, self.recorded_at)
        return self.event_time or self.recorded_at


@dataclass(frozen=True, slots=True)
class Standing:
    """What the acts come to. ``until``: a GIVEN ends then. ``act``: the one that decided."""

    kind: Kind = Kind.NONE
    code: str = "no_act"
    until: datetime | None = None
    act: Act | None = None


def about(acts: Iterable[Act], *, purpose: str, platform: str, category: str) -> list[Act]:
    """The acts that speak of this purpose, platform and category; an empty one in an act means every one."""
    return [
        act
        for act in acts
        if act.category == category and act.purpose in ("", purpose) and act.platform in ("", platform)
    ]


def _order(act: Act) -> tuple[datetime, Kind, float, str]:
    ends = act.expires_at or _NEVER
    return (act.effective or act.recorded_at, act.kind, -ends.timestamp(), f"{act.subject}{act.state}{act.notice_id}")


def _lifted(objection: Act, consents: list[Act], canonical: str, merged_at: Mapping[str, datetime]) -> bool:
    for consent in consents:
        moment = consent.effective
        if consent.state != ConsentState.GIVEN or moment is None or moment <= (objection.effective or _NEVER):
            continue
        if consent.subject == objection.subject:
            return True
        merged = merged_at.get(objection.subject)
        if merged is not None and consent.subject == canonical and moment > merged:
            return True
    return False


def fold(
    acts: Iterable[Act], *, now: datetime, canonical: str = "", merged_at: Mapping[str, datetime] | None = None
) -> Standing:
    """Fold the acts about one question (see ``about``) into a standing; their order does not matter.

    ``now`` is the database's time. ``canonical`` is the subject that others were merged into, at
    ``merged_at[subject]``.
    """
    everything = list(acts)
    timed = [act for act in everything if act.kind is not Kind.NONE and act.effective is not None]
    if not timed:
        undated = next((act for act in everything if act.kind is Kind.GIVEN), None)
        return Standing(Kind.LAPSED, "consent_time_unknown", act=undated) if undated else Standing()
    consents = [act for act in timed if act.kind is Kind.GIVEN]
    objections = [act for act in timed if act.kind is Kind.OBJECTED]
    standing = [act for act in objections if not _lifted(act, consents, canonical, merged_at or {})]
    if standing:
        return Standing(Kind.OBJECTED, "objected", act=max(standing, key=_order))
    latest = max(timed, key=_order)
    if latest.kind is not Kind.GIVEN:
        return Standing(latest.kind, _CODES[latest.state], act=latest)
    if latest.expires_at is not None and latest.expires_at <= now:
        return Standing(Kind.LAPSED, "consent_expired", until=latest.expires_at, act=latest)
    return Standing(Kind.GIVEN, "consent_given", until=latest.expires_at, act=latest)
