"""The strings that one person's names may leave in a handle."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..names import Names

# Kinds of agreement, weakest first; they index the levels of the name comparisons.
NONE, INITIAL, PREFIX, FUZZY, PART, FULL = range(6)
MIDDLE, NICK = FUZZY, PART
FAMILY_KINDS = ("none", "initial", "prefix", "fuzzy", "part", "full")
GIVEN_KINDS = ("none", "initial", "prefix", "middle", "nick", "full")
_MIN_PREFIX = 4
_MIN_GIVEN_PREFIX = 3


class Item(NamedTuple):
    """``text`` stands for a family name to the degree ``family`` and a given name to the degree ``given``."""

    text: str
    family: int
    given: int


def _add(found: dict[str, Item], text: str, family: int, given: int, least: int = 2) -> None:
    if len(text) < least:
        return
    old = found.get(text)
    if old is None or (family + given, family) > (old.family + old.given, old.family):
        found[text] = Item(text, family, given)


def _with_initials(found: dict[str, Item], names: Names) -> None:
    for kind, forms in ((FULL, names.family), (PART, names.parts)):
        for form in forms:
            for letters in names.initials:
                _add(found, letters + form, kind, INITIAL)
                if len(letters) < len(form):
                    _add(found, form + letters, kind, INITIAL)
    for kind, forms in ((FULL, names.given), (FULL, names.called), (NICK, names.nick)):
        for form in forms:
            for family in names.family[:4]:
                _add(found, form + family[0], INITIAL, kind, 4)
                _add(found, family[0] + form, INITIAL, kind, 5)


def _acronyms(found: dict[str, Item], names: Names) -> None:
    for letters in names.initials:
        for tail in names.tails:
            _add(found, letters + tail, INITIAL, INITIAL, 3)


class Items(NamedTuple):
    """The items by their text, and the texts as a set."""

    by_text: dict[str, Item]
    texts: frozenset[str]


@lru_cache(1 << 15)
def items(names: Names) -> Items:
    """Return every string worth looking for, each with its strongest meaning."""
    found: dict[str, Item] = {}
    for form in names.family:
        _add(found, form, FULL, NONE)
        for size in range(_MIN_PREFIX, min(len(form), 9)):
            _add(found, form[:size], PREFIX, NONE)
    for form in names.parts:
        _add(found, form, PART, NONE, 3)
    for form in (*names.given, *names.called):
        _add(found, form, NONE, FULL)
        for size in range(_MIN_GIVEN_PREFIX, min(len(form), 6)):
            _add(found, form[:size], NONE, PREFIX)
    for form in names.nick:
        _add(found, form, NONE, NICK, 3)
    for form in names.middle:
        _add(found, form, NONE, MIDDLE, 3)
    for letter in sorted({c for letters in names.initials for c in letters}):
        _add(found, letter, NONE, INITIAL, 1)
    for form in names.family:
        _add(found, form[0], INITIAL, NONE, 1)
    _with_initials(found, names)
    _acronyms(found, names)
    return Items(found, frozenset(found))
