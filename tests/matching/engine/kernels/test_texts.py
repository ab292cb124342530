"""Many account names split by kernels are those that are split one by one, and hold the same everyday words."""

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.engine.columns.lexicon import (
    FREE_AFFIX,
    FREE_AFFIXES,
    FREE_PLACE,
    LEAST_FORE,
    LEAST_INSIDE,
    LEAST_NEXT,
    LONGEST_WORD,
)
from matching.engine.columns.texts import TextColumns, bare_handles, display_columns, handle_columns, label_columns
from matching.engine.handles.clean import Text, bare_handle, display_text, handle_text, label_text
from matching.engine.knowledge import regions, role_words, words

MARKS = ["-", "_", ".", " ", "@", "/", ".bsky.social", "-7a81b2c9", "-12345", "-0f3a1", "%C3%A9", "\t", "\x00", "\x1c"]
WORDS = ["Sen", "mayor", "for", "4", "Oregon", "OR", "tx", "VT", "real", "the", "24", "1961", "2024x", "Zoë", "O'Hara"]
OTHERS = ["’", "McDonald", "JFK", "李", "ß", "\u200f", "🎉", "northdakota", "newyork", "official", "x" * 20]
PIECES = st.sampled_from([*MARKS, *WORDS, *OTHERS])
written = (
    st.lists(PIECES | st.text(max_size=4), max_size=7).map("".join).filter(lambda s: s.isprintable() or s.isascii())
)


def test_bare_handles_are_those_of_each() -> None:
    usernames = [
        "@janedoe",
        "Jane-Doe-7a81b2c9",
        "a-b-12345",
        "ab-12345",
        "x.BSKY.social",
        "  https://s.example/@j/ ",
        "",
    ]
    assert bare_handles(pl.Series(usernames)).to_list() == [bare_handle(u) for u in usernames]


def same(columns: TextColumns, texts: list[Text]) -> None:
    slow = TextColumns.of(texts)
    for name in ("bounds", "split", "strict", "spaced", "known", "known_starts", "meaning"):
        assert getattr(columns, name).tolist() == getattr(slow, name).tolist(), name
    assert [columns.letters[i] for i in range(len(texts))] == [t.text for t in texts]


@given(st.lists(written, max_size=5))
@example(["-12345", "Ab-12345", "a.bsky.", ".bsky.social", "@", "/", "x/@y@z", "'A'b", "ABc", "1A", "a" * 47 + "BC"])
@settings(max_examples=300, deadline=None)
def test_columns_are_those_of_each(values: list[str]) -> None:
    column = pl.Series([v if v.isprintable() or v.isascii() else "" for v in values], dtype=pl.String)
    same(handle_columns(column), [handle_text(v) for v in column])
    same(display_columns(column), [display_text(v) for v in column])
    same(label_columns(column), [label_text(v) for v in column])


def _kind(text: Text, start: int, end: int) -> str:
    piece, aligned = text.text[start:end], start in text.bounds and end in text.bounds
    if text.strict and not aligned:
        return ""
    if piece.isdigit():
        around = f" {text.text} "
        return "" if around[start].isdigit() or around[end + 1].isdigit() else "d"
    if text.spaced and not aligned and len(piece) < LEAST_INSIDE:
        return ""
    if piece in role_words() and len(piece) > 1:
        return "r"
    if piece in words("affixes") and (aligned or len(piece) > 1):
        return "a"
    return "p" if piece in regions() else ""


def _reach(text: Text, spots: list[tuple[int, int, str]]) -> tuple[set[int], set[int]]:
    fore, back = {0}, {len(text.text)}
    for start, end, kind in spots:
        if start in fore and (end - start >= LEAST_FORE or kind == "r" or end in text.bounds):
            fore.add(end)
    for start, end, _ in sorted(spots, key=lambda spot: -spot[1]):
        back |= {start} if end in back else set()
    return fore, back


def expected_words(text: Text) -> list[tuple[int, int, str]]:
    size = len(text.text)
    places = ((s, e) for s in range(size) for e in range(s + 1, min(size, s + LONGEST_WORD) + 1))
    spots = [(s, e, kind) for s, e in places if (kind := _kind(text, s, e))]
    fore, back = _reach(text, spots)
    found = []
    for start, end, kind in spots:
        piece = text.text[start:end]
        before_role = start == 0 and any(s == end and k == "r" and e - s >= LEAST_NEXT for s, e, k in spots)
        fits = {
            "d": True,
            "p": len(piece) >= FREE_PLACE or before_role,
            "a": start in fore or len(piece) >= FREE_AFFIX or piece in FREE_AFFIXES,
            "r": start in fore,
        }
        if fits[kind] or end in back or (start in text.bounds and end in text.bounds):
            found.append((start, end, kind))
    return found


@given(written, st.booleans())
@settings(max_examples=300, deadline=None)
@example("VTgov", False)
@example("SenatorOregon24", False)
@example("repharrowfornm", False)
@example("harrow-mpa", False)
def test_everyday_words_are_where_they_count(value: str, shown: bool) -> None:
    text = display_text(value) if shown else handle_text(value)
    assert list(text.known) == expected_words(text)


@pytest.mark.parametrize(
    ("username", "split", "spaced"),
    [
        ("annalee", False, False),
        ("annalee61", False, False),
        ("AnnaLee", True, False),
        ("anna-lee", True, True),
        ("anna.lee61", True, True),
        ("anna_61", False, False),
        ("annaé_lée", True, True),
    ],
)
def test_how_words_stand_apart(username: str, split: bool, spaced: bool) -> None:
    columns = handle_columns(pl.Series([username]))
    assert (columns.split[0], columns.spaced[0]) == (split, spaced)


@pytest.mark.parametrize("value", ["a" * 1_000_000, "é" * 100_000, "1" * 100_000, "a-" * 100_000])
def test_a_long_name_is_cut(value: str) -> None:
    columns = handle_columns(pl.Series([value, None, "anna"]))
    assert [len(columns.letters[i]) for i in range(3)] == [48, 0, 4]
