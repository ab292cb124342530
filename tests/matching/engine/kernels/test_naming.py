"""The kernels read texts by names as the plain reference does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.columns.forms import pack
from matching.engine.columns.names import NameColumns
from matching.engine.columns.places import PlaceColumns
from matching.engine.columns.texts import TextColumns
from matching.engine.compare import naming
from matching.engine.handles.clean import display_text, handle_text
from matching.engine.handles.items import GIVEN_KINDS
from matching.engine.handles.segment import segment
from matching.engine.names import Names, read_names
from matching.engine.person import Place
from matching.engine.records import Record

from . import reference

GIVEN = ["Anna", "Annabel", "William", "Jean-Luc", "Zoë", "Al", "Aldo", "Otto", "Maximiliane", "J.", "Li"]
FAMILY = ["Harrow", "O'Hara", "van der Berg", "Müller", "Lee", "Dubois-Quint", "Annand", "Lopez Ferran", "Ottosson"]
LOOSE = ["sen", "official", "real", "oregon", "or", "tx", "for", "the", "61", "1961", "xx", "a", "h", "_", ".", "-"]

names_of_people = st.builds(
    lambda given, middle, family, nickname: read_names(
        Record("x", given_name=given, middle_name=middle, family_name=family, nickname=nickname)
    ),
    st.sampled_from(GIVEN),
    st.none() | st.sampled_from(GIVEN),
    st.none() | st.sampled_from(FAMILY),
    st.none() | st.sampled_from(GIVEN),
)
short = st.text("abhlnorw", min_size=1, max_size=6)
any_names = st.builds(Names, *(st.lists(short, max_size=3, unique=True).map(tuple) for _ in range(8)))
handles = st.lists(st.sampled_from([*GIVEN, *FAMILY, *LOOSE]) | short, max_size=6).map("".join)
slipped = st.builds(lambda text, at, letter: text[:at] + letter + text[at + 1 :], handles, st.integers(0, 20), short)


@given(names_of_people | any_names, handles | slipped, st.booleans())
@settings(max_examples=600, deadline=None)
def test_readings_are_those_of_the_reference(names: Names, written: str, shown: bool) -> None:
    text = display_text(written.replace("_", " ")) if shown else handle_text(written)
    assert segment(text, names) == reference.segment(text, names)


def columns(people: list[Names], texts: list) -> tuple:
    rows = len(people)
    nobody = PlaceColumns.of([Place()] * rows)
    left = naming.people(
        pack(NameColumns.of(people)),
        np.zeros(rows, dtype=np.int16),
        nobody,
        naming.LabelColumns.of([frozenset()] * rows),
    )
    return left, TextColumns.of(texts), TextColumns.of([display_text("")] * len(texts))


@given(
    st.lists(names_of_people | any_names, min_size=1, max_size=4), st.lists(handles | slipped, min_size=1, max_size=4)
)
@settings(max_examples=150, deadline=None)
def test_levels_of_many_pairs_are_those_of_each(people: list[Names], written: list[str]) -> None:
    texts = [handle_text(w) for w in written]
    li, ri = (side.ravel().astype(np.int64) for side in np.meshgrid(np.arange(len(people)), np.arange(len(texts))))
    left, shown, none = columns(people, texts)
    found = naming.compare(left, shown, none, li, ri)
    for pair, (i, j) in enumerate(zip(li, ri, strict=True)):
        if not texts[j].text:
            assert not found[pair, :3].any()
            continue
        reading = reference.loosen(reference.segment(texts[j], people[i]), people[i])
        cell, left = (2, 4) if texts[j].spaced else (0, 3)
        assert found[pair, cell] == 1 + reading.family * len(GIVEN_KINDS) + reading.given
        level = 1 + reading.left if reading.left < 4 else 5 if reading.left < 6 else 6
        assert found[pair, left] == (7 if reading.between and reading.left <= reading.between else level)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_and_order_change_nothing(threads: int) -> None:
    people = [read_names(Record("x", given_name=g, family_name=f)) for g in GIVEN for f in FAMILY]
    texts = [handle_text(w) for w in ("williamharrow", "anna_lee61", "ottomueller", "qqq", "aldo.berg", "jlohara", "w")]
    rng = np.random.default_rng(7)
    li, ri = rng.integers(0, len(people), 200_000), np.sort(rng.integers(0, len(texts), 200_000))
    left, shown, none = columns(people, texts)
    found = naming.compare(left, shown, none, li, ri)
    np.testing.assert_array_equal(naming.compare(left, shown, none, li, ri, threads), found)
    mixed = rng.permutation(len(li))
    np.testing.assert_array_equal(naming.compare(left, shown, none, li[mixed], ri[mixed]), found[mixed])


def test_long_and_strange_texts_are_read() -> None:
    names = read_names(Record("x", given_name="A" * 100_000, family_name="b " * 5000 + "\x00\ud800"))
    for written in ("a" * 1_000_000, "ab" * 30, "\x00", "\ud800\u200f", "b" * 48):
        text = handle_text(written)
        reading = segment(text, names)
        assert reading.chars + reading.left <= len(text.text)


def test_people_of_one_name_keep_what_is_their_own() -> None:
    names = [read_names(Record("x", given_name=g, family_name="Harrow")) for g in ("Anna", "William")] * 100
    born = np.arange(1900, 2100, dtype=np.int16)
    own = [frozenset({f"annaharrow{year}", "harrowfamily"}) if year % 3 else frozenset() for year in born.tolist()]
    left = naming.people(
        pack(NameColumns.of(names)), born, PlaceColumns.of([Place()] * 200), naming.LabelColumns.of(own)
    )
    texts, none = TextColumns.of([handle_text("annaharrow1961")]), TextColumns.of([display_text("Anna Harrow")])
    li, ri = np.arange(200), np.zeros(200, dtype=np.int64)
    found = naming.compare(left, texts, none, li, ri)
    for pair in range(200):
        alone = naming.compare(left, texts, none, li[pair : pair + 1], ri[pair : pair + 1])
        np.testing.assert_array_equal(found[pair], alone[0])
    columns = [family.name for family in naming.FAMILIES]
    years, labels = found[:, columns.index("birth_digits")], found[:, columns.index("label")]
    assert years[61] == naming.BIRTH_DIGITS.levels.index("year") and (np.delete(years, 61) != years[61]).all()
    assert labels[61] == naming.LABEL.levels.index("equal") and not labels[2] and labels[1] < labels[61]


@given(st.text("abh", min_size=5, max_size=14), st.text("abh", min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_labels_are_those_of_plain_text(label: str, handle: str) -> None:
    left = naming.people(
        pack(NameColumns.of([read_names(Record("x"))])),
        np.zeros(1, dtype=np.int16),
        PlaceColumns.of([Place()]),
        naming.LabelColumns.of([frozenset({label})]),
    )
    row = np.zeros(1, dtype=np.int64)
    found = naming.compare(left, TextColumns.of([handle_text(handle)]), TextColumns.of([display_text("")]), row, row)
    short, long = sorted((label, handle), key=len)
    within = len(short) >= 6 and len(long) - len(short) <= 4 and (long.startswith(short) or long.endswith(short))
    level = "equal" if label == handle else "within" if within else "differs"
    assert naming.LABEL.levels[found[0, naming.FAMILIES.index(naming.LABEL)]] == level
