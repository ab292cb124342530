"""Jurisdictions: how addresses are written, which law follows, and the days that ages and months come to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.facts.jurisdictions import Law, a_month_after, code_of, is_scope, law_of, of_age_on, scopes, scopes_above


@pytest.mark.parametrize(
    ("country", "state", "code", "law"),
    [
        ("", "", "", Law.OTHER),
        ("DE", "", "DE", Law.GDPR),
        ("germany", "Bavaria", "DE", Law.GDPR),
        ("Österreich", "", "AT", Law.GDPR),
        ("United Kingdom", "", "GB", Law.GDPR),
        ("Scotland", "", "GB", Law.GDPR),
        ("Schweiz", "", "CH", Law.GDPR),
        ("Norway", "", "NO", Law.GDPR),
        ("U.S.A.", "CA", "US-CA", Law.CCPA),
        ("United States", "California", "US-CA", Law.CCPA),
        ("us", "Texas", "US-TX", Law.OTHER),
        ("", "ny", "US-NY", Law.OTHER),
        ("Canada", "ON", "CA", Law.OTHER),
        ("Freedonia", "", "ZZ", Law.GDPR),
    ],
)
def test_an_address_as_it_is_written(country: str, state: str, code: str, law: Law) -> None:
    assert (code_of(country, state), law_of(code_of(country, state))) == (code, law)


def test_a_state_says_nothing_of_a_country_elsewhere(settings: Any) -> None:
    settings.ORGANISATION_COUNTRY = "de"
    assert code_of("", "CA") == "" and law_of("") is Law.GDPR


def test_the_nearest_rule_goes_first() -> None:
    assert scopes("US-CA") == ("US-CA", "US", "CCPA", "")
    assert scopes("DE") == ("DE", "GDPR", "") and scopes_above("GDPR") == ("GDPR", "") and scopes_above("") == ("",)


def test_what_a_rule_may_be_made_for() -> None:
    assert all(is_scope(name) for name in ("", "GDPR", "CCPA", "OTHER", "DE", "US", "US-CA"))
    assert not any(is_scope(name) for name in ("XX", "US-ZZ", "DE-BY", "gdpr", "Germany"))


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("2010-05-17", date(2028, 5, 17)),
        ("2008-02-29", date(2026, 3, 1)),
        ("2010-05", date(2028, 5, 31)),
        ("2010", date(2028, 12, 31)),
        ("", None),
        ("17/05/2010", None),
        ("2010-02-30", None),
    ],
)
def test_the_day_of_majority(born: str, day: date | None) -> None:
    assert of_age_on(born, 18) == day


def test_a_month_ends_on_the_same_day_or_the_last() -> None:
    assert a_month_after(datetime(2026, 1, 31, 9, tzinfo=UTC)) == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert a_month_after(datetime(2027, 12, 15, tzinfo=UTC)) == datetime(2028, 1, 15, tzinfo=UTC)


@given(moment=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))
def test_a_month_is_28_to_31_days(moment: datetime) -> None:
    assert 28 <= (a_month_after(moment) - moment).days <= 31
