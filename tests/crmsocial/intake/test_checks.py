from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.intake import checks


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2026, 1, 1)))
def test_a_day_in_any_clear_form_is_the_same_day(day: date) -> None:
    forms = [day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day.day}.{day.month}.{day.year}"]
    if day.day > 12:
        forms += [f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"]
    assert {checks.day(form) for form in forms} == {day.isoformat()}


@pytest.mark.parametrize("text", ["1970", "1970-05"])
def test_partial_days_stay_partial(text: str) -> None:
    assert checks.day(text) == text


@pytest.mark.parametrize(
    "text", ["3/4/1970", "1970-02-30", "31.02.1970", "soon", "0000", "9999-01-01", "1200", "19701340"]
)
def test_days_that_are_none_or_two(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|plausible|apart"):
        checks.day(text)


@pytest.mark.parametrize("text", ["ana@example.org", "a.b+c@mail.example.org", "josé@example.org", "ana@example.test"])
def test_addresses(text: str) -> None:
    assert checks.email(text) == text


def test_several_addresses_in_a_cell() -> None:
    assert checks.email("ana@example.org; ben@example.org") == "ana@example.org|ben@example.org"


@pytest.mark.parametrize(
    "text", ["ana", "ana@", "ana@example", "dan..x@example.org", "dan.@example.org", "a@b c.org", "http://example.org"]
)
def test_no_addresses(text: str) -> None:
    with pytest.raises(ValueError, match="e-mail"):
        checks.email(text)


@pytest.mark.parametrize("text", ["678-555-0133", "616-555-0174 ext. 101", "+49 (0)30 5550123"])
def test_phones(text: str) -> None:
    assert checks.phone(text) == text


@pytest.mark.parametrize("text", ["none", "12", "call me on the other number 5550123"])
def test_no_phones(text: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        checks.phone(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-31", "2026-05-31T00:00:00+00:00"),
        ("2026-05-31T10:00:00+02:00", "2026-05-31T08:00:00+00:00"),
        ("2026-05-31 10:00", "2026-05-31T10:00:00+00:00"),
    ],
)
def test_moments_are_utc(text: str, expected: str) -> None:
    assert checks.moment(text) == expected


@pytest.mark.parametrize("text", ["1e9999", "NaN", "1,50", "12.345", "1000000000000"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        checks.amount(text)


def test_amount_has_two_places() -> None:
    assert checks.amount("12.5") == "12.50"
