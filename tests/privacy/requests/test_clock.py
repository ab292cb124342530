"""The clock of requests, against what the laws say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.requests import clock as clocks
from privacy.requests import clock_words

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        # EDPB Guidelines 01/2022, paragraph 160: received on 5 March, until and including 5 April.
        (date(2024, 3, 5), date(2024, 4, 5), date(2024, 6, 5)),
        # The same: 31 August has no 31 September; 30 September 2026 is a Wednesday.
        (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)),
        # 28 February 2026 is a Saturday, so Monday 2 March; in a leap year the 29th, a Thursday.
        (date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 30)),
        (date(2024, 1, 31), date(2024, 2, 29), date(2024, 4, 30)),
        (date(2023, 1, 31), date(2023, 2, 28), date(2023, 5, 1)),
        # Three months are one period: from 30 November to the last of February, not by way of 30 December.
        (date(2025, 11, 30), date(2025, 12, 30), date(2026, 3, 2)),
        # A leap day.
        (date(2024, 2, 29), date(2024, 3, 29), date(2024, 5, 29)),
        # 1 November 2026 is a Sunday, and so is 1 August's three months on.
        (date(2026, 10, 1), date(2026, 11, 2), date(2027, 1, 1)),
        # Over the end of a year.
        (date(2026, 12, 31), date(2027, 2, 1), date(2027, 3, 31)),
    ],
)
def test_gdpr(received: date, due: date, extended: date) -> None:
    found = clocks.clock(clocks.GDPR, "access", received)
    assert (found.due_on, found.extended_to, found.tell_by) == (due, extended, due)


def test_ccpa() -> None:
    found = clocks.clock(clocks.CCPA, "erasure", date(2026, 1, 1))
    assert (found.due_on, found.extended_to) == (date(2026, 2, 15), date(2026, 4, 1))
    # Ten business days from Thursday, 1 January.
    assert found.acknowledge_by == date(2026, 1, 15)
    optout = clocks.clock(clocks.CCPA, "objection", date(2026, 1, 1))
    assert (optout.due_on, optout.extended_to) == (date(2026, 1, 22), None)


def test_elsewhere_nothing_moves_to_a_later_day() -> None:
    found = clocks.clock(clocks.OTHER, "access", date(2026, 1, 31))
    assert (found.due_on, found.extended_to) == (date(2026, 2, 28), date(2026, 4, 30))
    swiss = clocks.clock(clocks.SWISS, "access", date(2026, 1, 31))
    assert (swiss.due_on, swiss.extended_to) == (date(2026, 3, 2), date(2026, 5, 1))


@given(DAYS, st.sampled_from(["access", "erasure", "objection"]))
def test_what_holds_for_every_day(received: date, kind: str) -> None:
    gdpr = clocks.clock(clocks.GDPR, kind, received)
    other = clocks.clock(clocks.OTHER, kind, received)
    assert gdpr.due_on.weekday() < 5 and gdpr.extended_to is not None and gdpr.extended_to.weekday() < 5
    assert received + timedelta(days=28) <= gdpr.due_on <= received + timedelta(days=33)
    assert other.due_on <= gdpr.due_on <= other.due_on + timedelta(days=2)
    assert gdpr.due_on < gdpr.extended_to <= received + timedelta(days=94)
    ccpa = clocks.clock(clocks.CCPA, "access", received)
    assert ccpa.due_on - received == timedelta(days=45)


@given(DAYS, DAYS)
def test_who_asks_later_is_never_due_earlier(one: date, other: date) -> None:
    first, second = sorted((one, other))
    for law in (clocks.GDPR, clocks.SWISS, clocks.CCPA, clocks.OTHER):
        assert clocks.clock(law, "access", first).due_on <= clocks.clock(law, "access", second).due_on


@given(DAYS, st.integers(0, 30))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    found = clocks.add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # Late on 31 January in New York is February in UTC already.
        (datetime(2026, 2, 1, 3, 0, tzinfo=UTC), "America/New_York", date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 2, 1)),
        (datetime(2026, 1, 31, 10, 30, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 2, 1)),
        # The hour that is skipped, and the one that comes twice.
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "America/New_York", date(2026, 3, 8)),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", date(2026, 11, 1)),
        (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 10, 31)),
    ],
)
def test_the_day_of_receipt_is_the_organisation_s(moment: datetime, zone: str, day: date) -> None:
    assert clocks.received_on(moment, zone) == day


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clocks.received_on(datetime(2026, 1, 1), "UTC")


@pytest.mark.parametrize(
    ("days", "says"),
    [(-2, "Overdue by 2 days"), (-1, "Overdue by 1 day"), (0, "Due today"), (1, "1 day left"), (9, "9 days left")],
)
def test_what_is_left_is_said_in_words(days: int, says: str) -> None:
    today = date(2026, 5, 5)
    assert clock_words.left(today + timedelta(days=days), today) == says
