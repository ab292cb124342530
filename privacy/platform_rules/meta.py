"""Meta (Facebook and Instagram): nothing without the person's consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, allow, deny
from .base import Facts, Modes, PlatformRule, by_consent
from .keeping import Keep, Since


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """The holder's consent; or only against people who agreed to be looked for. No other basis is accepted."""
    consented = by_consent(state)
    if consented:
        return consented
    if facts.source_kind == SourceKind.THIRD_PARTY:
        return deny("third_party_data")
    if modes.looked_for:
        return allow("opt_in_pairs", basis=Basis.CONSENT, pair_limited=True)
    return deny("meta_opt_in_required")


FACEBOOK = PlatformRule(
    platform="facebook",
    label="Facebook",
    source="github.com/OpenTermsArchive/pga-versions, Facebook/Developer Terms.md @9f5f356e (2026-02-04)",
    read_on=date(2026, 11, 21),
    quotes=(
        "3.a.v Processing Platform Data without valid User consent in order to build or augment user profiles for "
        "any purpose. "
        "[prohibited]",
        "4.c You may only Process Platform Data as clearly described in your privacy policy",
        "3.d.i.2.d Delete all Platform Data as soon as reasonably possible ... When a User requests their Platform "
        "Data be "
        "deleted or no longer has an account with you",
    ),
    in_words=(
        _("An account is used only with the person's consent, and only as the notice they saw describes."),
        _("Lists of friends are refused."),
        _("When a person removes the app or asks Meta for deletion, what we hold of the account is erased at once."),
    ),
    match_rule=match_rule,
    may_look_for=True,
    refuses_categories=frozenset({"social_graph"}),
    keeps=(
        Keep(
            code="meta_request",
            what=_("Accounts whose holder removed the app or asked for deletion"),
            since=Since.REQUEST,
            within=timedelta(0),
            section="3.d.i.2.d",
            quote="When a User requests their Platform Data be deleted or no longer has an account with you",
        ),
        Keep(
            code="meta_withdrawn",
            what=_("Data from Meta's interface that no consent covers any more"),
            since=Since.WITHDRAWN,
            within=timedelta(0),
            section="3.d.i.2",
            quote="Delete all Platform Data as soon as reasonably possible",
            source_kinds=frozenset({SourceKind.NETWORK}),
        ),
    ),
)
INSTAGRAM = replace(FACEBOOK, platform="instagram", label="Instagram")
