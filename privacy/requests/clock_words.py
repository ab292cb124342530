"""Words for a clock: what is left, and how it was counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .clock import CCPA, GDPR, OTHER, SWISS, Clock

LAWS: Mapping[str, Promise] = {
    GDPR: gettext_lazy("GDPR"),
    SWISS: gettext_lazy("Swiss data protection act"),
    CCPA: gettext_lazy("CCPA"),
    OTHER: gettext_lazy("Our own promise"),
}
_RULES: Mapping[str, Promise] = {
    "month_working": gettext_lazy(
        "One month: until the same day of the next month, or its last day where it has no such day; from a weekend "
        "to Monday (GDPR art. 12(3), Regulation 1182/71 art. 3)."
    ),
    "thirty_days": gettext_lazy("Thirty days (Data Protection Ordinance art. 18)."),
    "forty_five_days": gettext_lazy("45 calendar days (Cal. Civ. Code 1798.130(a)(2))."),
    "business_days": gettext_lazy("15 business days, no extension (11 CCR 7026(f), 7027(g))."),
    "month": gettext_lazy("One month: no law that we know sets a period here, so we keep the strictest that we know."),
}


def left(due_on: date, today: date) -> str:
    """How long is left, or by how much it is late."""
    days = (due_on - today).days
    if days < 0:
        return ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", -days) % {"days": -days}
    if days == 0:
        return _("Due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def law(clock: Clock) -> str:
    """The law that the clock is counted by."""
    return str(LAWS[clock.law])


def how(clock: Clock) -> str:
    """How it was counted, with its source."""
    return str(_RULES[clock.rule])


def day(value: date | None) -> str:
    """A day in the reader's way."""
    return date_format(value, "DATE_FORMAT") if value else ""
