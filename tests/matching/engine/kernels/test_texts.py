"""Many account names split by kernels are those that are split one by one, and hold the same everyday words."""

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.engine.columns.lexicon import FREE_AFFIX, FREE_AFFIXES, FREE_PLACE, LONGEST_WORD
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
    for name in ("bounds", "split", "strict", "known", "known_starts", "meaning"):
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


def expected_words(text: str, bounds: frozenset[int], strict: bool) -> list[tuple[int, int, str]]:
    found = []
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + LONGEST_WORD) + 1):
            piece, aligned = text[start:end], start in bounds and end in bounds
            edge, alone = start == 0 or end == len(text), f" {text} "[start] + f" {text} "[end + 1]
            if strict and not aligned:
                continue
            if piece.isdigit():
                found += [(start, end, "d")] * (not any(c.isdigit() for c in alone))
            elif piece in role_words() and (edge or aligned) and len(piece) > 1:
                found.append((start, end, "r"))
            elif piece in words("affixes") and (
                aligned or (len(piece) > 1 and edge) or len(piece) >= FREE_AFFIX or piece in FREE_AFFIXES
            ):
                found.append((start, end, "a"))
            elif piece in regions() and (
                len(piece) >= FREE_PLACE or aligned or end == len(text) or (start == 0 and text[end:] in role_words())
            ):
                found.append((start, end, "p"))
    return found


@given(written, st.booleans())
@settings(max_examples=300, deadline=None)
@example("VTgov", False)
@example("SenatorOregon24", False)
def test_everyday_words_are_where_they_count(value: str, shown: bool) -> None:
    text = display_text(value) if shown else handle_text(value)
    assert list(text.known) == expected_words(text.text, text.bounds, text.strict)


@pytest.mark.parametrize("value", ["a" * 1_000_000, "é" * 100_000, "1" * 100_000, "a-" * 100_000])
def test_a_long_name_is_cut(value: str) -> None:
    columns = handle_columns(pl.Series([value, None, "anna"]))
    assert [len(columns.letters[i]) for i in range(3)] == [48, 0, 4]
