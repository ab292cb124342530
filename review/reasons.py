"""Why a steward decided as they did: the short lists behind the reason pickers. Edit them here.

Codes are stored with decisions for ever: add codes and change labels freely, but never give an old code a new meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crmsocial.core.errors import InvalidInput
from matching.wording import rule_sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of a picker; its place in the list is its key."""

    code: str
    label: Promise


APPROVE = (
    Reason("evidence_agrees", _("The evidence agrees")),
    Reason("known_personally", _("Known personally")),
    Reason("confirmed_by_person", _("Confirmed by the person")),
)
REJECT = (
    Reason("different_person", _("Different person")),
    Reason("same_name_only", _("Only the name is the same")),
    Reason("family_member", _("A relative or housemate")),
    Reason("not_a_person", _("Organisation, parody or fabricated")),
    Reason("account_changed_hands", _("The account changed hands")),
    Reason("wrong_record", _("Our record is wrong or mixed up")),
)
UNSURE = (
    Reason("too_little_evidence", _("Too little to go by")),
    Reason("evidence_conflicts", _("The evidence conflicts")),
    Reason("ask_the_person", _("Somebody should ask the person")),
    Reason("ask_a_colleague", _("A colleague may know")),
)
UNDO = (Reason("mistake", _("Taken by mistake")), Reason("new_knowledge", _("We know more now")))

#: Codes of rules and pages that decide without a picker.
OTHERS = (
    Reason("unlinked", _("Unlinked on the constituent's page")),
    Reason("decision_reversed", _("The decision was taken back")),
    Reason("signed_in", _("Signed in with the account")),
)
_LABELS = {reason.code: reason.label for reason in (*APPROVE, *REJECT, *UNSURE, *UNDO, *OTHERS)}


def label_of(code: str) -> str:
    """The reason in the page's language, or what the policy's rule of that name says; other codes appear as words."""
    # Beside the other facts of a line a rule's full stop is too much.
    return str(_LABELS.get(code, "")) or rule_sentence(code).rstrip(".") or code.replace("_", " ")


def require(code: str, reasons: tuple[Reason, ...]) -> str:
    """The code if it is one of ``reasons``; raises InvalidInput otherwise."""
    if code not in {reason.code for reason in reasons}:
        raise InvalidInput(
            gettext("Choose a reason, so that colleagues can follow the decision later."), code="reason", field="reason"
        )
    return code
