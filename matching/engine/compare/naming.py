"""Handle, display name and bio against a person's names, read together so that one name is not counted thrice."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from ..account import Account
from ..handles.items import FAMILY_KINDS, FULL, FUZZY, GIVEN_KINDS, NICK, NONE, PREFIX, items
from ..handles.segment import EMPTY, Reading, segment
from ..knowledge import regions
from ..names import Names
from ..person import Person
from .base import Family

_CELLS = ("unstated", *(f"{f}_{g}" for f in FAMILY_KINDS for g in GIVEN_KINDS))
_LEFT = ("unstated", "none", "one", "two", "three", "four", "many")
_CHARS = ("unstated", "under4", "under6", "under8", "under11", "under15", "long")

HANDLE_ALONE = Family("handle_alone", "handle", _CELLS)
HANDLE_WITH = Family("handle_with_display", "handle", _CELLS)
HANDLE_LEFT = Family("handle_left", "handle", _LEFT)
HANDLE_CHARS = Family("handle_chars", "handle", _CHARS)
HANDLE_BOUNDS = Family("handle_bounds", "handle", ("unstated", "aligned", "inside", "unsplit"))
DISPLAY = Family("display", "name", _CELLS)
DISPLAY_LEFT = Family("display_left", "name", _LEFT)
BIO_NAME = Family("bio_name", "bio", ("unstated", "absent", "family", "full"))
BIRTH_DIGITS = Family("birth_digits", "handle_year", ("unstated", "none", "year", "short_year", "other_year"))
HANDLE_PLACE = Family("handle_place", "handle_place", ("unstated", "none", "division", "town", "number", "elsewhere"))
LABEL = Family("label", "label", ("unstated", "differs", "within", "equal"))
FAMILIES = (
    HANDLE_ALONE,
    HANDLE_WITH,
    HANDLE_LEFT,
    HANDLE_CHARS,
    HANDLE_BOUNDS,
    DISPLAY,
    DISPLAY_LEFT,
    BIO_NAME,
    BIRTH_DIGITS,
    HANDLE_PLACE,
    LABEL,
)
_MIN_FUZZY = 5


def _cell(reading: Reading) -> int:
    return 1 + reading.family * len(GIVEN_KINDS) + reading.given


def _left(count: int) -> int:
    return 1 + min(count, 5) if count < 4 else (5 if count < 6 else 6)


def _chars(count: int) -> int:
    return 1 + bisect_right((4, 6, 8, 11, 15), count)


@lru_cache(1 << 16)
def _near(word: str, forms: tuple[str, ...]) -> bool:
    return any(len(f) >= _MIN_FUZZY and DamerauLevenshtein.distance(word, f, score_cutoff=1) <= 1 for f in forms)


def loosen(reading: Reading, names: Names) -> Reading:
    """Return the reading with unexplained stretches taken for misspelt names where one letter makes the difference."""
    if not reading.rest or (reading.family >= FUZZY and reading.given >= PREFIX):
        return reading
    for word in reading.rest:
        if len(word) < _MIN_FUZZY:
            continue
        if reading.family < FUZZY and _near(word, names.family):
            return reading._replace(family=FUZZY, left=reading.left - len(word), chars=reading.chars + len(word))
        if reading.given < PREFIX and _near(word, names.given):
            return reading._replace(given=PREFIX, left=reading.left - len(word), chars=reading.chars + len(word))
    return reading


def handle_reading(person: Person, account: Account) -> Reading:
    """Return how the person's names explain the handle."""
    if not account.handle.text:
        return EMPTY
    return loosen(segment(account.handle, items(person.names)), person.names)


def display_reading(person: Person, account: Account) -> Reading:
    """Return how the person's names explain the display name."""
    if not account.display.text:
        return EMPTY
    return loosen(segment(account.display, items(person.names)), person.names)


def _bio(person: Person, account: Account) -> int:
    if "bio" not in account.told:
        return 0
    names = person.names
    for family in names.family:
        if family in account.phrases:
            firsts = (*names.given, *names.called, *names.nick)
            return 3 if any(f + family in account.phrases for f in firsts) else 2
        if any(f + family in account.phrases for f in (*names.given[:2], *names.called[:2])):
            return 3
    return 1


def _year(person: Person, reading: Reading) -> int:
    if person.birth is None or not reading.digits:
        return 0 if person.birth is None else 1
    year = str(person.birth[0])
    if year in reading.digits:
        return 2
    if year[2:] in reading.digits:
        return 3
    return 4 if any(len(d) == 4 and "1920" <= d <= "2015" for d in reading.digits) else 1


def _place(person: Person, account: Account, reading: Reading) -> tuple[int, int]:
    """Return (level, letters of the handle that a place explains)."""
    if not (person.place.codes or person.place.words):
        return 0, 0
    for word in reading.rest:
        if len(word) > 3:
            for name in person.place.words:
                if name.startswith(word) or word.startswith(name):
                    return 3, len(word)
    named = {regions()[p][0] for p in reading.places if p in regions()}
    if named & person.place.codes:
        return 2, 0
    ends = {c.split("-")[1].lower() for c in person.place.codes}
    if ends & set(account.handle.words):
        return 2, 0
    for word in reading.rest:
        if word in ends:
            return 2, len(word)
    if any(d in ends for d in reading.digits):
        return 4, 0
    national = {n for n in named if not person.place.country or n.lower().startswith(person.place.country)}
    return (5 if national and person.place.codes else 1), 0


def _label(person: Person, account: Account) -> int:
    bare = account.bare
    if not person.labels or not bare:
        return 0
    if bare in person.labels:
        return 3
    for label in person.labels:
        if len(label) > 5 and (label in bare or (len(bare) > 6 and bare in label)):
            return 2
    return 1


def compare(person: Person, account: Account) -> tuple[int, ...]:
    """Return the level of each of ``FAMILIES``."""
    handle, shown = handle_reading(person, account), display_reading(person, account)
    place, explained = _place(person, account, handle)
    has_handle, has_display = bool(account.handle.text), bool(account.display.text)
    bounds = (
        0 if not has_handle or not handle.matched else (3 if not account.handle.split else (1 if handle.aligned else 2))
    )
    return (
        _cell(handle) if has_handle and not has_display else 0,
        _cell(handle) if has_handle and has_display else 0,
        _left(handle.left - explained) if has_handle else 0,
        _chars(handle.chars) if has_handle else 0,
        bounds,
        _cell(shown) if has_display else 0,
        _left(shown.left) if has_display else 0,
        _bio(person, account),
        _year(person, handle),
        place,
        _label(person, account),
    )


def family_known(levels: tuple[int, ...]) -> bool:
    """Whether a given name agrees somewhere (at least by a nickname), by the levels that ``compare`` returned."""
    return any(level and (level - 1) % len(GIVEN_KINDS) >= NICK for level in (levels[0], levels[1], levels[5]))


__all__ = ["FAMILIES", "FULL", "NONE", "compare", "display_reading", "family_known", "handle_reading"]
