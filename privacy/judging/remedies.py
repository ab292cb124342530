"""Who can turn a denial into a permission, in a sentence: a page that denies says who can permit."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PERSON = _("The person, by consenting; a privacy admin records it with its proof.")
_PERSON_ALONE = _("Only the person, by a new consent of their own.")
_NOTICE = _(
    "A privacy admin, by a notice that tells of this use and that a second one approves; then the person, by "
    "consenting under it."
)
_GUARDIAN = _("A guardian, by consenting for the person; a privacy admin records it with its proof.")
_RULE = _("Nobody here: the platform's terms or the account's own settings forbid it.")
_MODE = _("The person, by consenting; or a privacy admin, by recording the assessment of the platform's mode.")
_BASIS = _("A privacy admin, by switching the purpose on with its assessment, its notice and a way to say no.")

REMEDIES: dict[str, Promise] = {
    **dict.fromkeys(("withdrawn", "refused", "objected"), _PERSON_ALONE),
    **dict.fromkeys(
        (
            "consent_needed",
            "no_act",
            "consent_expired",
            "consent_invalidated",
            "consent_time_unknown",
            "consent_not_recorded",
            "contact_channel_needs_consent",
            "meta_opt_in_required",
            "linkedin_not_permitted",
            "youtube_authorization_required",
            "mastodon_not_discoverable",
            "bluesky_activity_unknown",
            "bluesky_label",
            "x_third_party_data",
            "renewed_nothing",
            "basis_not_accepted",
        ),
        _PERSON,
    ),
    **dict.fromkeys(("not_in_notice", "notice_unknown", "notice_changed"), _NOTICE),
    "x_opt_in_required": _MODE,
    "basis_not_switched_on": _BASIS,
    "minor": _GUARDIAN,
    "restricted": _("A privacy admin, by lifting the restriction when what it was asked for is settled."),
    "art14_overdue": _("A privacy admin, by sending the person the notice in force and recording that it was sent."),
    "erased": _("Nobody: the person was erased, and may only come back of their own will."),
    "bluesky_did_unknown": _("Nobody, before the account's DID is known from an import."),
    "kept_too_long": _("A source, by giving the account anew as long as the platform and the person allow it."),
    "link_not_found_again": _PERSON,
    "link_rests": _("The person, by consenting to being shown; or a steward, by linking the account again."),
    "account_unknown": _("Nobody, before the account is imported or entered with its source."),
    **dict.fromkeys(
        (
            "platform_unknown",
            "mastodon_graph_hidden",
            "mastodon_not_indexable",
            "category_refused",
            "mastodon_hidden",
            "x_gone",
            "bluesky_inactive",
            "third_party_data",
        ),
        _RULE,
    ),
}
_UNKNOWN = _("A privacy admin can find out on the person's page and in the platform's rule.")


def who_can_permit(code: str) -> str:
    """The sentence for a verdict's code."""
    return str(REMEDIES.get(code, _UNKNOWN))
