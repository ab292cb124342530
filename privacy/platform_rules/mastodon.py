"""Mastodon: accounts that ask to be discoverable; no answer means no."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, allow, deny
from ..models import Category
from .base import GIVEN_OR_PUBLISHED, Facts, Modes, PlatformRule, by_consent
from .keeping import Keep, Since

#: These hide the account whatever was consented to; the others speak for accounts that never answered us.
_GONE = ("suspended", "memorial")
_UNWILLING = ("limited", "bot", "noindex")


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """Consent, or the account's own ``discoverable`` setting with none of the settings that hide it."""
    if facts.source_kind == SourceKind.THIRD_PARTY:
        return deny("third_party_data")
    if any(facts.signal(name) for name in _GONE) or facts.signal("account_status") == "deleted":
        return deny("mastodon_hidden")
    consented = by_consent(state)
    if consented:
        return consented
    if any(facts.signal(name) for name in _UNWILLING):
        return deny("mastodon_hidden")
    if facts.signal("discoverable") is not True:
        return deny("mastodon_not_discoverable")
    if facts.basis in GIVEN_OR_PUBLISHED:
        return allow("discoverable", basis=facts.basis)
    return deny("basis_not_accepted")


def category_rule(facts: Facts, category: str) -> Verdict | None:
    """The graph where the account shows it, posts where it lets them be searched; no answer means no."""
    if category == Category.SOCIAL_GRAPH and facts.signal("hide_collections") is not False:
        return deny("mastodon_graph_hidden")
    if category == Category.CONTENT and facts.signal("indexable") is not True:
        return deny("mastodon_not_indexable")
    return None


RULE = PlatformRule(
    platform="mastodon",
    label="Mastodon",
    source="github.com/mastodon/documentation @2903485d, spec/activitypub.md and entities/Account.md",
    read_on=date(2026, 11, 21),
    quotes=(
        "This flag may also be used as an indicator of the user's preferences toward being included in external "
        "discovery "
        "services ... it is recommended that you respect this property if it is present.",
    ),
    in_words=(
        _("An account is matched when it asks to be discoverable; where it gave no answer, that means no."),
        _("Suspended, limited and memorial accounts, bots, and accounts that ask not to be indexed are left out."),
        _("Whom it follows is refused unless it shows it, and its posts unless it lets them be searched."),
        _("Deleted accounts are erased within a day, suspended ones after 30 days; the terms name no time."),
    ),
    match_rule=match_rule,
    category_rule=category_rule,
    bases=GIVEN_OR_PUBLISHED,
    signals=frozenset({"discoverable", "indexable", "hide_collections", "account_status", *_GONE, *_UNWILLING}),
    keeps=(
        Keep(
            code="mastodon_deleted",
            what=_("Accounts that were deleted"),
            since=Since.SIGNAL,
            within=timedelta(hours=24),
            section="spec/activitypub.md",
            our_choice=True,
            signals={"account_status": frozenset({"deleted"})},
        ),
        Keep(
            code="mastodon_suspended",
            what=_("Accounts that their server suspended"),
            since=Since.SIGNAL,
            within=timedelta(days=30),
            section="entities/Account.md",
            our_choice=True,
            signals={"suspended": frozenset({True})},
        ),
    ),
)
