"""The lists that staff choose from, each word with what the law says of it: ways in, proofs of identity, grounds."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import RequestKind

RECEIVED_VIA: dict[str, Promise] = {
    "letter": _("Letter"),
    "email": _("E-mail"),
    "phone": _("Phone call"),
    "in_person": _("In person"),
    "form": _("Form"),
    "portal": _("The person's own page"),
    "callback": _("Told by the platform"),
}

#: How an act that comes with a request is named in the ledger (``privacy.screens.event_view.METHODS``).
LEDGER_METHOD = {
    "letter": "staff_letter",
    "email": "staff_email",
    "phone": "staff_call",
    "in_person": "in_person",
    "form": "form",
    "portal": "portal",
    "callback": "callback",
}

#: How identity was proven (GDPR art. 12(6); 11 CCR 7060 to 7063). Saying who one is proves nothing and is not listed.
IDENTITY_METHODS: dict[str, Promise] = {
    "known_contact": _("Answered from an address or number that we already held"),
    "in_person": _("In person, with a document that was looked at and not copied"),
    "document": _("A document that was sent, looked at and destroyed"),
    "three_facts": _("Three facts that only the person and we know"),
    "signed_in": _("Signed in to the person's own page"),
    "representative": _("A representative with a signed authority, and the person confirmed it"),
}

_ALL = frozenset(RequestKind.values)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which the law lets a request be refused, where it stands, and the kinds that it is for."""

    label: Promise
    source: str
    kinds: frozenset[str] = _ALL


GROUNDS: dict[str, Ground] = {
    "identity_not_proven": Ground(
        _("The person could not be identified, also after being asked"),
        "GDPR art. 11(2), 12(2); CCPA 1798.130(a)(2), 11 CCR 7060",
    ),
    "manifestly_unfounded": Ground(_("The request is manifestly unfounded"), "GDPR art. 12(5)(b); CCPA 1798.145(h)(3)"),
    "excessive": Ground(
        _("The request is excessive, above all because it repeats itself"), "GDPR art. 12(5)(b); CCPA 1798.145(h)(3)"
    ),
    "rights_of_others": Ground(
        _("It would harm the rights and freedoms of others"),
        "GDPR art. 15(4), 20(4); CCPA 1798.145(k)",
        frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY}),
    ),
    "not_portable": Ground(
        _("Nothing of it rests on consent or contract and was given by the person"),
        "GDPR art. 20(1)",
        frozenset({RequestKind.PORTABILITY}),
    ),
    "accurate": Ground(
        _("The value was checked and is right"), "GDPR art. 16; 11 CCR 7023", frozenset({RequestKind.RECTIFICATION})
    ),
    "no_condition_met": Ground(
        _("None of the conditions for restriction is met"),
        "GDPR art. 18(1)",
        frozenset({RequestKind.RESTRICTION}),
    ),
    "compelling_grounds": Ground(
        _("Compelling legitimate grounds, which are no direct marketing"),
        "GDPR art. 21(1) to 21(3)",
        frozenset({RequestKind.OBJECTION}),
    ),
    "legal_obligation": Ground(
        _("A law obliges us to keep it"),
        "GDPR art. 17(3)(b); CCPA 1798.105(d)(8)",
        frozenset({RequestKind.ERASURE, RequestKind.RESTRICTION}),
    ),
    "legal_claims": Ground(
        _("It is needed for legal claims"),
        "GDPR art. 17(3)(e), 21(1)",
        frozenset({RequestKind.ERASURE, RequestKind.OBJECTION, RequestKind.RESTRICTION}),
    ),
    "freedom_of_expression": Ground(
        _("Freedom of expression and information"),
        "GDPR art. 17(3)(a); CCPA 1798.105(d)(4)",
        frozenset({RequestKind.ERASURE}),
    ),
    "archiving": Ground(
        _("Archiving in the public interest, research or statistics"),
        "GDPR art. 17(3)(d); CCPA 1798.105(d)(6)",
        frozenset({RequestKind.ERASURE}),
    ),
}

#: How a fulfilled or withdrawn request ended, besides grounds.
CLOSINGS: dict[str, Promise] = {
    "package": _("A copy of the data was given"),
    "nothing_held": _("Nothing about this person is held, and they were told so"),
    "corrected": _("Corrected, and locked against the sources"),
    "restricted": _("Use is restricted"),
    "objected": _("The objection is recorded"),
    "erased": _("Erased"),
    "taken_back": _("The person took it back"),
}


def grounds_for(kind: str) -> dict[str, Ground]:
    """The grounds that a request of this kind may be refused on."""
    return {code: ground for code, ground in GROUNDS.items() if kind in ground.kinds}


def closing_label(code: str) -> str:
    """How a request ended, in the page's language."""
    return str(GROUNDS[code].label if code in GROUNDS else CLOSINGS.get(code, code))
