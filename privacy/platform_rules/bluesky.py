"""Bluesky: active accounts whose labels do not ask to be hidden."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import SourceKind

from ..consent.fold import Standing
from ..judging.verdicts import Verdict, allow, deny, unknown
from .base import GIVEN_OR_PUBLISHED, ID_KNOWN, Facts, Modes, PlatformRule, by_consent
from .keeping import Keep, Since

_HIDING_LABELS = frozenset({"!no-unauthenticated", "!hide"})
#: Statuses of accounts that do not come back, and of those that may.
_GONE = frozenset({"deleted", "takendown", "tombstoned"})
_RESTING = frozenset({"deactivated", "suspended"})


def match_rule(facts: Facts, state: Standing, modes: Modes) -> Verdict:
    """Hidden at once when inactive, even with consent; labels are respected; consent or publication carries it."""
    if facts.source_kind == SourceKind.THIRD_PARTY:
        return deny("third_party_data")
    if facts.signal("active") is False or facts.signal("account_status") in _GONE | _RESTING:
        return deny("bluesky_inactive")
    consented = by_consent(state)
    if consented:
        return consented
    if _HIDING_LABELS & set(facts.signal("labels") or ()):
        return deny("bluesky_label")
    if facts.signal("active") is not True:
        return unknown("bluesky_activity_unknown")
    if facts.signal(ID_KNOWN) is False:
        return unknown("bluesky_did_unknown")
    if facts.basis in GIVEN_OR_PUBLISHED:
        return allow("active_account", basis=facts.basis)
    return deny("basis_not_accepted")


RULE = PlatformRule(
    platform="bluesky",
    label="Bluesky",
    source="github.com/bluesky-social/atproto-website @ab7b07d3, specs/account and guides/account-lifecycle",
    read_on=date(2026, 11, 21),
    quotes=(
        "downstream services should immediately stop serving/distributing content for the account. They may defer "
        "permanent "
        "data deletion according to local policy.",
    ),
    in_words=(
        _("An account is matched while it is active; where that is not known, it is hidden."),
        _(
            "Labels that ask for no showing without sign-in are respected. Accounts are known by DID, as handles "
            "change hands."
        ),
        _("Deleted accounts and those that were taken down are erased within a day; deactivated ones are hidden."),
    ),
    match_rule=match_rule,
    signals=frozenset({"active", "labels", "account_status", ID_KNOWN}),
    bases=GIVEN_OR_PUBLISHED,
    keeps=(
        Keep(
            code="bluesky_gone",
            what=_("Accounts that were deleted, taken down or tombstoned"),
            since=Since.SIGNAL,
            within=timedelta(hours=24),
            section="guides/account-lifecycle",
            our_choice=True,
            quote="They may defer permanent data deletion according to local policy.",
            signals={"account_status": _GONE},
        ),
    ),
)
