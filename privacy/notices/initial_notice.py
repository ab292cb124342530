"""The notice that a new installation starts with: what the product does before anybody writes another.

Researching prospects is disclosed to nobody here, so the gate refuses it until a later notice speaks of it.
"""

from __future__ import annotations

from typing import Any

VERSION = "1"
TITLE = "How we use what you share on social networks"
BODY = (
    "We connect the accounts that you use on social networks with what you told us yourself, so that we know you "
    "better when you "
    "get in touch. We look for accounts only where you agreed, where you asked to be found, or where you published the "
    "account and our privacy staff wrote down why you may expect it. Staff see them on your page. With your consent we "
    "also contact you there, choose whom an invitation suits, and hand your data out to you. We do not pass it on "
    "and do not "
    "exchange it for anything. You can say no to each of these at any time, and it takes effect at once."
)


def _row(purpose: str, basis: str, category: str = "persona") -> dict[str, Any]:
    return {
        "category": category,
        "purpose": purpose,
        "basis": basis,
        "source": "the person, forms, published lists, networks",
        "recipients": [],
        "exchanged_for_value": False,
        "retention_days": None,
    }


DISCLOSURES: list[dict[str, Any]] = [
    *(
        _row(purpose, basis)
        for purpose in ("identity_matching", "profile_view")
        for basis in ("consent", "contract", "legitimate_interest", "public")
    ),
    *(_row(purpose, "consent") for purpose in ("contact", "segmentation", "export")),
    _row("contact", "consent", "contact"),
]
