"""When an answer is owed: pure functions of a day, a law and a kind of request.

* **GDPR** art. 12(3): one month from receipt, two further months where needed if the person is told so, with the
  reasons, within the first. How a month is counted is Regulation (EEC, Euratom) 1182/71, art. 3, as the EDPB applies it
  (Guidelines 01/2022, paragraphs 157 to 160): the day of receipt does not count; the period ends with the day of the
  same number (received on 5 March, due on 5 April), or with the last day of a month that has no such day (received on
  31 January, due on 28 or 29 February); where that is a Saturday, a Sunday or a public holiday, with the next working
  day. Public holidays differ from place to place and are not known here: such a day stays due, a day early, never late.
  The three months of an extension are counted from receipt as one period.
* **Switzerland** (Data Protection Ordinance art. 18): thirty days, not moved by weekends; longer if the person is told.
* **CCPA** (Cal. Civ. Code 1798.130(a)(2), 11 CCR 7021): 45 calendar days from receipt, whatever verifying takes, once
  extended by 45 with notice within the first 45; receipt is confirmed within 10 business days. Opting out and limiting
  (11 CCR 7026(f), 7027(g)) have 15 business days and no extension.
* **Anywhere else** the organisation promises a calendar month, and moves nothing to a later day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

GDPR, SWISS, CCPA, OTHER = "gdpr", "swiss", "ccpa", "other"
#: Kinds of request that under the CCPA are opting out or limiting.
_OPT_OUT = frozenset({"objection", "restriction"})
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """The days that count for one request, all in the organisation's time zone.

    ``extended_to`` and ``tell_by`` are None where the law knows no extension. ``tell_by`` is the last day to tell the
    person of one. ``rule`` names how it was counted, for words.
    """

    law: str
    rule: str
    starts_on: date
    due_on: date
    extended_to: date | None
    tell_by: date | None
    acknowledge_by: date | None


def received_on(moment: datetime, zone: str) -> date:
    """The day of receipt where the organisation is. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment of receipt needs a time zone.")
    return moment.astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last of that month (Regulation 1182/71, art. 3(2)(c))."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend (Regulation 1182/71, art. 3(4))."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= _SATURDAY else day


def business_days(day: date, number: int) -> date:
    """The day that many days on, weekends not counted."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY
    return day


def clock(law: str, kind: str, starts_on: date) -> Clock:
    """The clock of a request of this kind that began to run on this day. Raises KeyError for an unknown law."""
    return {GDPR: _gdpr, SWISS: _swiss, CCPA: _ccpa, OTHER: _other}[law](kind, starts_on)


def _gdpr(_kind: str, start: date) -> Clock:
    due = working_day(add_months(start, 1))
    return Clock(GDPR, "month_working", start, due, working_day(add_months(start, 3)), due, None)


def _swiss(_kind: str, start: date) -> Clock:
    due = start + timedelta(days=30)
    return Clock(SWISS, "thirty_days", start, due, start + timedelta(days=90), due, None)


def _ccpa(kind: str, start: date) -> Clock:
    if kind in _OPT_OUT:
        return Clock(CCPA, "business_days", start, business_days(start, 15), None, None, None)
    due = start + timedelta(days=45)
    return Clock(CCPA, "forty_five_days", start, due, start + timedelta(days=90), due, business_days(start, 10))


def _other(_kind: str, start: date) -> Clock:
    due = add_months(start, 1)
    return Clock(OTHER, "month", start, due, add_months(start, 3), due, None)
