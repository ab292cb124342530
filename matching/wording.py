"""What codes mean, in a steward's words: kinds of evidence, rules of the policy, reasons of states."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Families of evidence, as ``matching.engine.evidence`` names them.
KINDS: dict[str, Promise] = {
    "name": _("Name"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "handle": _("Handle"),
    "handle_year": _("Year in the handle"),
    "handle_place": _("Place in the handle"),
    "label": _("Handle, e-mail and web address"),
    "bio": _("Bio"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birth_date": _("Date of birth"),
    "place": _("Place"),
    "division": _("State or region"),
    "country": _("Country"),
    "postcode": _("Postcode"),
    "website": _("Website"),
    "role": _("Role"),
    "gender": _("Gender"),
    "organisation": _("Organisation"),
    "national_id": _("National id"),
    "address": _("Address"),
    "rarity": _("Rarity of the name"),
    "account": _("Kind of account"),
    "not_a_person": _("Not a person?"),
    "record": _("Our record"),
    "cluster": _("Accounts already known"),
    "prior": _("Before looking"),
    "competition": _("Other candidates"),
    "calibration": _("Calibration"),
}

#: Rules of ``matching.policy``.
RULES: dict[str, Promise] = {
    "not_permitted": _("The pair may not be matched."),
    "linked_elsewhere": _("The account is linked to another constituent."),
    "signed_in_ownership": _("The person signed in with this account."),
    "improbable": _("Too improbable to ask a steward."),
    "far_behind": _("Another constituent is far more probable."),
    "cannot_link": _("A decision says that they are not the same person."),
    "organisation": _("The account looks like an organisation's."),
    "shared_account": _("The account looks like several people's."),
    "parody": _("The account looks like a parody or a fan's."),
    "fabricated": _("The account looks invented or automated."),
    "steward_only": _("The platform's rule wants a steward to decide each match."),
    "not_first": _("Another constituent is more probable."),
    "runner_up_close": _("Another constituent is almost as probable."),
    "not_calibrated": _("Too few decisions yet to link anything without a steward."),
    "below_append_threshold": _("Not probable enough to link without a steward."),
    "above_append_threshold": _("Probable enough to link without a steward, as decisions have shown."),
    "append_refused": _("It could not be linked automatically."),
}

#: Reasons of candidate states that are not a steward's own.
REASONS: dict[str, Promise] = {
    "came_back": _("Rejected before; there is new strong evidence."),
    "inputs_changed": _("Set aside before; the data has changed since."),
    "linked": _("Linked by a decision taken elsewhere."),
    "link_ended": _("Its link has ended."),
    "merged": _("Its constituent was merged with one that has this account as a candidate already."),
    "no_longer_proposed": _("The newest run no longer proposes it."),
    "identity_gone": _("The record that it was found by is gone."),
    "not_permitted": _("The pair may not be matched any more."),
    "persona_linked": _("The account was linked to another constituent."),
    "rejected_before": _("Rejected before."),
    "unlinked": _("Unlinked by a decision."),
    "unsure_before": _("Set aside before."),
}


#: Levels of what accounts that are known already say; the engine knows single pairs only.
CLUSTER: dict[str, Promise] = {
    "linked": _("This account is linked to them already"),
    "second": _("They have another account there, %(left)s; a second one is unusual"),
    "second_beside_claimed": _("They claimed another account there, %(left)s; a second one is rare"),
}


def cluster_sentence(level: str) -> str:
    """What the accounts of a constituent say of one more, with places for the values; empty for an unknown level."""
    return str(CLUSTER.get(level, ""))


def kind_label(kind: str) -> str:
    """Name of a family of evidence; a family that is new to this version is shown by its own word."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


def rule_sentence(rule: str) -> str:
    """What a policy rule says; empty for a code that is unknown."""
    return str(RULES.get(rule, ""))


def reason_sentence(reason: str) -> str:
    """What a state's reason says; empty for a steward's own reason code, which review knows."""
    return str(REASONS.get(reason, ""))
