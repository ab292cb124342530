"""The best reading of a text by one person's names: weighted interval scheduling over the names found in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .clean import Text
from .items import FULL, INITIAL, MIDDLE, NICK, NONE, PART, PREFIX, Item, Items

# What a covered letter is worth by what covers it, and what every word costs: long whole names beat pieces of them.
_FAMILY_WORTH = {NONE: 0.0, INITIAL: 0.0, PREFIX: -1.0, PART: 0.4, FULL: 0.6}
_GIVEN_WORTH = {NONE: 0.0, INITIAL: 0.1, PREFIX: -0.9, MIDDLE: -0.2, NICK: 0.2, FULL: 0.5}
_WORD_COST = 0.7
_OFF_BOUND_COST = 0.8
_SCRAP = 4
_KNOWN_WORTH = 0.6
_KNOWN_COST = 0.45


class Reading(NamedTuple):
    """What of a text a person's names explain.

    ``family`` and ``given`` are kinds of ``items``; ``chars`` letters covered by names; ``left`` letters that nothing
    explains; ``aligned`` false when a name begins or ends inside a written word; ``start`` whether a name opens the
    text's name part; ``rest`` the unexplained stretches and known words in order, places included.
    """

    family: int
    given: int
    chars: int
    left: int
    aligned: bool
    matched: str
    rest: tuple[str, ...]
    digits: tuple[str, ...]
    places: tuple[str, ...]


EMPTY = Reading(NONE, NONE, 0, 0, True, "", (), (), ())


def _occurrences(text: str, piece: str) -> Iterator[int]:
    start = text.find(piece)
    while start >= 0:
        yield start
        start = text.find(piece, start + 1)


def _is_scrap(item: Item) -> bool:
    """Whether the item is so short and loose that other words hold it by chance (andy in handy)."""
    return len(item.text) <= _SCRAP and item.family <= PREFIX and item.given in (PREFIX, NICK)


def _intervals(text: Text, present: tuple[Item, ...]) -> dict[int, list[tuple[int, float, Item | str]]]:
    """Return {end: [(start, gain, item or kind of known word)]}."""
    ends: dict[int, list[tuple[int, float, Item | str]]] = {}
    for start, end, kind in text.known:
        gain = (end - start) * _KNOWN_WORTH - _KNOWN_COST if kind != "d" else (end - start) * 0.3
        ends.setdefault(end, []).append((start, gain, kind))
    for item in present:
        worth = len(item.text) + _FAMILY_WORTH[item.family] + _GIVEN_WORTH[item.given] - _WORD_COST
        for start in _occurrences(text.text, item.text):
            end = start + len(item.text)
            off = (start not in text.bounds) + (end not in text.bounds)
            if off and (
                text.strict or len(item.text) == 1 or (text.split and _is_scrap(item) and start not in text.bounds)
            ):
                continue
            gain = worth - (_OFF_BOUND_COST * off if text.split else 0.0)
            ends.setdefault(end, []).append((start, gain, item))
    return ends


@lru_cache(1 << 15)
def _best(text: Text, present: tuple[Item, ...]) -> Reading:
    ends = _intervals(text, present)
    size = len(text.text)
    best = [0.0] * (size + 1)
    back: list[tuple[int, Item | str | None]] = [(0, None)] * (size + 1)
    for end in range(1, size + 1):
        best[end], back[end] = best[end - 1], (end - 1, None)
        for start, gain, what in ends.get(end, ()):
            if best[start] + gain > best[end] + 1e-9:
                best[end], back[end] = best[start] + gain, (start, what)
    return _read_back(text, back)


def _read_back(text: Text, back: list[tuple[int, Item | str | None]]) -> Reading:
    family = given = NONE
    chars = left = 0
    aligned = True
    matched: list[str] = []
    rest: list[str] = []
    numbers: list[str] = []
    places: list[str] = []
    open_rest = ""
    end = len(text.text)
    while end > 0:
        start, what = back[end]
        piece = text.text[start:end]
        if what is None:
            left += 1
            open_rest = piece + open_rest
        else:
            if open_rest:
                rest.append(open_rest)
                open_rest = ""
            if isinstance(what, Item):
                family, given = max(family, what.family), max(given, what.given)
                chars += len(piece)
                matched.append(piece)
                aligned &= not text.split or (start in text.bounds and end in text.bounds)
            elif what == "d":
                numbers.append(piece)
            elif what == "p":
                places.append(piece)
        end = start
    if open_rest:
        rest.append(open_rest)
    return Reading(
        family,
        given,
        chars,
        left,
        aligned,
        "+".join(reversed(matched)),
        tuple(reversed(rest)),
        tuple(reversed(numbers)),
        tuple(reversed(places)),
    )


def segment(text: Text, candidates: Items) -> Reading:
    """Return the best reading of ``text`` by ``candidates``; equal inputs give equal readings."""
    present = text.pieces & candidates.texts
    if not present:
        return _best(text, ())
    by_text = candidates.by_text
    return _best(text, tuple([by_text[piece] for piece in sorted(present)]))
