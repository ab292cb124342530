"""Events of the ledger as pages show them: whose, about what, how."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import registry
from ..consent.fold import KIND_OF, Kind
from ..models import Category, ConsentEvent
from ..platform_rules import RULES
from ..reaching.contact import CHANNELS

METHODS = {
    "staff_call": gettext_lazy("By phone"),
    "staff_letter": gettext_lazy("By letter"),
    "staff_email": gettext_lazy("By e-mail"),
    "in_person": gettext_lazy("In person, at the counter"),
    "form": gettext_lazy("On a form"),
    "guardian_form": gettext_lazy("A guardian, on a form"),
    "guardian_in_person": gettext_lazy("A guardian, in person"),
    "portal": gettext_lazy("On their own page"),
    "signed_in": gettext_lazy("Signed in"),
    "import": gettext_lazy("From a file"),
    "carried_over": gettext_lazy("Said before the account's id was known"),
    "callback": gettext_lazy("Told by the platform"),
    "notice_changed": gettext_lazy("Because the notice changed"),
}
#: Nobody chooses this one: an erasure says no for the person before it begins.
_OF_AN_ERASURE = {"erasure": gettext_lazy("By the erasure")}
#: A file's hash and a row's id, of which a page shows as much as tells two apart.
_FILE = re.compile(r"sha256:([0-9a-f]{8})[0-9a-f]{56}")
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4}([0-9a-f]{8})\b")

#: Kind of an act → icon.
_ICONS = {
    Kind.NONE: "unknown",
    Kind.GIVEN: "allow",
    Kind.LAPSED: "clock",
    Kind.REFUSED: "deny",
    Kind.OBJECTED: "deny",
}
#: An act that was recorded so much later than it was done is worth saying.
_AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class EventView:
    """One act in words."""

    event: ConsentEvent
    who: str
    about: str
    how: str

    @property
    def icon(self) -> str:
        """What the act says, as an icon beside its word."""
        return _ICONS[KIND_OF[self.event.state]]

    @property
    def proof(self) -> str:
        """Where the proof lies, hashes and ids cut short; the receipt has them whole."""
        return _ID.sub(r"\1", _FILE.sub(_("file %(hash)s") % {"hash": r"\1"}, self.event.proof))

    @property
    def recorded_later(self) -> bool:
        """Whether the person acted at another time than it was recorded, or nobody knows when."""
        acted = self.event.event_time
        return acted is None or abs(self.event.recorded_at - acted) > _AT_ONCE


def views(events: Iterable[ConsentEvent]) -> list[EventView]:
    """The events in words, with the names of the constituents among their subjects."""
    listed = list(events)
    names = registry.names({event.constituent_id for event in listed if event.constituent_id})
    return [
        EventView(
            event,
            names.get(event.constituent_id) or _("Constituent") if event.constituent_id else _("An account"),
            _about(event),
            str((METHODS | _OF_AN_ERASURE).get(event.method, event.method)),
        )
        for event in listed
    ]


def _about(event: ConsentEvent) -> str:
    if event.category == Category.CONTACT:
        channels = ", ".join(str(CHANNELS.get(name, name)) for name in event.scopes)
        return _("Contact: %(channels)s") % {"channels": channels or _("every channel")}
    rule = RULES.get(event.platform)
    platform = rule.label if rule else event.platform or _("every platform")
    purpose = event.get_purpose_display() if event.purpose else _("Every purpose")
    said = _("%(purpose)s, %(platform)s") % {"purpose": purpose, "platform": platform}
    if event.category == Category.PERSONA:
        return said
    return _("%(category)s: %(said)s") % {"category": event.get_category_display(), "said": said}
