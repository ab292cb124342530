"""X: an account may be associated with a person by express opt-in, or under an assessed reasonable expectation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, allow, deny
from .base import GIVEN_OR_PUBLISHED, Facts, Modes, OptionalMode, PlatformRule, by_consent
from .keeping import Keep, Since

REASONABLE_EXPECTATION = OptionalMode(
    code="reasonable_expectation",
    label=_("Reasonable expectation"),
    requires=(
        _("a prior relationship with the person"),
        _("data that the person gave or made public themselves"),
        _("this assessment, in writing"),
        _("a notice to the people concerned (GDPR art. 14)"),
        _("a steward's decision on every match; nothing is appended automatically"),
    ),
)
GONE = Keep(
    code="x_gone",
    what=_("Accounts that were deleted, protected, suspended or withheld"),
    since=Since.SIGNAL,
    within=timedelta(hours=24),
    section="Developer Agreement, on deletion and modification of X Content",
    quote=(
        "you will make all reasonable efforts to delete or modify that X Content (as applicable) as soon as possible, "
        "and in any case within twenty four (24) hours after a written request"
    ),
    signals={
        "account_status": frozenset({"deleted", "protected", "suspended", "withheld", "geo_removed"}),
        "protected": frozenset({True}),
        "suspended": frozenset({True}),
    },
)


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """Opt-in of the holder; or the mode, never for bought data; or only against people who agreed to be looked for.

    An account that X has taken from the public is hidden at once, whatever was consented to.
    """
    if GONE.is_signalled(dict(facts.signals)):
        return deny("x_gone")
    consented = by_consent(state)
    if consented:
        return consented
    if facts.source_kind == SourceKind.THIRD_PARTY:
        return deny("x_third_party_data")
    if REASONABLE_EXPECTATION.code in modes.on and facts.basis in GIVEN_OR_PUBLISHED:
        # The mode asks for a notice to the holder whatever law protects them.
        return replace(allow("reasonable_expectation", basis=facts.basis), art14=True)
    if modes.looked_for:
        return allow("opt_in_pairs", basis=Basis.CONSENT, pair_limited=True)
    return deny("x_opt_in_required")


RULE = PlatformRule(
    platform="x",
    label="X",
    source="github.com/OpenTermsArchive/pga-versions, X/Developer Terms.md @6d83d450 (agreement of 2026-04-27)",
    read_on=date(2026, 11, 21),
    quotes=(
        "Off-X matching involves associating X Content, including a X @handle or user ID, with a person, "
        "household, device, "
        "browser, or other off-X identifier. You may only do this if you have express opt-in consent from the "
        "person before "
        "making the association, or as described below.",
        "records about individuals with whom you have no prior relationship, including data about individuals "
        "obtained from "
        "third parties, do not meet this standard",
        "you will make all reasonable efforts to delete or modify that X Content (as applicable) as soon as "
        "possible, and in any "
        "case within twenty four (24) hours after a written request",
    ),
    in_words=(
        _(
            "Matching needs the express opt-in of the account's holder, or of the constituent who agreed to be "
            "looked for."
        ),
        _(
            "Under the reasonable-expectation mode a person's own published account may also be matched, by a "
            "steward's decision."
        ),
        _("Bought data is not used unless the account's holder consented. Signing in is not consent."),
        _(
            "Nothing is inferred of health, money troubles, politics, origin, religion, sex life, unions or crime; no "
            "place is kept without its post."
        ),
        _("Deleted, protected, suspended and withheld accounts are hidden at once and erased within a day."),
    ),
    match_rule=match_rule,
    modes=(REASONABLE_EXPECTATION,),
    may_look_for=True,
    bases=GIVEN_OR_PUBLISHED,
    signals=frozenset(GONE.signals),
    keeps=(GONE,),
)
