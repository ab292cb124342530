"""How a person can be reached, and whether they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmsocial.consolidation.attributes import HANDLE
from crmsocial.consolidation.selectors import ProfileView
from privacy.judging.verdicts import Outcome, Verdict
from privacy.reaching import contact

#: channel → attribute that reaches the person over it, the scheme of its address, and its icon
_REACHED_BY = {
    "phone": ("phone", "tel", "phone"),
    "email": ("email", "mailto", "email"),
    "post": ("address", "", "file"),
    "social": (HANDLE, "", "persona"),
}


@dataclass(frozen=True)
class Channel:
    """How the person can be reached over one channel, and whether they may be; ``others`` come after."""

    code: str
    icon: str
    label: str
    value: str
    href: str
    others: Sequence[str]
    verdict: Verdict


def channels(profile: ProfileView, verdicts: dict[str, Verdict]) -> list[Channel]:
    """Every channel, known or not, in the order of the header."""
    found = []
    for code, (attribute, scheme, icon) in _REACHED_BY.items():
        value, *others = _addresses(profile, attribute) or [""]
        # Where the answer is no, the address is there to be checked, and no press of a key away from being used.
        usable = scheme and value and verdicts[code].outcome is not Outcome.DENY
        href = f"{scheme}:{value.replace(' ', '')}" if usable else ""
        found.append(Channel(code, icon, str(contact.CHANNELS[code]), value, href, others[:2], verdicts[code]))
    return found


def _addresses(profile: ProfileView, attribute: str) -> list[str]:
    if attribute == HANDLE:
        views = (view for view in profile.attributes if view.name.startswith(f"{HANDLE}:"))
        return [f"@{claim.value.lstrip('@')}" for view in views for claim in view.shown]
    view = profile.get(attribute)
    values = [claim.value for claim in view.shown] if view else []
    return (
        [", ".join(filter(None, (value, profile.value("city")))) for value in values]
        if attribute == "address"
        else values
    )
