"""LinkedIn: only what the person typed in, with their consent; never data from its interface, scraped or bought."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, deny
from .base import Facts, Modes, PlatformRule, by_consent
from .keeping import Keep, Since


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """A profile address that the person typed into a form, while their consent stands."""
    if facts.source_kind != SourceKind.FORM:
        return deny("linkedin_not_permitted")
    return by_consent(state) or deny("linkedin_not_permitted")


RULE = PlatformRule(
    platform="linkedin",
    label="LinkedIn",
    source=(
        "github.com/OpenTermsArchive/pga-versions, LinkedIn/Developer Terms.md @2540920d (last revised 2022-12-13); "
        "learn.microsoft.com/linkedin/marketing/restricted-use-cases"
    ),
    read_on=date(2026, 11, 21),
    quotes=(
        "You must not capture, copy, cache, or store any Content or any information expressed by the Content (such "
        "as hashed or "
        "transformed data), except to the extent expressly permitted",
        "member data should not be used for ... to enhance customer data in a CRM or marketing automation platform",
        "When a particular Member's Member Token and OAuth Access Token expires, you must obtain that Member's "
        "consent again",
    ),
    in_words=(
        _("Only an address that the person typed into one of our forms is used, and only with their consent."),
        _("Profiles from LinkedIn's interface, scraped or bought are neither matched nor shown."),
        _("Connections, interests and posts are refused: even a hash of them would be a copy."),
    ),
    match_rule=match_rule,
    refuses_categories=frozenset({"social_graph", "interest_graph", "content"}),
    keeps=(
        Keep(
            code="linkedin_token",
            what=_("What was read with a member's token"),
            since=Since.TOKEN,
            within=timedelta(0),
            section="Developer Terms, on member tokens",
            quote=(
                "When a particular Member's Member Token and OAuth Access Token expires, you must obtain that Member's "
                "consent again"
            ),
        ),
        Keep(
            code="linkedin_interface",
            what=_("Profiles from LinkedIn's interface without a member's token"),
            since=Since.REFRESHED,
            within=timedelta(hours=24),
            section="Restricted use cases (quoted from a second source)",
            quote="Other Members' Profile Data: 24 Hour Caching",
            source_kinds=frozenset({SourceKind.NETWORK}),
            spares_tokens=True,
        ),
    ),
)
