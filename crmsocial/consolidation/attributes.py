"""The attributes of a profile: their order on the page, their names, and when two values say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

HANDLE = "handle"
_PUNCTUATION = re.compile(r"[^\w\s]+")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(www\.)?|^www\.")
_KEY_LENGTH = 300

#: Names of the networks, which no language translates.
PLATFORMS = {
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
}


def text_key(value: str) -> str:
    """Compatibility form, case-folded, white space squeezed."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())[:_KEY_LENGTH]


def name_key(value: str) -> str:
    """As ``text_key``, without punctuation, so that "J. Ortega" and "J Ortega" say the same."""
    return text_key(_PUNCTUATION.sub(" ", value)) or text_key(value)


def phone_key(value: str) -> str:
    """The digits without leading zeros; the text itself where there are none."""
    digits = "".join(char for char in value if char.isdecimal()).lstrip("0")
    return digits[:_KEY_LENGTH] or text_key(value)


def web_key(value: str) -> str:
    """The address without scheme, "www." and a closing slash."""
    return _SCHEME.sub("", text_key(value)).rstrip("/") or text_key(value)


def handle_key(value: str) -> str:
    """Case-folded, without the leading @."""
    return text_key(value).lstrip("@") or text_key(value)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One kind of value; ``several``: whether its default rule keeps more than the winner."""

    name: str
    label: Promise | str
    key: Callable[[str], str] = text_key
    several: bool = False


ATTRIBUTES: dict[str, Attribute] = {
    attribute.name: attribute
    for attribute in (
        Attribute("name", gettext_lazy("Name"), name_key),
        Attribute("given_name", gettext_lazy("Given name"), name_key),
        Attribute("family_name", gettext_lazy("Family name"), name_key),
        Attribute("other_name", gettext_lazy("Other names"), name_key, several=True),
        Attribute("phone", gettext_lazy("Phone"), phone_key, several=True),
        Attribute("email", gettext_lazy("E-mail"), several=True),
        Attribute("address", gettext_lazy("Address")),
        Attribute("city", gettext_lazy("City")),
        Attribute("state", pgettext_lazy("part of a country", "State")),
        Attribute("country", gettext_lazy("Country")),
        Attribute("organisation", gettext_lazy("Organisation"), name_key),
        Attribute("role", pgettext_lazy("of a constituent", "Role")),
        Attribute("birth_date", gettext_lazy("Date of birth")),
        Attribute("gender", gettext_lazy("Gender")),
        Attribute("website", gettext_lazy("Website"), web_key, several=True),
        Attribute(HANDLE, gettext_lazy("Account"), handle_key, several=True),
        Attribute("bio", gettext_lazy("Says of themselves")),
        Attribute("location", gettext_lazy("Place on the network")),
        Attribute("language", gettext_lazy("Language")),
    )
}
_ORDER = {name: place for place, name in enumerate(ATTRIBUTES)}


def base_of(attribute: str) -> str:
    """``handle`` for ``handle:x``; other names as they are."""
    return attribute.partition(":")[0]


def attribute_of(attribute: str) -> Attribute:
    """The declaration of an attribute such as ``email`` or ``handle:x``; raises KeyError for an unknown one."""
    return ATTRIBUTES[base_of(attribute)]


def order_of(attribute: str) -> tuple[int, str]:
    """Sort key that gives the order on the page."""
    return _ORDER.get(base_of(attribute), len(_ORDER)), attribute


def label_of(attribute: str) -> str:
    """The name of the attribute in the page's language."""
    base, _colon, platform = attribute.partition(":")
    if base == HANDLE and platform:
        return _("Account on %(platform)s") % {"platform": PLATFORMS.get(platform, platform)}
    return str(ATTRIBUTES[base].label) if base in ATTRIBUTES else base
