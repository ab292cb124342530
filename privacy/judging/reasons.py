"""Every reason that a verdict may give, as a sentence for a person. Codes are stored; sentences are translated."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # allowed
    "consent_given": _("The person consented."),
    "looked_for": _("This person agreed to be looked for on this platform."),
    "opt_in_pairs": _("Compared only with constituents who agreed to be looked for on this platform."),
    "reasonable_expectation": _(
        "The person's own published account, under the recorded assessment of reasonable expectation. A steward "
        "decides each match."
    ),
    "discoverable": _("The account asks to be discoverable."),
    "active_account": _("The account is public and active."),
    "published_channel": _("The channel was published by its owner."),
    # the person's acts
    "objected": _("The person objected. Only their own later, explicit consent lifts it."),
    "withdrawn": _("The person withdrew their consent."),
    "refused": _("The person refused."),
    "consent_expired": _("The consent has expired."),
    "consent_invalidated": _("The consent was found invalid."),
    "consent_time_unknown": _("It is not known when the consent was given, so it permits nothing."),
    "renewed_nothing": _("A consent was renewed that is not recorded as given, so it permits nothing."),
    "consent_not_recorded": _("The source says there is a consent, but the ledger holds no record of it."),
    "consent_needed": _("This purpose needs the person's consent, and none is recorded."),
    "no_act": _("Nothing is recorded: the person has not been asked or has not answered."),
    # who the person is
    "erased": _("This person was erased."),
    "restricted": _("The person asked that the use of their data be restricted."),
    "minor": _("The person is a minor, and no consent of a guardian is recorded for this."),
    # the lawful basis
    "basis_not_switched_on": _(
        "This use rests on a legitimate interest, and no privacy admin has recorded the assessment that switches it on."
    ),
    "art14_overdue": _(
        "No notice that tells of this use was sent to the person within a month (GDPR art. 14, or the platform's "
        "mode), so it rests on nothing but consent until one is."
    ),
    # notices
    "not_in_notice": _("This use is not in the notice that the person saw."),
    "notice_changed": _(
        "Since the notice that the person saw, this goes to a new recipient or is exchanged for value. Ask them again."
    ),
    "notice_unknown": _("It is not recorded which notice the person saw."),
    # platforms
    "category_refused": _("The platform's terms refuse the use of this kind of data, whatever the person agrees to."),
    "mastodon_graph_hidden": _("The account does not show whom it follows; no answer means no."),
    "mastodon_not_indexable": _("The account does not ask that its posts be searchable; no answer means no."),
    "bluesky_did_unknown": _(
        "Only a handle is known, which may pass to somebody else; the account's DID is not known."
    ),
    "platform_unknown": _("There is no rule for this platform, so nothing is permitted."),
    "account_unknown": _("The gate does not know this account."),
    "x_opt_in_required": _(
        "X asks for the person's express opt-in before an account is associated with them, and the "
        "reasonable-expectation mode is off."
    ),
    "x_gone": _("X has deleted, protected, suspended or withheld the account, so it is hidden at once."),
    "x_third_party_data": _("X does not accept data about people that was bought or had from third parties."),
    "meta_opt_in_required": _("Meta allows the use of an account only with the person's consent."),
    "linkedin_not_permitted": _("LinkedIn allows only what the person typed in themselves, with their consent."),
    "youtube_authorization_required": _("Data from YouTube's interface needs the channel owner's authorisation."),
    "mastodon_not_discoverable": _("The account does not ask to be discoverable; no answer means no."),
    "mastodon_hidden": _("The account is suspended, limited, a memorial, a bot, or asks not to be indexed."),
    "bluesky_inactive": _("The account is not active, so it is hidden at once."),
    "bluesky_activity_unknown": _("It is not known whether the account is active."),
    "bluesky_label": _("The account carries a label that asks not to be shown."),
    "third_party_data": _("The account was bought or had from third parties; the platform's rule forbids its use."),
    "kept_too_long": _("The platform limits how long this may be kept, and no source has given it since."),
    "basis_not_accepted": _("The platform's rule does not accept the lawful basis that the import stated."),
    # the link of an account to its holder
    "link_not_found_again": _("Hidden: matching found this account, and finding it is no longer permitted."),
    "link_rests": _("Hidden: the link between this account and the person rests."),
    # contact
    "contact_channel_needs_consent": _("This channel needs the person's consent, and none is recorded."),
}
