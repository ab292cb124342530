import pytest
from hypothesis import given

from matching.engine.names import read_names
from matching.engine.records import Record

from .people import records


def names(**fields):
    return read_names(Record("x", **fields))


def test_three_words_may_hold_a_double_family_name():
    read = names(full_name="Lucía Ferrán Otero")
    assert read.given == ("lucia",)
    assert {"otero", "ferranotero"} <= set(read.family)
    assert "ferran" in read.parts


def test_four_words_give_both_family_names():
    assert {"ferran", "otero", "ferranotero"} <= set(names(full_name="Lucía Teresa Ferrán Otero").family)


@pytest.mark.parametrize("text", ["Harrow, William", "William HARROW", "HARROW William", "Dr. William Harrow, Jr."])
def test_order_capitals_titles_and_suffixes(text):
    read = names(full_name=text)
    assert read.given[0] == "william"
    assert read.family[0] == "harrow"


def test_a_nickname_in_quotes_is_stated_not_derived():
    read = names(full_name='Erik A. "Rocky" Vance', given_name="Erik", family_name="Vance")
    assert read.called == ("rocky",)


def test_particles_stay_with_the_family_name():
    assert names(full_name="Piet van der Berg").family == ("vanderberg",)


@pytest.mark.parametrize("text", ["Anton L. Alvern", "Anton E Alvern", "Anton D. Alvern"])
def test_an_initial_is_no_particle(text):
    assert names(full_name=text).family == ("alvern",)


def test_initials_of_compound_given_names():
    read = names(given_name="Marie-Claire", family_name="Quint")
    assert read.given[0] == "marieclaire"
    assert "mc" in read.initials


def test_other_names_bring_former_family_names():
    assert (
        "islam" in names(full_name="Nora Parke", given_name="Nora", family_name="Parke", other_names="Islam, N.").family
    )


@given(records())
def test_reading_is_pure_and_never_fails(record):
    assert read_names(record) == read_names(record)
