"""Names and numbers in the forms in which they are stored and searched."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.lookup import words
from crmsocial.lookup.terms import Kind, Scrap, terms_of

NAMES = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüñéÅ'-", min_size=1, max_size=8), min_size=1, max_size=4)


@given(NAMES, st.randoms())
def test_the_order_case_and_spaces_of_a_name_do_not_matter(parts: list[str], shuffle: random.Random):
    mixed = [part.upper() if part.upper().lower() == part else part for part in parts]
    shuffle.shuffle(mixed)
    assert words.name_forms("  ".join(mixed)) == words.name_forms(" ".join(parts))


@given(st.text(max_size=400))
def test_any_text_gives_forms_that_fit_the_table(text: str):
    forms = [*words.name_forms(text), words.sound_form(text), words.email_form(text), words.handle_form(text)]
    forms += [words.source_id_form(text), words.phone_form(text, "US")]
    assert all(len(form) <= words.LONGEST for form in forms)
    for form in words.name_forms(text):
        assert form.isascii()
        assert words.name_forms(form) == [form]


@pytest.mark.parametrize(
    "typed",
    ["+1 212 555 0142", "(212) 555-0142", "212.555.0142", "1-212-555-0142", "2125550142", "212 555 0142 ext. 7"],
)
def test_every_way_of_writing_a_number_is_one_form(typed: str):
    assert words.phone_form(typed, "US") == "12125550142"[::-1]


@given(st.integers(200, 999), st.integers(0, 9999))
def test_local_digits_are_the_beginning_of_the_stored_form(area: int, line: int):
    stored = words.phone_form(f"+1 ({area}) 555-{line:04d}", "US")
    assert stored.startswith(f"555{line:04d}"[::-1])


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Jürgen Müller", ["jurgen muller", "juergen mueller"]),
        ("O'Brien, Máire", ["maire obrien"]),
        ("Мария Петрова", ["mariya petrova"]),
        ("王小明", ["ming wang xiao"]),
        ("…", []),
    ],
)
def test_names_of_other_scripts_and_umlauts(name: str, forms: list[str]):
    assert words.name_forms(name) == forms


def test_a_term_is_there_once_for_each_origin():
    persona = UUID(int=7)
    scraps = [
        Scrap("name", "Ana Ortega"),
        Scrap("other_name", "Ortega Ana"),
        Scrap("name", "Ana Ortega", persona),
        Scrap("handle:x", "@Ana_O", persona),
        Scrap("source_id", "D 12"),
        Scrap("phone", "none"),
    ]
    found = terms_of(scraps, region="US")
    assert [(term.kind, term.term, term.persona_id) for term in found] == [
        (Kind.NAME, "ana ortega", None),
        (Kind.SOUND, words.sound_form("ana ortega"), None),
        (Kind.NAME, "ana ortega", persona),
        (Kind.SOUND, words.sound_form("ana ortega"), persona),
        (Kind.HANDLE, "ana_o", persona),
        (Kind.SOURCE_ID, "d 12", None),
    ]
    assert found[4].shown == "@Ana_O"
