"""Events of the ledger as pages show them: whose, about what, how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import registry
from .contact import CHANNELS
from .models import Category, ConsentEvent
from .platform_rules import RULES

METHODS = {
    "staff_call": gettext_lazy("By phone"),
    "staff_letter": gettext_lazy("By letter"),
    "staff_email": gettext_lazy("By e-mail"),
    "in_person": gettext_lazy("In person, at the counter"),
    "form": gettext_lazy("On a form"),
    "portal": gettext_lazy("On their own page"),
    "signed_in": gettext_lazy("Signed in"),
    "import": gettext_lazy("From a file"),
    "carried_over": gettext_lazy("Said before the account's id was known"),
    "callback": gettext_lazy("Told by the platform"),
    "notice_changed": gettext_lazy("Because the notice changed"),
}


@dataclass(frozen=True, slots=True)
class EventView:
    """One act in words."""

    event: ConsentEvent
    who: str
    about: str
    how: str


def views(events: Iterable[ConsentEvent]) -> list[EventView]:
    """The events in words, with the names of the constituents among their subjects."""
    listed = list(events)
    names = registry.names({event.constituent_id for event in listed if event.constituent_id})
    return [
        EventView(
            event,
            names.get(event.constituent_id) or _("Constituent") if event.constituent_id else _("An account"),
            _about(event),
            str(METHODS.get(event.method, event.method)),
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
    return _("%(purpose)s, %(platform)s") % {"purpose": purpose, "platform": platform}
