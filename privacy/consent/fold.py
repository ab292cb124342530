"""From acts to a standing: what a person's consents, withdrawals and objections come to. Pure.

The rules, each tested by permuting acts:

* The latest act of the person wins, whatever its grain: a withdrawal for every platform ends an earlier consent for
  one. Which acts count after which stands in ``privacy.consent.states``.
* A consent counts from when the person acted. One of unknown time permits nothing; one that is dated after it was
  recorded came by a wrong clock, so it outranks nothing. A refusal of unknown time is held to have been made as late
  as it can have been, when it was recorded.
* At one moment the more restrictive act wins, and of two consents the one that ends sooner.
* An objection stands until a later explicit consent of the *same* subject. So it survives a merge: the other
  constituent's later consent does not lift it. A consent given after the merge speaks for all who were merged before
  it.
* Asking again changes nothing, and only a consent that stood can be renewed. An expired or invalidated consent
  permits nothing but is no refusal. It takes back a no only as long as it stands: what was refused or objected to
  before it is so again when it has ended or was found invalid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from ..models import Category, ConsentState
from .states import CODE_OF, KIND_OF, Kind, after

__all__ = ["KIND_OF", "Act", "Kind", "Standing", "about", "fold"]

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)
#: By so much two clocks that are kept right may differ.
SKEW = timedelta(minutes=5)
#: Data that hangs on an account: a no about the account is a no about them, a consent to it is none.
_HANGS_ON_ACCOUNT = frozenset({Category.SOCIAL_GRAPH, Category.INTEREST_GRAPH, Category.CONTENT})


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
    method: str = ""
    event_id: UUID | None = field(default=None, compare=False)

    @property
    def kind(self) -> Kind:
        """What the act says."""
        return KIND_OF[self.state]

    @property
    def effective(self) -> datetime | None:
        """When it counts from; None for a consent of unknown time."""
        if self.kind is not Kind.GIVEN:
            return self.event_time or self.recorded_at
        if self.event_time is None:
            return None
        # Of a consent dated ahead it is known only that it was given before it was recorded.
        return _EVER if self.event_time > self.recorded_at + SKEW else min(self.event_time, self.recorded_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the acts come to. ``until``: a GIVEN ends then. ``act``: the one that decided.

    ``state``: DPV's word for the last consent or no; ``kind`` is a no also where the consent that took it back is over.
    """

    kind: Kind = Kind.NONE
    code: str = "no_act"
    until: datetime | None = None
    act: Act | None = None
    state: str = ConsentState.UNKNOWN


def about(acts: Iterable[Act], *, purpose: str, platform: str, category: str) -> list[Act]:
    """The acts that speak of this purpose, platform and category; an empty one in an act means every one.

    A consent speaks of its own category alone. A no about the account is heard for all that hangs on it, and a no about
    everything (the persona, for every platform and purpose) for every category.
    """
    return [
        act
        for act in acts
        if act.purpose in ("", purpose) and act.platform in ("", platform) and _is_heard(act, category)
    ]


def _is_heard(act: Act, category: str) -> bool:
    if act.category == category:
        return True
    if act.category != Category.PERSONA or act.kind not in (Kind.REFUSED, Kind.OBJECTED):
        return False
    return category in _HANGS_ON_ACCOUNT or not (act.purpose or act.platform)


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
    timed = [act for act in everything if act.effective is not None]
    consents = [act for act in timed if act.kind is Kind.GIVEN]
    objections = [act for act in timed if act.kind is Kind.OBJECTED]
    standing = [act for act in objections if not _lifted(act, consents, canonical, merged_at or {})]
    if standing:
        return Standing(Kind.OBJECTED, "objected", act=max(standing, key=_order), state=ConsentState.OBJECTED)
    walked = _walked(sorted(timed, key=_order), now)
    if walked.code == "no_act":
        undated = next((act for act in everything if act.kind is Kind.GIVEN and act.effective is None), None)
        return replace(walked, kind=Kind.LAPSED, code="consent_time_unknown", act=undated) if undated else walked
    return walked


def _walked(acts: Iterable[Act], now: datetime) -> Standing:
    """Walk acts in the order of time through the table of ``privacy.consent.states``."""
    state, decided = str(ConsentState.UNKNOWN), None
    renewed_nothing: Act | None = None
    said_no: Act | None = None
    for act in acts:
        if after(state, act.state) == act.state:
            state, decided = act.state, act
            said_no = act if act.kind >= Kind.REFUSED else said_no
        elif act.state == ConsentState.RENEWED and KIND_OF[state] is Kind.NONE:
            renewed_nothing = act
    kind = KIND_OF[state]
    if kind is Kind.NONE and renewed_nothing is not None:
        return Standing(Kind.LAPSED, "renewed_nothing", act=renewed_nothing, state=state)
    ends = decided.expires_at if decided is not None and kind is Kind.GIVEN else None
    standing = Standing(kind, CODE_OF[state], until=ends, act=decided if kind is not Kind.NONE else None, state=state)
    if ends is not None and ends <= now:
        standing = Standing(Kind.LAPSED, "consent_expired", until=ends, act=decided, state=ConsentState.EXPIRED)
    if standing.kind is Kind.LAPSED and said_no is not None:
        return replace(standing, kind=said_no.kind, code=CODE_OF[said_no.state], until=None, act=said_no)
    return standing
