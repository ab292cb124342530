"""What an account shows of its own kind. Each signal is a pure function of the record, with the words it goes by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..handles.clean import bare_handle
from ..knowledge import load, nickname_forms
from ..normalise import fold, parse_date, split_words, tokens
from ..records import Record

ORGANISATION, SHARED, PARODY, FABRICATED = "organisation", "shared", "parody", "fabricated"
KINDS = (ORGANISATION, SHARED, PARODY, FABRICATED)

# Two people in one name ("Ann & Lee Harrow"), or a family ("The Harrows").
# A word between them stands by itself: "Janet Lee" and "Jacky Ray" are one person each.
_COUPLE = re.compile(r"^\W*(\w+)(?:\s*[&+]\s*|\s+(?:and|et|und|y)\s+)(\w+)\b", re.IGNORECASE)
_FAMILY = re.compile(r"^\W*(?:the\s+)?(\w+)(?:s| family| familie)\W*$", re.IGNORECASE)
_SURELY_NOT = re.compile(r"^(?:not|fake|faux|nicht|parody)[^a-z]?(?=[A-Z]|[a-z]{5})")
# Letters that nobody says, then a long number: drawn by a machine. Platforms' own proposals are a name and a number.
_DRAWN = re.compile(r"^(?=.*[a-z])[a-z]*[bcdfghjklmnpqrstvwxz]{5,}[a-z]*\d{4,}$")
_NEW_DAYS = 30
_FAINT_BITS = 1.5
_OPENING = 12


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for (bits > 0) or against (bits < 0) an account's being of ``kind``.

    ``code`` names the reason, ``value`` are the account's own words. Bits are judged, not learned: few public lists say
    which accounts are no person's.
    """

    kind: str
    code: str
    value: str
    bits: float


@cache
def _phrases(name: str) -> re.Pattern[str]:
    words = sorted(load("quality.json")[name], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in words) + r")\b")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("quality.json")[name])


@cache
def is_given_name(word: str) -> bool:
    """Whether the table of nicknames knows ``word``: a sign of a person, while its absence is a sign of nothing."""
    return len(word) > 2 and bool(nickname_forms(word))


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text or "")))


def _says(record: Record, name: str) -> tuple[str, bool]:
    """Return a phrase of the list ``name`` in display name or bio, or nothing, and whether it tells clearly.

    Of what people write of themselves, too ("fan de", "our family"), a bio alone tells little.
    """
    faint = ""
    for text, is_bio in ((record.display_name, False), (record.bio, True)):
        for found in _phrases(name).finditer(_plain(text)):
            if not is_bio or found.group() not in _words("faint"):
                return found.group(), True
            faint = faint or found.group()
    return faint, False


def _said(kind: str, name: str, bits: float) -> Callable[[Record], Iterator[Signal]]:
    def look(record: Record) -> Iterator[Signal]:
        words, clearly = _says(record, name)
        if words:
            yield Signal(kind, f"says_{name}", words, bits if clearly else _FAINT_BITS)

    return look


def _voices(record: Record) -> Iterator[Signal]:
    """Who speaks in the bio: one, or several."""
    said = tokens(record.bio or "")
    many, one = _words("plural_voice") & set(said), _words("singular_voice") & set(said)
    if many and not one:
        yield Signal(ORGANISATION, "speaks_as_many", ", ".join(sorted(many)), 1.5)
    if one:
        yield Signal(ORGANISATION, "speaks_as_one", ", ".join(sorted(one)), -2.0)


def _body_words(record: Record) -> Iterator[Signal]:
    """Words of bodies in the name that the account shows, or in its handle."""
    shown = tokens((record.display_name or "").split(" for ")[0])
    bodies = _words("bodies")
    if found := [w for w in shown if w in bodies]:
        # One such word may be somebody's office or surname; several name a body.
        yield Signal(ORGANISATION, "body_in_name", ", ".join(found), 2.0 + 1.5 * (len(found) > 1))
    if form := _legal_form(record.display_name or ""):
        yield Signal(ORGANISATION, "legal_form", form, 3.0)
    handle = split_words(bare_handle(record.username or ""))
    # The same word again is the same name, which may be somebody's: "Aisha Church", aisha_church.
    if found := [w for w in handle if w in bodies and w not in shown]:
        yield Signal(ORGANISATION, "body_in_handle", ", ".join(found), 1.5)


def _legal_form(shown: str) -> str:
    """Return the legal form that the name holds, or nothing. It never comes first.

    Some are names as well (Ev, Ong, Ngo): these count only as forms are written, unlike the rest of the name.
    """
    for word in re.findall(r"[^\W_]+", shown.replace(".", ""))[1:]:
        form = fold(word)
        written = word == "eV" or (word.isupper() and not shown.isupper())
        if form in _words("legal_forms") and (written or form not in _words("forms_and_names")):
            return form
    return ""


def _person_name(record: Record) -> Iterator[Signal]:
    """A given name at the head of the shown name is a person's, unless several words of a body follow it."""
    shown = tokens(record.display_name or "")
    if any(is_given_name(word) for word in shown[:3]) and len(_words("bodies") & set(shown)) < 2:
        yield Signal(ORGANISATION, "given_name_shown", record.display_name or "", -2.5)


def _several_people(record: Record) -> Iterator[Signal]:
    shown = record.display_name or ""
    if (couple := _COUPLE.match(shown)) and all(is_given_name(fold(name)) for name in couple.groups()):
        yield Signal(SHARED, "two_people", couple.group().strip(), 4.0)
    elif _FAMILY.match(shown) and fold(shown).startswith("the ") and len(shown.split()) == 2:
        yield Signal(SHARED, "a_family", shown, 2.0)


def _described(record: Record) -> Iterator[Signal]:
    """Bodies' phrases in name or bio, and bodies named where the bio begins."""
    found = sorted(
        {m.group() for t in (record.display_name, record.bio) for m in _phrases("body_phrases").finditer(_plain(t))}
    )
    if found:
        yield Signal(ORGANISATION, "says_body_phrases", ", ".join(found), 2.0 + (len(found) > 1))
    opening = [w for w in tokens(record.bio or "")[:_OPENING] if w in _words("bodies")]
    if len(opening) > 1:
        yield Signal(ORGANISATION, "body_in_bio", ", ".join(opening), 1.0)


def _around(record: Record) -> Iterator[Signal]:
    """The office, team or campaign of somebody: their account, in the hands of several."""
    shown = _plain(re.split(r"[|(/,–—]| - ", record.display_name or "")[0])
    for found in _phrases("around_a_person").finditer(shown):
        # "Team Harrow", "Harrow Campaign", and not "Staff Sgt Ann Harrow" or "Ann Harrow, Team GB".
        first, last = found.start() == 0, found.end() == len(shown)
        if " " in found.group() or last or (first and found.group() not in _words("only_last")):
            yield Signal(SHARED, "run_for_a_person", found.group(), 3.0)
            return


def _denies(record: Record) -> Iterator[Signal]:
    if found := _SURELY_NOT.match(bare_handle(record.username or "")):
        yield Signal(PARODY, "handle_denies", found.group(), 2.5)


def _drawn(record: Record) -> Iterator[Signal]:
    handle = bare_handle(record.username or "").lower()
    if _DRAWN.match(handle):
        yield Signal(FABRICATED, "handle_drawn", handle, 2.5)


def _day(text: str | None) -> date | None:
    parts = parse_date(text) if text else None
    try:
        return date(*parts) if parts and all(parts) else None
    except ValueError:
        return None


def _age(record: Record) -> Iterator[Signal]:
    """A new account with no followers says little; one that was opened in the days before it was seen says less."""
    seen, opened = _day(record.snapshot), _day(record.account_created)
    if seen and opened and 0 <= (seen - opened).days < _NEW_DAYS:
        yield Signal(FABRICATED, "opened_lately", record.account_created or "", 1.0)
    if record.followers is not None and record.followers.isdigit() and int(record.followers) < 3:
        yield Signal(FABRICATED, "no_followers", record.followers, 1.0)


def _verified(record: Record) -> Iterator[Signal]:
    if fold(record.verified or "") in {"true", "1", "yes"}:
        yield Signal(PARODY, "verified", "", -3.0)
        yield Signal(FABRICATED, "verified", "", -4.0)


#: Every look at an account. To add one, write a function of the record and list it here.
LOOKS: tuple[Callable[[Record], Iterable[Signal]], ...] = (
    _said(PARODY, "parody", 5.0),
    _said(PARODY, "fan", 4.0),
    _said(FABRICATED, "automated", 4.0),
    _said(FABRICATED, "invented", 3.5),
    _said(SHARED, "shared", 4.0),
    _described,
    _voices,
    _body_words,
    _person_name,
    _several_people,
    _around,
    _denies,
    _drawn,
    _age,
    _verified,
)
