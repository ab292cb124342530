"""What of real-looking handles a fictional person's names explain."""

import pytest

from matching.engine.frequencies import count
from matching.engine.handles.clean import handle_text
from matching.engine.handles.segment import segment
from matching.engine.knowledge import nickname_forms, nickname_of
from matching.engine.names import read_names
from matching.engine.records import Record

PERSON = read_names(Record("x", given_name="Richard", middle_name="Henry", family_name="Okonkwo"))


@pytest.mark.parametrize(
    ("handle", "left", "between"),
    [
        ("richardhokonkwo", 0, 0),
        ("richard-okonkwo-1a2b3c", 0, 0),
        ("richard-lowell-okonkwo", 6, 6),
        ("richardxqokonkwo", 2, 0),
        ("lowell-richard-okonkwo", 6, 0),
    ],
)
def test_middle_initials_are_explained_and_words_between_names_are_told_apart(
    handle: str, left: int, between: int
) -> None:
    reading = segment(handle_text(handle), PERSON)
    assert (reading.left, reading.between) == (left, between)


@pytest.mark.parametrize(("handle", "aligned"), [("RichardforSenate", True), ("XRichardson_1", False)])
def test_a_name_beside_an_everyday_word_is_not_cut_off(handle: str, aligned: bool) -> None:
    assert segment(handle_text(handle), PERSON).aligned is aligned


def test_spellings_and_short_forms_go_both_ways() -> None:
    assert "stephen" in nickname_forms("steven") and "steven" in nickname_forms("stephen")
    assert "pepe" in nickname_forms("jose") and "jose" in nickname_of("pepe")
    assert "christopher" in nickname_forms("chris")


def test_names_of_the_living_are_counted() -> None:
    people = [
        Record("1", given_name="Ada", family_name="Quill", birth_date="1980"),
        Record("2", given_name="Bea", family_name="Quill", birth_date="1990-02-03"),
        Record("3", given_name="Cy", family_name="Quill", birth_date="1850-01-01"),
        Record("4", given_name="Di", family_name="Quill", death_date="2001"),
    ]
    counted = count(people, 2026)
    assert counted.family == {"quill": 2} and counted.total == 2
