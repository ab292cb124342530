"""Where values come from, as survivorship rules name it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .attributes import PLATFORMS

SELF = "self"
BOUGHT = "bought"
PERSONA = "persona"
#: What the person had us correct. No rule lists it: it precedes every origin, and locks its attribute.
CORRECTED = "corrected"

#: kind of source (``SourceKind``) → origin
OF_SOURCE_KIND = {
    "form": SELF,
    "staff": "staff",
    "crm": "crm",
    "donor_database": "donor_database",
    "ticketing": "ticketing",
    "volunteers": "volunteers",
    "email_list": "email_list",
    "public_list": "public_list",
    "network": "network",
    "third_party": BOUGHT,
}

LABELS: dict[str, Promise] = {
    SELF: gettext_lazy("Given by the person"),
    "staff": gettext_lazy("Staff"),
    "crm": gettext_lazy("CRM"),
    "donor_database": gettext_lazy("Donor database"),
    "ticketing": gettext_lazy("Ticketing"),
    "volunteers": gettext_lazy("Volunteer sheet"),
    "email_list": gettext_lazy("E-mail list"),
    "public_list": gettext_lazy("Published list"),
    "network": gettext_lazy("Network list"),
    CORRECTED: gettext_lazy("Corrected by the person"),
    BOUGHT: pgettext_lazy("origin of data", "Bought or licensed"),
}


def of_source(kind: str) -> str:
    """The origin of a record from a source of this kind."""
    return OF_SOURCE_KIND.get(kind, kind)


def of_platform(platform: str) -> str:
    """The origin of a value that a linked account shows."""
    return f"{PERSONA}:{platform}"


def is_social(origin: str) -> bool:
    """Whether the value comes from an account rather than from a record of ours."""
    return origin.partition(":")[0] == PERSONA


def label_of(origin: str) -> str:
    """The origin in the page's language."""
    base, _colon, platform = origin.partition(":")
    if base == PERSONA:
        return _("Account on %(platform)s") % {"platform": PLATFORMS.get(platform, platform)}
    return str(LABELS.get(origin, origin))
