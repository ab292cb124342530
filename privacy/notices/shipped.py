"""The notice that the program ships with and puts in force by migration; ``initial_notice`` is the one before.

It tells of every use that the program itself makes (``privacy.register.uses``) and of what it does not collect.
Researching prospects is disclosed to nobody, so the gate refuses it until an organisation's own notice speaks of it.
Against version 1 it names no new recipient, no exchange and no new use on consent: who agreed under that one need not
be asked again.
"""

from __future__ import annotations

from typing import Any

VERSION = "1.1"
TITLE = "How we use what you share on social networks"
BODY = """We connect the accounts that you use on social networks with what you told us yourself, so that we know you \
better when you get in touch.

What we do. We look for accounts only where you agreed, where you asked to be found, or where you published \
the account and our privacy staff wrote down why you may expect it. Staff see them on your page, beside your \
gifts, tickets and letters. With your consent we also contact you there, choose whom an invitation suits, and \
hand your data out to you or to whom you name. A person decides each doubtful match; a program alone never \
decides anything about you that matters to you in law.

What we do not do. We do not read lists of friends or followers, nor private messages. We do not buy data \
about you. We do not guess at your health, belief, politics, origin or love life. We do not pass your data on \
and do not exchange it for anything.

How long. We keep an account's data as long as you are connected with us and the platform's own rules allow \
it; some platforms ask us to delete it after days. When an account is deleted or its owner takes the \
permission back, what came from it goes.

Children. We do not use accounts of people under age, unless a guardian agreed.

Your rights. You may ask us what we know of you and have a copy, have it corrected, have its use restricted, \
have it deleted, and take it with you. You may say no to each of these uses at any time: it takes effect at \
once and costs you nothing. Tell any of our staff, or write to us. We answer within a month. You may also \
complain to the data protection authority where you live."""

_ANYWHERE = "the person, forms, published lists, networks"
_OWN_RECORDS = "our own records: what you told us, gifts, tickets, letters"


def _use(purpose: str, basis: str, category: str = "persona", source: str = _ANYWHERE) -> dict[str, Any]:
    return _row(source, category) | {"purpose": purpose, "basis": basis}


def _row(source: str, category: str, *, collected: bool = True) -> dict[str, Any]:
    return {
        "source": source,
        "category": category,
        "collected": collected,
        "purpose": "",
        "basis": "",
        "recipients": [],
        "exchanged_for_value": False,
        "retention_days": None,
    }


DISCLOSURES: list[dict[str, Any]] = [
    *(
        _use(purpose, basis)
        for purpose in ("identity_matching", "profile_view")
        for basis in ("consent", "contract", "legitimate_interest", "public")
    ),
    *(_use(purpose, "consent") for purpose in ("contact", "segmentation", "export")),
    _use("contact", "consent", "contact"),
    *(
        _use(purpose, basis, category, _OWN_RECORDS)
        for category, purpose in (("contact", "identity_matching"), ("transactions", "profile_view"))
        for basis in ("contract", "legitimate_interest")
    ),
    _row("lists of friends and followers", "social_graph", collected=False),
    _row("private messages", "content", collected=False),
    _row("guesses about health, belief, politics, origin or love life", "interest_graph", collected=False),
    _row("data that others sell", "persona", collected=False),
]
