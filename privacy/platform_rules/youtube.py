"""YouTube: interface data with the owner's authorisation, for 30 days; published channels on their own basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, allow, deny
from .base import Facts, Modes, PlatformRule, by_consent
from .keeping import Keep, Since

#: III.E.4: stored interface data is deleted or refreshed after 30 calendar days.
KEEP_DAYS = 30
BASES = frozenset({Basis.PUBLIC, Basis.CONTRACT})


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """Interface data needs consent and a refresh every 30 days; a channel that its owner published may be matched."""
    if facts.source_kind == SourceKind.THIRD_PARTY:
        return deny("third_party_data")
    consented = by_consent(state)
    if facts.source_kind == SourceKind.NETWORK:
        return replace(consented, keep_days=KEEP_DAYS) if consented else deny("youtube_authorization_required")
    if consented:
        return consented
    if facts.basis in BASES:
        return allow("published_channel", basis=facts.basis)
    return deny("basis_not_accepted")


RULE = PlatformRule(
    platform="youtube",
    label="YouTube",
    source=(
        "github.com/OpenTermsArchive/pga-versions, YouTube/Developer Terms.md @cdf16ca3 (2026-06-25), III.D.2, "
        "III.E.2, III.E.4"
    ),
    read_on=date(2026, 11, 21),
    quotes=(
        "must take place within 7 calendar days of the revocation",
        "After 30 calendar days, the API Client must either delete or refresh the stored data",
        "API Clients must not use user data for secondary purposes that are not clearly disclosed to users",
    ),
    in_words=(
        _("Data from YouTube's interface needs the owner's consent and is erased 30 days after it was last refreshed."),
        _("A channel address that its owner published or gave us may be matched."),
        _("Figures of several channels are not added up."),
    ),
    match_rule=match_rule,
    bases=BASES,
    refuses_categories=frozenset({"social_graph"}),
    keeps=(
        Keep(
            code="youtube_interface",
            what=_("Data from YouTube's interface, a channel's figures included"),
            since=Since.REFRESHED,
            within=timedelta(days=KEEP_DAYS),
            section="III.E.4",
            quote="After 30 calendar days, the API Client must either delete or refresh the stored data",
            source_kinds=frozenset({SourceKind.NETWORK}),
        ),
        Keep(
            code="youtube_revoked",
            what=_("Data from YouTube's interface whose owner revoked the authorisation"),
            since=Since.WITHDRAWN,
            within=timedelta(days=7),
            section="III.E.4, III.D.2",
            quote="must take place within 7 calendar days of the revocation",
            source_kinds=frozenset({SourceKind.NETWORK}),
        ),
    ),
)
