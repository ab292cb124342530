"""The steps of a judgement, in their order. Each looks at the case and the verdict so far; the first denial ends it.

A step answers None where it has nothing to say, and a verdict where it decides or refines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis

from ..consent.fold import Kind
from ..facts.jurisdictions import Law
from ..models import Category, Purpose
from ..platform_rules import RULES
from ..platform_rules.base import by_consent
from .case import Case, Told
from .verdicts import Verdict, allow, deny, unknown

#: Purposes that the platform's rule may open without a consent of the person.
RULE_DECIDES = frozenset({Purpose.IDENTITY_MATCHING, Purpose.PROFILE_VIEW})
#: Denials that a consent would have mended.
_CONSENT_WOULD_MEND = frozenset(
    {
        "x_opt_in_required",
        "meta_opt_in_required",
        "youtube_authorization_required",
        "mastodon_not_discoverable",
        "bluesky_activity_unknown",
        "bluesky_did_unknown",
        "basis_not_accepted",
        "basis_not_switched_on",
        "consent_needed",
        "minor",
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of every judgement: its name, what it asks, and how it answers."""

    name: str
    asks: Promise
    answer: Callable[[Case, Verdict | None], Verdict | None]


def _platform_known(case: Case, _so_far: Verdict | None) -> Verdict | None:
    return None if case.platform in RULES else deny("platform_unknown")


def _category(case: Case, _so_far: Verdict | None) -> Verdict | None:
    rule = RULES[case.platform]
    if case.category in rule.refuses_categories:
        return deny("category_refused")
    return rule.category_rule(case.facts, case.category) if rule.category_rule and case.facts else None


def _own_no(case: Case, _so_far: Verdict | None) -> Verdict | None:
    return deny(case.standing.code) if case.standing.kind in (Kind.REFUSED, Kind.OBJECTED) else None


def _person(case: Case, _so_far: Verdict | None) -> Verdict | None:
    if case.holder.erased:
        return deny("erased")
    if case.holder.restricted:
        return deny("restricted")
    return deny("minor") if case.holder.minor and case.standing.kind is not Kind.GIVEN else None


def _rule(case: Case, _so_far: Verdict | None) -> Verdict | None:
    assert case.facts is not None
    if case.category != Category.PERSONA:
        return _of_what_hangs_on_it(case)
    verdict = RULES[case.platform].match_rule(case.facts, case.standing, case.modes)
    if verdict.allowed and case.purpose not in RULE_DECIDES and case.standing.kind is not Kind.GIVEN:
        verdict = deny("consent_needed")
    return verdict if verdict.allowed else _why_no_consent(verdict, case)


def _of_what_hangs_on_it(case: Case) -> Verdict:
    """Graph, interests and posts need a consent of their own, and an account that may itself be opened."""
    account = judged(replace(case, category=Category.PERSONA))
    if not account.allowed:
        return account
    own = by_consent(case.standing)
    if own is None:
        return deny(case.standing.code if case.standing.kind is Kind.LAPSED else "consent_needed")
    return replace(own.ending(account.until), keep_days=account.keep_days, art14=account.art14)


def _why_no_consent(verdict: Verdict, case: Case) -> Verdict:
    """Say what became of the consent that the denial missed, where there was or should have been one."""
    if verdict.code not in _CONSENT_WOULD_MEND:
        return verdict
    if case.standing.kind is Kind.LAPSED:
        return deny(case.standing.code)
    if case.facts is None or case.facts.basis != Basis.CONSENT or verdict.code == "consent_needed":
        return verdict
    # A source that states consent speaks of what an import may record by it, never of contacting or handing out.
    return unknown("consent_not_recorded") if case.purpose in RULE_DECIDES else deny("consent_needed")


def _own_yes(case: Case, _so_far: Verdict | None) -> Verdict | None:
    """Of a constituent, whatever accounts they hold, their own acts alone speak."""
    if case.standing.kind is Kind.NONE:
        return unknown("no_act")
    if case.standing.kind is not Kind.GIVEN:
        return deny(case.standing.code)
    looked_for = case.purpose == Purpose.IDENTITY_MATCHING and case.category == Category.PERSONA
    code = "looked_for" if looked_for else "consent_given"
    return allow(code, basis=Basis.CONSENT).ending(case.standing.until)


def _lawful(case: Case, so_far: Verdict | None) -> Verdict | None:
    """Where the GDPR holds, that something is public is no basis: it is a legitimate interest or nothing (art. 6)."""
    assert so_far is not None
    public = so_far.basis == Basis.PUBLIC and case.holder.law is Law.GDPR
    if so_far.basis != Basis.LEGITIMATE_INTEREST and not public:
        return None
    switch = case.around.switch(case.purpose, case.holder.jurisdiction)
    if switch is None or not switch.on:
        return _why_no_consent(deny("basis_not_switched_on"), case)
    return replace(so_far, basis=Basis.LEGITIMATE_INTEREST)


def _noticed(case: Case, so_far: Verdict | None) -> Verdict | None:
    """A consent rests on the notice that the person saw; everything else on the one in force."""
    assert so_far is not None
    use = (case.category, case.purpose, so_far.basis)
    in_force = case.around.uses_in_force.get(use)
    if so_far.basis != Basis.CONSENT or case.standing.kind is not Kind.GIVEN or case.standing.act is None:
        return None if _tells(in_force, case.recipient) else deny("not_in_notice")
    seen_id = case.standing.act.notice_id
    if seen_id not in case.around.notices:
        return unknown("notice_unknown")
    seen = case.around.uses[seen_id].get(use)
    if seen is None or not _tells(seen, case.recipient):
        return replace(deny("not_in_notice"), seen=seen_id)
    if in_force is not None and not seen.covers(in_force):
        return replace(deny("notice_changed"), seen=seen_id)
    return None


def _tells(told: Told | None, recipient: str) -> bool:
    return told is not None and (not recipient or recipient in told.recipients)


def _clock(case: Case, so_far: Verdict | None) -> Verdict | None:
    """GDPR art. 14(3) and (4): whoever's account is known from elsewhere is told of its use within a month.

    After it nothing is open. Only a notice that tells of this very use counts, and of all who receive the data. A
    platform's rule may ask for the same wherever the person lives.
    """
    assert so_far is not None
    if so_far.basis == Basis.CONSENT:
        return None
    asked = case.holder.known and (so_far.art14 or case.holder.law is Law.GDPR)
    owed = asked and not _was_told(case, so_far.basis)
    return None if owed == so_far.art14 else replace(so_far, art14=owed)


def _was_told(case: Case, basis: str) -> bool:
    use = (case.category, case.purpose, basis)
    in_force = case.around.uses_in_force.get(use, Told())
    sent = (case.around.uses.get(pk, {}).get(use) for pk in case.holder.told)
    return any(told is not None and told.covers(in_force) for told in sent)


def shut(case: Case) -> Verdict | None:
    """What the person alone says against it, or what they are, whatever the account and its platform allow."""
    return _own_no(case, None) or _person(case, None)


ACCOUNT_STEPS = (
    Step("platform", _("Is there a rule for the platform?"), _platform_known),
    Step("category", _("Do the platform's terms and the account's settings let this kind of data be used?"), _category),
    Step("no", _("Did the person say no?"), _own_no),
    Step("person", _("Is the person of age, and may their data be used at all?"), _person),
    Step("rule", _("Does the platform's rule allow it?"), _rule),
    Step("basis", _("Does it rest on a lawful basis that is switched on?"), _lawful),
    Step("notice", _("Does the notice that the person saw tell of it?"), _noticed),
    Step("clock", _("Was the person told in time?"), _clock),
)
PERSON_STEPS = (
    Step("no", _("Did the person say no?"), _own_no),
    Step("person", _("Is the person of age, and may their data be used at all?"), _person),
    Step("yes", _("Did the person agree?"), _own_yes),
    Step("notice", _("Does the notice that the person saw tell of it?"), _noticed),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one step of a judgement said; None: nothing against it."""

    step: Step
    verdict: Verdict | None


def judged(case: Case, trail: list[Answer] | None = None) -> Verdict:
    """Walk the steps. ``trail`` receives what each of them said, for whoever asks why."""
    verdict: Verdict | None = None
    for step in PERSON_STEPS if case.facts is None else ACCOUNT_STEPS:
        said = step.answer(case, verdict)
        if trail is not None:
            trail.append(Answer(step, said))
        if said is not None:
            verdict = said
            if not said.allowed:
                break
    assert verdict is not None
    return verdict
