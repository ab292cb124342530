import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.account import read_account
from matching.engine.columns.fields import read_fields
from matching.engine.columns.frame import RecordFrame
from matching.engine.compare import context, fields
from matching.engine.records import Record

from .people import records


def levels(a, b):
    rows = np.array([0])
    found = fields.compare(read_fields(RecordFrame.of([a])), read_fields(RecordFrame.of([b])), rows, rows)[0]
    return {f.name: f.levels[v] for f, v in zip(fields.FAMILIES, found.tolist(), strict=True)}


@given(records("a"), records("b"))
def test_fields_compare_alike_in_both_directions(a, b):
    assert levels(a, b) == levels(b, a)


@given(records("a"))
def test_a_record_never_differs_from_itself(record):
    assert "differs" not in levels(record, record).values()


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("19700531", "19700531", "equal"),
        ("19700531", "19700530", "one_slip"),
        ("19700531", "19705031", "one_slip"),
        ("19700512", "19701205", "day_month"),
        ("19700000", "19700531", "same_year"),
        ("19700531", "19830102", "differs"),
        ("", "19700531", "unstated"),
    ],
)
def test_birth(left, right, level):
    assert fields.BIRTH.levels[fields.birth(left, right)] == level


def test_exchanged_names_are_seen():
    found = levels(
        Record("a", given_name="Toby", family_name="Green"), Record("b", given_name="Green", family_name="Toby")
    )
    assert (found["given"], found["family"]) == ("swapped", "swapped")


def test_nickname():
    found = levels(
        Record("a", given_name="William", family_name="Ash"), Record("b", given_name="Bill", family_name="Ash")
    )
    assert found["given"] == "nickname"


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("a.lee@example.org", "a.lee@example.org", "equal"),
        ("annalee@example.org", "annalee@example.net", "same_mailbox"),
        ("a.lee@example.org", "a.le@example.org", "close"),
        ("a.lee@example.org", "zoe@example.net", "differs"),
    ],
)
def test_email(left, right, level):
    assert fields.EMAIL.levels[fields.email((left,), (right,))] == level


@given(st.sampled_from(["f", "m", None]), st.sampled_from(["f", "m", None]))
def test_gender_is_symmetric_and_silent_when_unknown(a, b):
    assert context.gender(a, b) == context.gender(b, a)
    assert (context.gender(a, b) == 0) == (a is None or b is None)


def test_an_organisation_is_told_from_a_person():
    body = read_account(
        Record(
            "p", username="HarborCommittee", display_name="Harbor Committee", bio="News and updates from the committee"
        )
    )
    person = read_account(Record("p", username="amyash", display_name="Amy Ash", bio="Proud mother, runner"))
    assert body.body >= 3
    assert person.body == 0
