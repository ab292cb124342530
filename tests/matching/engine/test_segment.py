import numpy as np
import pytest

from matching.engine.account import read_account
from matching.engine.columns.texts import TextColumns
from matching.engine.compare import naming
from matching.engine.handles.clean import bare_handle, handle_text
from matching.engine.handles.items import FULL, INITIAL, NICK, NONE, PART
from matching.engine.handles.segment import segment
from matching.engine.names import read_names
from matching.engine.person import read_person
from matching.engine.records import Record


def reading(handle, **fields):
    return segment(handle_text(handle), read_names(Record("x", **fields)))


def levels(person, account):
    row = np.zeros(1, dtype=np.int64)
    seen = read_account(account)
    found = naming.compare(
        naming.people_of([read_person(person)]), TextColumns.of([seen.handle]), TextColumns.of([seen.display]), row, row
    )
    return {family.name: family.levels[level] for family, level in zip(naming.FAMILIES, found[0], strict=True)}


HARROW = {"given_name": "William", "middle_name": "Otto", "family_name": "Harrow"}


@pytest.mark.parametrize(
    ("handle", "family", "given", "left"),
    [
        ("williamharrow", FULL, FULL, 0),
        ("harrow.william", FULL, FULL, 0),
        ("SenBillHarrow", FULL, NICK, 0),
        ("wharrow", FULL, INITIAL, 0),
        ("woharrow61", FULL, INITIAL, 0),
        ("RealHarrowOfficial", FULL, NONE, 0),
        ("WilliamH", INITIAL, FULL, 0),
        ("williamkharrow", FULL, FULL, 1),
        ("kitchenstories", NONE, NONE, 14),
    ],
)
def test_how_much_a_name_explains(handle, family, given, left):
    read = reading(handle, **HARROW)
    assert (read.family, read.given, read.left) == (family, given, left)


def test_a_nickname_inside_another_word_is_not_taken_for_a_name():
    assert reading("MartinaHarrow", given_name="Christina", family_name="Harrow").given == NONE
    assert reading("tinaharrow", given_name="Christina", family_name="Harrow").given == NICK


def test_part_of_a_double_name():
    assert reading("amelie.dubois", given_name="Amélie", family_name="Dubois-Quint").family == PART


def test_the_letters_of_a_reading_add_up():
    read = reading("TeamHarrowOregon24", **HARROW)
    assert read.chars == len("harrow")
    assert read.digits == ("24",)
    assert read.places == ("oregon",)


@pytest.mark.parametrize(
    ("username", "bare"),
    [
        ("@janedoe", "janedoe"),
        ("jane-doe-7a81b2c9", "jane-doe"),
        ("https://social.example/janedoe/", "janedoe"),
        ("jane.doe.3", "jane.doe.3"),
        ("jane-doe", "jane-doe"),
        ("ellie_wright@quay.example", "ellie_wright"),
        ("@Ana.Olsen@social.example", "Ana.Olsen"),
        ("ana-olsen.bsky.social", "ana-olsen"),
        ("ana.olsen", "ana.olsen"),
    ],
)
def test_bare_handle(username, bare):
    assert bare_handle(username) == bare


def test_one_slip_in_a_long_name_is_forgiven():
    person = Record("x", given_name="Rosa", family_name="Okonkwo")
    found = levels(person, Record("y", username="rosa", display_name="Rosa Okonkvo"))
    assert (found["display"], found["display_left"]) == ("fuzzy_full", "none")
    assert found["handle_with_display"] == "none_full"


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("williamharrow1961", {"birth_digits": "year", "handle_left": "none", "handle_bounds": "unsplit"}),
        ("williamharrow61", {"birth_digits": "short_year"}),
        ("williamharrow1958", {"birth_digits": "other_year"}),
        ("HarrowForOregon", {"handle_place": "division", "handle_alone": "full_none"}),
        ("HarrowMillbrook", {"handle_place": "town", "handle_left": "none"}),
        ("HarrowTexas", {"handle_place": "elsewhere"}),
        ("bharrow", {"handle_alone": "full_none", "handle_left": "one", "handle_bounds": "unsplit"}),
        ("wharrow", {"label": "equal", "handle_chars": "under8"}),
        ("", {"handle_alone": "unstated", "handle_place": "none", "label": "unstated"}),
    ],
)
def test_what_a_handle_says_beside_the_name(username, expected):
    person = Record(
        "x",
        **HARROW,
        birth_date="1961-04-02",
        city="Millbrook",
        state="OR",
        country="US",
        email="wharrow@council.example",
    )
    found = levels(person, Record("y", username=username))
    assert {name: found[name] for name in expected} == expected
