"""The calendar of what is due."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from ..models import SubjectRequest
from .clock import add_months
from .selectors import OPEN, DeskRow, desk_rows, today


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    date: date
    in_month: bool
    is_today: bool
    rows: list[DeskRow]


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday, the first of the months around it, and what is overdue from before."""

    first: date
    former: date
    following: date
    weeks: list[list[Day]]
    rows: list[DeskRow]


def month(first: date) -> Month:
    """What is due in the month that begins on ``first``, and in the weeks that it begins and ends in."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    due = SubjectRequest.objects.filter(state__in=OPEN, due_on__gte=weeks[0][0], due_on__lte=weeks[-1][-1])
    rows = desk_rows(due.select_related("assigned_to").order_by("due_on", "pk"))
    by_day: dict[date, list[DeskRow]] = {}
    for row in rows:
        by_day.setdefault(row.request.due_on, []).append(row)
    now = today()
    return Month(
        first=first,
        former=add_months(first, -1),
        following=add_months(first, 1),
        weeks=[[Day(day, day.month == first.month, day == now, by_day.get(day, [])) for day in week] for week in weeks],
        rows=[row for row in rows if row.request.due_on.month == first.month],
    )
