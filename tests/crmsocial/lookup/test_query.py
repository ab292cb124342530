"""What somebody typed is told apart by its shape."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.lookup.query import LONGEST, Step, parse
from crmsocial.lookup.terms import Kind

ID = "01900000-0000-7000-8000-000000000000"


def exact(text: str) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for kind, term, _step in parse(text, region="US").exact:
        found.setdefault(kind, []).append(term)
    return found


@pytest.mark.parametrize("text", [ID, ID.upper(), f" {ID} ", ID.replace("-", "")])
def test_an_id_is_nothing_else(text: str):
    query = parse(text, region="US")
    assert query.identifier == UUID(ID)
    assert (query.exact, query.begins, query.words) == ([], [], ())


@pytest.mark.parametrize(
    ("text", "kind", "term"),
    [
        ("Ana@Example.org", Kind.EMAIL, "ana@example.org"),
        ("@Ana_O", Kind.HANDLE, "ana_o"),
        ("@ana@social.example", Kind.HANDLE, "ana@social.example"),
        ("https://x.example/Ana_O/", Kind.HANDLE, "ana_o"),
        ("social.example/@ana", Kind.HANDLE, "ana"),
        ("ana_o", Kind.HANDLE, "ana_o"),
        ("+1 (212) 555-0142", Kind.PHONE, "24105552121"),
        ("212.555.0142", Kind.PHONE, "24105552121"),
        ("10234", Kind.SOURCE_ID, "10234"),
        ("D-10234", Kind.SOURCE_ID, "d-10234"),
        ("Ortega Ana", Kind.NAME, "ana ortega"),
    ],
)
def test_shapes(text: str, kind: Kind, term: str):
    assert term in exact(text)[kind]


def test_a_name_is_not_taken_for_a_number_nor_a_number_for_a_name():
    assert Kind.PHONE not in exact("Ana 2")
    assert parse("212 555 0142", region="US").words == ()


def test_nicknames_stand_for_the_name_and_the_name_for_them():
    query = parse("Bill Smith", region="US")
    assert (Kind.NAME, "smith william", Step.NICKNAME) in query.exact
    assert (Kind.NAME, "smith bill"[::-1], Step.NICKNAME) not in query.exact
    assert any(
        term == "bill smith" for _kind, term, step in parse("William Smith", region="US").exact if step == Step.NICKNAME
    )


@given(st.text(max_size=3000))
def test_anything_may_be_typed(text: str):
    query = parse(text, region="US")
    assert len(query.text) <= LONGEST
    assert "\x00" not in query.text
    assert len(query.exact) < 60
    assert all(word.isascii() and word.isalnum() for word in query.words)


@pytest.mark.parametrize(
    ("text", "region", "ends"),
    [
        ("0189", "US", ["9810"]),
        ("0100", "US", ["0010"]),
        ("0000", "US", ["0000"]),
        ("555-0189", "US", ["9810555"]),
        ("030 5550142", "DE", ["2410555030", "241055503"]),
        ("0049 30 5550142", "DE", ["2410555039400", "24105550394", "241055503"]),
        ("142", "US", []),
        ("000 1", "US", ["1000"]),
    ],
)
def test_last_digits_are_looked_for_with_their_zeros_and_without_a_dialling_prefix(
    text: str, region: str, ends: list[str]
):
    assert [term for _kind, term in parse(text, region=region).begins] == ends


@pytest.mark.parametrize("text", ["", " ", "a", "\x00\x00", "@"])
def test_too_little_is_nothing(text: str):
    assert parse(text, region="US").is_empty
