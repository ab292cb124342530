"""What a disclosure must say, and which row and field a message names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import InvalidInput
from privacy.models import Category, Purpose
from privacy.notices import disclosures

USE: dict[str, Any] = {"source": "forms", "category": "persona", "purpose": "export", "basis": "consent"}
NOT: dict[str, Any] = {"source": "friends' lists", "category": "social_graph", "collected": False}


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"category": "shoes"}, "category", "Disclosure 2: “shoes” is no known category"),
        ({"purpose": ""}, "purpose", "Disclosure 2: say the purpose"),
        ({"basis": "whim"}, "basis", "Disclosure 2: “whim” is no known basis"),
        ({"collected": "no"}, "collected", "say whether this is collected"),
        ({"collected": False}, "purpose", "what is not collected has no purpose"),
        ({"recipients": "Acme"}, "recipients", "a list of names"),
        ({"recipients": [" "]}, "recipients", "a list of names"),
        ({"recipients": ["x" * 121]}, "recipients", "more than 120"),
        ({"retention_days": 0}, "retention_days", "from 1 to 36500"),
        ({"retention_days": True}, "retention_days", "from 1 to 36500"),
        ({"source": "x" * 201}, "source", "more than 200"),
    ],
)
def test_a_wrong_row_is_named(wrong: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        disclosures.validated([USE, {**USE, **wrong}])
    assert refused.value.context == {"row": 2, "field": field}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "at least one use"),
        ([NOT], "at least one use"),
        ([USE, {**USE, "source": " "}], "Disclosure 2: say which source"),
        ([USE, {**USE, "source": "Forms"}], "Disclosures 1 and 2 speak of the same"),
        ([USE, {"source": "forms", "category": "persona", "collected": False}], "another row of the same source"),
    ],
)
def test_what_people_are_told_must_be_whole(rows: list[dict[str, Any]], says: str) -> None:
    disclosures.validated(rows)
    with pytest.raises(InvalidInput, match=says):
        disclosures.require_whole(rows)


def test_bases_of_one_use_are_one_line_and_what_is_not_collected_comes_last() -> None:
    rows = [NOT, USE, {**USE, "basis": "contract", "recipients": ["Post office"], "retention_days": 30}]
    first, last = disclosures.told(rows)
    assert (first.bases, first.recipients, first.retention_days) == (("consent", "contract"), ("Post office",), None)
    assert (last.collected, last.category_label, last.purpose) == (False, "Social graph", "")


names = st.text(min_size=1, max_size=20).filter(str.strip)
rows = st.one_of(
    st.fixed_dictionaries(
        {
            "source": names,
            "category": st.sampled_from(Category.values),
            "purpose": st.sampled_from(Purpose.values),
            "basis": st.sampled_from(Basis.values),
            "recipients": st.lists(names, max_size=3),
            "exchanged_for_value": st.booleans(),
            "retention_days": st.none() | st.integers(1, 36_500),
        }
    ),
    st.fixed_dictionaries({"source": names, "category": st.sampled_from(Category.values), "collected": st.just(False)}),
)


@given(st.lists(rows, max_size=6))
def test_what_is_stored_is_valid_and_stays_as_it_is(some: list[dict[str, Any]]) -> None:
    stored = disclosures.validated(some)
    assert disclosures.validated(stored) == stored
    assert [one.as_row() for one in disclosures.read(stored)] == stored
