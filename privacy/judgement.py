"""The gate's reasoning, pure: an account's facts, its acts and what holds around it in; a verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from crmsocial.constituents.models import Basis

from .fold import Act, Kind, Standing, about, fold
from .models import Category, Purpose
from .platform_rules import RULES, Facts, Modes
from .verdicts import Verdict, allow, deny, unknown

Disclosures = tuple[Mapping[str, Any], ...]

#: Purposes that the platform's rule may open without a consent of the person.
_RULE_DECIDES = frozenset({Purpose.IDENTITY_MATCHING, Purpose.PROFILE_VIEW})
#: Denials that a consent would have mended.
_CONSENT_WOULD_MEND = frozenset(
    {
        "x_opt_in_required",
        "meta_opt_in_required",
        "youtube_authorization_required",
        "mastodon_not_discoverable",
        "bluesky_activity_unknown",
        "basis_not_accepted",
        "consent_needed",
    }
)
#: Label of the constituent who holds an account, as subject of acts; former constituents go by their id.
HOLDER, ACCOUNT = "holder", "account"


@dataclass(frozen=True)
class Circumstances:
    """What holds at the moment of judging: the time, the modes by platform, the notices that were ever published."""

    now: datetime
    modes: Mapping[str, Modes] = field(default_factory=dict)
    notices: Mapping[UUID | None, Disclosures] = field(default_factory=dict)
    in_force: Disclosures = ()


def discloses(disclosures: Disclosures, *, category: str, purpose: str, basis: str) -> bool:
    """Say whether a notice tells people of this use."""
    return any(
        row.get("category") == category and row.get("purpose") == purpose and row.get("basis") == basis
        for row in disclosures
    )


def noticed(verdict: Verdict, state: Standing, purpose: str, circumstances: Circumstances, category: str) -> Verdict:
    """The verdict, unless the use is not in the notice that the person saw (with no consent: the one in force)."""
    disclosures = circumstances.in_force
    if verdict.basis == Basis.CONSENT and state.kind is Kind.GIVEN and state.act is not None:
        if state.act.notice_id not in circumstances.notices:
            return unknown("notice_unknown")
        disclosures = circumstances.notices[state.act.notice_id]
    if not discloses(disclosures, category=category, purpose=purpose, basis=verdict.basis):
        return deny("not_in_notice")
    return verdict


def judge(
    facts: Facts,
    purpose: str,
    acts: Iterable[Act],
    circumstances: Circumstances,
    merged_at: Mapping[str, datetime] | None = None,
    category: str = Category.PERSONA,
) -> Verdict:
    """Whether the account's data of ``category`` may be opened for ``purpose``.

    The person's own no comes first, then the platform's rule, then the notice. ``acts`` are those of the account and
    of the constituent who holds it.
    """
    rule = RULES.get(facts.platform)
    if rule is None or category in rule.refuses_categories:
        return deny("platform_unknown" if rule is None else "basis_not_accepted")
    relevant = about(acts, purpose=purpose, platform=facts.platform, category=category)
    state = fold(relevant, now=circumstances.now, canonical=HOLDER, merged_at=merged_at)
    if state.kind in (Kind.REFUSED, Kind.OBJECTED):
        return deny(state.code)
    modes = circumstances.modes.get(facts.platform, Modes())
    if purpose != Purpose.IDENTITY_MATCHING:
        modes = Modes(on=modes.on)
    verdict = rule.match_rule(facts, state, modes)
    if verdict.allowed and purpose not in _RULE_DECIDES and state.kind is not Kind.GIVEN:
        verdict = deny("consent_needed")
    if not verdict.allowed:
        return _why_no_consent(verdict, facts, state, purpose)
    return noticed(verdict, state, purpose, circumstances, category)


def _why_no_consent(verdict: Verdict, facts: Facts, state: Standing, purpose: str) -> Verdict:
    """Say what became of the consent that the denial missed, where there was or should have been one."""
    if verdict.code not in _CONSENT_WOULD_MEND:
        return verdict
    if state.kind is Kind.LAPSED:
        return deny(state.code)
    if facts.basis != Basis.CONSENT or verdict.code == "consent_needed":
        return verdict
    # A source that states consent speaks of what an import may record by it, never of contacting or handing out.
    return unknown("consent_not_recorded") if purpose in _RULE_DECIDES else deny("consent_needed")


def judge_constituent(
    purpose: str,
    platform: str,
    acts: Iterable[Act],
    circumstances: Circumstances,
    merged_at: Mapping[str, datetime] | None = None,
) -> Verdict:
    """What a constituent's own acts say of ``purpose`` on ``platform`` (empty: of any), whatever accounts they hold.

    UNKNOWN where they said nothing. For identity_matching an ALLOW means: they agreed to be looked for.
    """
    relevant = about(acts, purpose=purpose, platform=platform, category=Category.PERSONA)
    state = fold(relevant, now=circumstances.now, canonical=HOLDER, merged_at=merged_at)
    if state.kind is Kind.NONE:
        return unknown("no_act")
    if state.kind is not Kind.GIVEN:
        return deny(state.code)
    code = "looked_for" if purpose == Purpose.IDENTITY_MATCHING else "consent_given"
    verdict = allow(code, basis=Basis.CONSENT).ending(state.until)
    return noticed(verdict, state, purpose, circumstances, Category.PERSONA)
