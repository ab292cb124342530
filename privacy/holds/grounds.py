"""Grounds on which an erasure may be refused, with the words that a person may read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: There is no "other": a reason that no law knows is none.
GROUNDS: dict[str, str | Promise] = {
    "legal_claim": _("The establishment, exercise or defence of legal claims (GDPR art. 17(3)(e))"),
    "tax_law": _("A legal duty to keep books and receipts (GDPR art. 17(3)(b))"),
    "audit": _("An audit that the law requires (GDPR art. 17(3)(b))"),
    "legal_obligation": _("Another legal duty (GDPR art. 17(3)(b))"),
    "expression": _("Freedom of expression and information (GDPR art. 17(3)(a))"),
    "public_health": _("Public interest in the area of public health (GDPR art. 17(3)(c))"),
    "archiving": _("Archiving, research or statistics in the public interest (GDPR art. 17(3)(d))"),
    "ccpa_exception": _("An exception of California's law (Civ. Code 1798.105(d))"),
}


def in_words(code: str) -> str | Promise:
    """The ground of a code, also as it stands in ``blocked_by`` (``hold:tax_law``)."""
    return GROUNDS.get(code.removeprefix("hold:"), _("A legal duty"))
