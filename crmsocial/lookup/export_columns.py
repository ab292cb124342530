"""What an export may hold of a constituent: our own records, accounts as ``export`` shows them, open channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crmsocial.consolidation import selectors as profiles
from crmsocial.consolidation.attributes import HANDLE, PLATFORMS
from crmsocial.consolidation.models import Claim
from crmsocial.core.database.bulk import among
from privacy.exports.columns import Column, Read, register
from privacy.reaching import contact

_OWN = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "address": _("Address"),
    "city": _("City"),
    "state": _("State"),
    "country": _("Country"),
}


def _own(attribute: str) -> Read:
    def read(constituent_ids: Collection[UUID]) -> Mapping[UUID, str]:
        found = profiles.values(constituent_ids, (attribute,))
        return {pk: values.get(attribute, "") for pk, values in found.items()}

    return read


def _accounts(constituent_ids: Collection[UUID]) -> Mapping[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    claims = Claim.objects.filter(
        constituent_id__in=among(constituent_ids), attribute__startswith=f"{HANDLE}:", persona_id__isnull=False
    ).order_by("attribute", "rank")
    for pk, attribute, value in claims.values_list("constituent_id", "attribute", "value"):
        platform = attribute.partition(":")[2]
        found[pk].append(f"{PLATFORMS.get(platform, platform)}: {value}")
    return {pk: "; ".join(dict.fromkeys(values)) for pk, values in found.items()}


def _may_contact(constituent_ids: Collection[UUID]) -> Mapping[UUID, str]:
    return {
        pk: ", ".join(name for name, verdict in contact.verdicts(pk).items() if verdict.allowed)
        for pk in constituent_ids
    }


for _name, _label in _OWN.items():
    register(Column(_name, _label, _own(_name)))
register(Column("accounts", _("Linked accounts"), _accounts))
register(Column("may_contact", _("Channels that the person allows"), _may_contact))
