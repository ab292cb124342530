"""Keys under which two records may meet: one pure function, the same for batch, incremental and look-up.

What a person's names are is on the left; an account's handle is cut into pieces. A piece is looked up by itself first
(``keys``); of those that somebody on the left bears, ``compounds`` makes the keys of two names together, which stay
small where a family name alone is everybody's. Nicknames are resolved on the right, so that the left keeps few keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from .account import named_regions
from .handles.clean import Text, bare_handle, display_text, handle_text
from .kernels.keys import SOUND_CLASSES
from .kernels.rules import RULES
from .knowledge import nickname_of, regions
from .names import Names, read_names
from .normalise import emails, is_shared_host, parse_date, phones, squeeze, tokens, urls, urls_in
from .person import concepts, read_place
from .pieces import MIN_FREE, PREFIX, Known, bases, single, together
from .records import Record

# Records that a key may hold on the left before it is refined by what else they tell (see join.py); and, where a small
# and a large left side differ, those for sides of up to SMALL and from LARGE records on: chance agreements grow with
# the side, and what is common to hundreds tells one of them from the other no more.
CAPS: dict[str, int] = {
    "account": 1000,
    "email": 200,
    "phone": 200,
    "url": 100,
    "national_id": 200,
    "mailbox": 100,
    "name": 200,
    "initial": 150,
    "sound": 100,
    "given_sound": 100,
    "family": 200,
    "surname_sound": 60,
    "given": 200,
    "tail": 60,
    "letters": 40,
    "prefix": 100,
    "office": 60,
    "birth": 300,
    "postcode_name": 300,
    "street": 200,
    "name_town": 60,
    "name_year": 60,
    "year_town": 40,
}
_LARGE_CAPS = {"given": 2, "tail": 1, "letters": 1, "family": 5, "initial": 20, "prefix": 1}
_SMALL, _LARGE = 20_000, 200_000
_CACHE = 1 << 15
# What accounts are looked up by, what people's records are, and in which rules a piece of a handle meets only names.
FOR_ACCOUNTS = frozenset(RULES[: RULES.index("birth")]) - {"sound", "given_sound", "surname_sound"}
FOR_RECORDS = frozenset(RULES) - {"given", "tail", "letters", "prefix", "office"}
PROBED = frozenset({"given", "tail", "letters", "prefix", "office"})
# Rules whose oversized keys first letters of given names refine; the others have these in them, or do as "initial".
BY_INITIAL = frozenset(RULES) - {"name", "initial", "sound", "given_sound", "family", "given", "tail", "letters"}
_FAMILIES, _GIVEN, _CALLED = 6, 4, 3


def caps(total: int) -> dict[str, int]:
    """Return how many records a key of each rule may hold where the left side has ``total``."""
    share = min(max(log(max(total, 1) / _SMALL) / log(_LARGE / _SMALL), 0.0), 1.0)
    return {rule: round(cap * (_LARGE_CAPS.get(rule, cap) / cap) ** share) for rule, cap in CAPS.items()}


_MAILBOX = re.compile(r"\s*([^@|+]+)")


class Key(NamedTuple):
    """``rule`` and ``value`` join records. A ``probe`` (a piece cut out of a handle) meets no other probe."""

    rule: str
    value: str
    probe: bool = False


def _contact_keys(record: Record) -> set[Key]:
    found: set[Key] = set()
    for mail in emails(record.email):
        found.add(Key("email", mail))
        local = squeeze(mail.split("@")[0])
        if len(local) >= MIN_FREE:
            found.add(Key("mailbox", local))
    found.update(Key("phone", number[-9:]) for number in phones(record.phone))
    for host, path in (*urls(record.website, record.profile_link), *urls_in(record.bio)):
        if not is_shared_host(host) or len(path) > 1:
            found.add(Key("url", host if not is_shared_host(host) else host + path))
    if record.username:
        found.add(Key("account", bare_handle(record.username).lower()))
        if local := squeeze(bare_handle(record.username)):
            found.add(Key("mailbox", local))
    if record.national_id and (number := squeeze(record.national_id)):
        found.add(Key("national_id", number))
    return found


def firsts(names: Names) -> tuple[str, ...]:
    """Return the given names that keys are made of."""
    return tuple(dict.fromkeys((*names.given[:_GIVEN], *names.called[:_CALLED])))


def families(names: Names) -> tuple[str, ...]:
    """Return the family names that keys are made of, pieces of double ones included."""
    return tuple(dict.fromkeys((*names.family[:_FAMILIES], *names.parts[:_FAMILIES])))


def _name_keys(names: Names) -> set[Key]:
    """Keys of whole names."""
    found: set[Key] = set()
    for family in families(names):
        found.add(Key("family", family))
        found.update(Key("name", f"{given}|{family}") for given in firsts(names))
        found.update(Key("initial", f"{letter}|{family}") for letter in {i[0] for i in names.initials})
    for family in names.family[:_FAMILIES]:
        found.add(Key("surname_sound", sound(family)))
        for given in firsts(names):
            found.add(Key("sound", f"{given[0]}|{sound(family)}"))
            found.add(Key("given_sound", f"{sound(given)}|{family[0]}"))
    return found


def sound(word: str) -> str:
    """Return the classes of the word's consonants (Refined Soundex), neighbours of one class once, vowels left out."""
    classes = [SOUND_CLASSES[ord(c) - ord("a")] if "a" <= c <= "z" else c for c in word]
    return "".join(c for i, c in enumerate(classes) if (i == 0 or c != classes[i - 1]) and (c != "0" or i == 0))


def _trace_keys(names: Names) -> set[Key]:
    """Keys of what names leave in handles; only probes meet them."""
    found = {Key("prefix", family[:PREFIX]) for family in families(names) if len(family) > PREFIX}
    found.update(Key("given", given) for given in firsts(names))
    found.update(Key("given", middle) for middle in names.middle if len(middle) >= MIN_FREE)
    for letter in {family[0] for family in names.family[:_FAMILIES]}:
        found.update(Key("tail", f"{given}|{letter}") for given in firsts(names))
    found.update(
        Key("letters", letters + tail) for letters in names.initials for tail in names.tails if len(letters + tail) > 2
    )
    return found


def _nickname_keys(names: Names) -> set[Key]:
    """Keys of the given names that those of an account, or of the record looked for, may be short for."""
    bare = {base for given in firsts(names) for base in nickname_of(given)}
    return {Key("name", f"{base}|{family}", True) for base in bare for family in families(names)}


def office_values(role: str, state: str, city: str, country: str) -> list[str]:
    """Return offices in divisions: whoever holds one may call the account by it alone."""
    return sorted(f"{r}|{c}" for r in concepts(tokens(role)) for c in read_place(state, city, country).codes)


def _office_keys(record: Record) -> set[Key]:
    fields = (record.role or "", record.state or "", record.city or "", record.country or "")
    return {Key("office", value) for value in office_values(*fields)}


def _office_probes(record: Record) -> set[Key]:
    return {Key("office", value, True) for value in office_probes(record)}


def office_probes(record: Record) -> list[str]:
    """Return the offices in divisions that a handle names."""
    text = texts(record)[0]
    said = concepts(tuple(text.text[s:e] for s, e, kind in text.known if kind == "r"))
    return sorted(f"{r}|{c}" for r in said for c in _places_in_handle(record))


def _places_in_handle(record: Record) -> frozenset[str]:
    text, table = texts(record)[0], regions()
    pieces = (text.text[s:e] for s, e, kind in text.known if kind == "p")
    return frozenset(table[piece][0] for piece in pieces if piece in table)


def _record_keys(record: Record, names: Names) -> set[Key]:
    found: set[Key] = set()
    date = parse_date(record.birth_date) if record.birth_date else None
    if date and date[2]:
        found.add(Key("birth", "{:04d}{:02d}{:02d}".format(*date)))
    town = squeeze(record.city or "")
    words_of_name = {*names.given[:1], *names.family[:1]}
    if town:
        # Either name: sources exchange given and family name, and misspell one of the two.
        found.update(Key("name_town", f"{word}|{town}") for word in words_of_name)
    if date:
        found.update(Key("name_year", f"{word}|{date[0]}") for word in words_of_name)
        if town:
            found.add(Key("year_town", f"{date[0]}|{town}"))
    if record.postcode and (postcode := squeeze(record.postcode)):
        found.update(Key("postcode_name", f"{postcode}|{word[:3]}") for word in words_of_name)
    if record.address and len(street := squeeze(f"{record.street_number or ''}{record.address}")) > MIN_FREE:
        found.add(Key("street", street))
    return found


def texts(record: Record) -> tuple[Text, Text]:
    """Return the handle, for which a mailbox may stand, and the display name, ready to be cut."""
    mailbox = _MAILBOX.match(record.email or "")
    handle = record.username or (mailbox[1] if mailbox else "")
    return handle_text(handle), display_text(record.display_name or record.full_name or "")


def keys(record: Record) -> list[Key]:
    """Return the distinct keys of ``record``, sorted; a pure function of the record.

    An account's own names are looked for in its handle and its display name, so that each word is read once.
    """
    found = _contact_keys(record)
    if record.is_persona:
        for text in texts(record):
            found.update(Key(rule, value, True) for rule, value in single(text))
        found |= _office_probes(record)
    names = read_names(record)
    if not record.is_persona or record.full_name:
        found |= _name_keys(names) | _nickname_keys(names) | _trace_keys(names)
        found |= _record_keys(record, names) | _office_keys(record)
    return sorted(found)


def asked(record: Record) -> set[tuple[str, str]]:
    """Return all (rule, value) that ``compounds`` may ask about."""
    if not record.is_persona:
        return set()
    found = {(rule, value) for text in texts(record) for rule, value in single(text) if rule in ("family", "given")}
    for word in tokens(record.bio or ""):
        found.add(("family", word))
        found.update(("given", base) for base in bases(word))
    return found


def compounds(record: Record, known: Known) -> list[Key]:
    """Return the keys that pieces of an account make together, sorted.

    ``known(rule, value)`` says whether anybody on the left has that key; it is asked for rules family and given.
    """
    if not record.is_persona:
        return []
    found = {Key(rule, value, True) for rule, value in together(texts(record), known)}
    said = tokens(record.bio or "")
    for one, other in (*pairwise(said), *pairwise(reversed(said))):
        if known("family", other):
            found.update(Key("name", f"{base}|{other}", True) for base in bases(one) if known("given", base))
    return sorted(found)


def refiners(record: Record) -> list[str]:
    """Return what splits an oversized key: first letters of given names, birth year, postcode, division, town."""
    if record.is_persona:
        found = {f"i:{text.text[b]}" for text in texts(record) for b in text.bounds if b < len(text.text)}
        found.update(f"y:{year}" for text in texts(record) for year in _years(text))
        found.update(f"c:{code}" for code in _places_in_handle(record))
    else:
        found = {f"i:{letters[0]}" for letters in read_names(record).initials}
    if record.birth_date and (date := parse_date(record.birth_date)):
        found.add(f"y:{date[0]}")
    if record.postcode and (postcode := squeeze(record.postcode)):
        found.add(f"p:{postcode}")
    place = (record.state or "", record.city or "", record.country or "", record.location or "")
    return sorted(found | place_refiners(*place, persona=record.is_persona))


@lru_cache(_CACHE)
def place_refiners(state: str, city: str, country: str, location: str, *, persona: bool) -> frozenset[str]:
    """Return the refiners of the places that a record's fields name."""
    codes = read_place(state, city, country).codes
    codes |= named_regions(location, codes=True) if persona else frozenset()
    names = {t for place in (state, city, location) for t in tokens(place)}
    return frozenset(f"c:{code}" for code in codes) | {f"s:{t}" for t in names}


def _years(text: Text) -> Iterator[int]:
    """Yield the years of birth that the numbers in a handle may mean."""
    for start, end, kind in text.known:
        number = int(text.text[start:end]) if kind == "d" else 0
        if end - start == 4 and 1900 <= number < 2020:
            yield number
        elif kind == "d" and end - start == 2:
            yield 1900 + number if number >= 20 else 2000 + number
