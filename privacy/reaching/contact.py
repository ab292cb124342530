"""Contactability: whether the organisation may reach a person over a channel, and why.

One function that pages show and that senders and exports call at the moment of sending.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import projection
from ..consent.fold import Act
from ..judging import circumstances
from ..judging.steps import judged
from ..judging.verdicts import Verdict, deny
from ..models import Category, Purpose

CHANNELS: dict[str, Promise] = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "post": _("Post"),
    "social": _("Social message"),
}
#: Channels that may not be used before the person says yes (ePrivacy directive, art. 13); of others silence is unknown.
_CONSENT_FIRST = frozenset({"social"})


def _heard_over(act: Act, channel: str) -> bool:
    """Contact acts name channels in ``scopes`` (none: all); those of other categories are judged by the case itself."""
    return act.category != Category.CONTACT or not act.scopes or channel in act.scopes


def verdicts(constituent_id: UUID) -> dict[str, Verdict]:
    """The verdict of every channel. Call it at the moment of sending; only ALLOW passes."""
    case = projection.case_of_constituent(
        constituent_id, Purpose.CONTACT, "", circumstances.read(), category=Category.CONTACT
    )
    # Being contacted belongs to no platform: what a file says of one is said of all.
    said = [replace(act, platform="") if act.category == Category.CONTACT else act for act in case.acts]
    answer: dict[str, Verdict] = {}
    for channel in CHANNELS:
        found = judged(replace(case, acts=tuple(act for act in said if _heard_over(act, channel))))
        silent = found.code == "no_act" and channel in _CONSENT_FIRST
        answer[channel] = deny("contact_channel_needs_consent") if silent else found
    return answer


def verdict(constituent_id: UUID, channel: str) -> Verdict:
    """The verdict of one channel. Raises KeyError for a channel that does not exist."""
    return verdicts(constituent_id)[channel]
