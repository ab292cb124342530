"""The pieces of a handle or a display name that may be somebody's names, and the keys that they make together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .handles.clean import Text
from .knowledge import nickname_of

PREFIX = 5
MIN_FREE = 4
_MIN_EDGE = 3
MAX_PIECE = 24

Known = Callable[[str, str], bool]


class Piece(NamedTuple):
    """The letters from ``start`` to ``end``; ``touching`` counts the ends that lie where a word may begin or end."""

    start: int
    end: int
    word: str
    touching: int


def edges(text: Text) -> set[int]:
    """Return where a short name may begin or end: written bounds and the inner ends of known words at the edge."""
    found = set(text.bounds)
    for start, end, _ in text.known:
        if end - start > 1 and (start in text.bounds or end in text.bounds):
            found.update((start, end))
    return found


def cut(text: Text) -> Iterator[Piece]:
    """Yield the pieces of two letters and more that are no numbers; words only, where the writing shows them."""
    whole, sides = text.text, edges(text)
    for start in range(len(whole)):
        for end in range(start + 2, min(len(whole), start + MAX_PIECE) + 1):
            word = whole[start:end]
            if word.isdigit() or (text.strict and not (start in text.bounds and end in text.bounds)):
                continue
            yield Piece(start, end, word, (start in sides) + (end in sides))


def may_be_family(piece: Piece) -> bool:
    """Whether the piece is long or well enough placed to be looked up as a family name."""
    size = len(piece.word)
    return size >= MIN_FREE or piece.touching == 2 or (size >= _MIN_EDGE and piece.touching > 0)


def may_be_given(piece: Piece) -> bool:
    """As for family names; but given names are in too many words to be looked for inside of one."""
    return piece.touching > 0 and may_be_family(piece)


def may_be_letters(piece: Piece) -> bool:
    """Whether the piece may be the initials of given and family name together."""
    return _MIN_EDGE <= len(piece.word) <= 6 and piece.touching == 2


def single(text: Text) -> Iterator[tuple[str, str]]:
    """Yield (rule, value) of what each piece may be by itself."""
    for piece in cut(text):
        if may_be_family(piece):
            yield "family", piece.word
        if may_be_given(piece):
            yield from (("given", base) for base in bases(piece.word))
        if may_be_letters(piece):
            yield "letters", piece.word
        if len(piece.word) == PREFIX and piece.touching:
            yield "prefix", piece.word


def bases(word: str) -> tuple[str, ...]:
    """Return the given names that ``word`` may stand for: itself, and those that it is a nickname of."""
    return (word, *nickname_of(word))


def _initials_beside(text: Text, piece: Piece) -> set[str]:
    """Return the letters that may be initials of what ``piece`` is the other name of."""
    places = {b for b in text.bounds if not piece.start <= b < piece.end} | {piece.start - 1, piece.end}
    return {text.text[b] for b in places if 0 <= b < len(text.text) and not text.text[b].isdigit()}


def together(texts: Iterable[Text], known: Known) -> Iterator[tuple[str, str]]:
    """Yield (rule, value) of two names, or a name and an initial, found side by side or apart in the texts."""
    families: list[tuple[int, Piece]] = []
    givens: list[tuple[int, Piece, tuple[str, ...]]] = []
    for number, text in enumerate(texts):
        for piece in cut(text):
            if may_be_family(piece) and known("family", piece.word):
                families.append((number, piece))
                yield from (("initial", f"{letter}|{piece.word}") for letter in _initials_beside(text, piece))
            if may_be_given(piece) and (found := tuple(b for b in bases(piece.word) if known("given", b))):
                givens.append((number, piece, found))
                after = text.text[piece.end : piece.end + 1]
                if after and not after.isdigit():
                    yield from (("tail", f"{base}|{after}") for base in found)
    for where, family in families:
        for place, given, found in givens:
            if where != place or given.end <= family.start or family.end <= given.start:
                yield from (("name", f"{base}|{family.word}") for base in found)
