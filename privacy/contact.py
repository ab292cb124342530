"""Contactability: whether the organisation may reach a person over a channel, and why.

One function that pages show and that senders and exports call at the moment of sending.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import acts, circumstances
from .fold import Act, Kind, fold
from .judgement import HOLDER
from .models import Category, Purpose
from .verdicts import Verdict, allow, deny, unknown

CHANNELS: dict[str, Promise] = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "post": _("Post"),
    "social": _("Social message"),
}
#: Channels that may not be used before the person says yes (ePrivacy directive, art. 13); of others silence is unknown.
_CONSENT_FIRST = frozenset({"social"})


def _speaks_of(act: Act, channel: str) -> bool:
    """Contact acts name channels in ``scopes`` (none: all); a no to every purpose is a no to being contacted too."""
    if act.category == Category.CONTACT:
        return act.purpose in ("", Purpose.CONTACT) and (not act.scopes or channel in act.scopes)
    return act.purpose == "" and act.platform == "" and act.kind in (Kind.REFUSED, Kind.OBJECTED)


def verdicts(constituent_id: UUID) -> dict[str, Verdict]:
    """The verdict of every channel. Call it at the moment of sending; only ALLOW passes."""
    spoken = acts.of_constituents([constituent_id])[constituent_id]
    now = circumstances.database_now()
    answer: dict[str, Verdict] = {}
    for channel in CHANNELS:
        said = [act for act in spoken.acts if _speaks_of(act, channel)]
        state = fold(said, now=now, canonical=HOLDER, merged_at=spoken.merged_at)
        if state.kind is Kind.GIVEN:
            answer[channel] = allow("consent_given", basis="consent").ending(state.until)
        elif state.kind is Kind.NONE:
            answer[channel] = deny("contact_channel_needs_consent") if channel in _CONSENT_FIRST else unknown("no_act")
        else:
            answer[channel] = deny(state.code)
    return answer


def verdict(constituent_id: UUID, channel: str) -> Verdict:
    """The verdict of one channel. Raises KeyError for a channel that does not exist."""
    return verdicts(constituent_id)[channel]
