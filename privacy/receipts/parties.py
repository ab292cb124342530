"""Who stands in a receipt beside the person: the organisation, and whom its notice names as recipients."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.text import slugify

CONTROLLER = "controller"
#: A notice names recipients; where they are found is not in the ledger.
_NOT_RECORDED = "as in the privacy notice"


def third_party_id(name: str) -> str:
    """The id by which a purpose refers to a recipient."""
    return f"recipient:{slugify(name) or 'unnamed'}"


def parties(recipients: Iterable[str]) -> list[dict[str, str]]:
    """The organisation first, then the recipients, with the fields that ISO/IEC TS 27560, 6.3.6, demands."""
    controller = {
        "party_id": CONTROLLER,
        "party_name": settings.ORGANISATION_NAME,
        "party_address": settings.ORGANISATION_ADDRESS,
        "party_contact": settings.PRIVACY_CONTACT,
        "party_url": settings.SITE_URL,
        "party_role": "dpv:DataController",
        "party_type": "dpv:NonProfitOrganisation",
    }
    return [controller, *(_third_party(name) for name in recipients)]


def _third_party(name: str) -> dict[str, str]:
    return {
        "party_id": third_party_id(name),
        "party_name": name,
        "party_address": _NOT_RECORDED,
        "party_contact": _NOT_RECORDED,
        "party_role": "dpv:ThirdParty",
        "party_type": "dpv:Recipient",
    }
