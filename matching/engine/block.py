"""Keys under which two records may meet: one pure function, the same for batch, incremental and look-up."""

from __future__ import annotations

from typing import NamedTuple

import jellyfish

from .handles.clean import Text, bare_handle, display_text, handle_text
from .knowledge import nickname_forms, regions
from .names import Names, read_names
from .normalise import emails, is_shared_host, parse_date, phones, squeeze, tokens, urls, urls_in
from .person import concepts, read_place
from .records import Record

# Keys a rule may hold on the left before it is refined by further attributes (see join.py).
CAPS: dict[str, int] = {
    "account": 1000,
    "email": 200,
    "phone": 200,
    "url": 100,
    "national_id": 200,
    "mailbox": 100,
    "name": 500,
    "nickname": 500,
    "initial": 300,
    "sound": 300,
    "birth": 300,
    "postcode_name": 300,
    "street": 200,
    "family": 1500,
    "given": 250,
    "reading": 400,
    "prefix": 200,
    "words": 500,
    "office": 60,
    "surname": 150,
    "surname_sound": 100,
    "name_town": 60,
    "name_year": 60,
    "year_town": 40,
}
# In these rules only a probe (a piece of a handle, a pair of words in a bio) meets what names left there.
PROBED = frozenset({"family", "given", "reading", "prefix", "words", "office"})
_PREFIX = 5
_MIN_FREE = 4
_MIN_EDGE = 3
_MAX_PIECE = 24


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
        if len(local) >= _MIN_FREE:
            found.add(Key("mailbox", local))
    found.update(Key("phone", number[-9:]) for number in phones(record.phone))
    for host, path in (*urls(record.website, record.profile_link), *urls_in(record.bio)):
        if not is_shared_host(host) or len(path) > 1:
            found.add(Key("url", host if not is_shared_host(host) else host + path))
    if record.username:
        found.add(Key("account", bare_handle(record.username).lower()))
        found.add(Key("mailbox", squeeze(bare_handle(record.username))))
    if record.national_id and (number := squeeze(record.national_id)):
        found.add(Key("national_id", number))
    return found


def _name_keys(names: Names) -> set[Key]:
    """Keys of whole names: between two records of people."""
    found: set[Key] = set()
    for family in names.family[:6]:
        for given in (*names.given[:4], *names.called[:3]):
            found.add(Key("name", "|".join(sorted((given, family)))))
            for form in nickname_forms(given) | {given}:
                found.add(Key("nickname", f"{form}|{family}"))
            found.add(Key("sound", f"{jellyfish.metaphone(family)}|{given[0]}"))
            found.add(Key("sound", f"{jellyfish.metaphone(given)}|{family[0]}"))
        found.update((Key("surname", family), Key("surname_sound", jellyfish.metaphone(family))))
        for letters in names.initials[:4]:
            found.add(Key("initial", f"{letters[0]}|{family}"))
    return found


def _trace_keys(names: Names) -> set[Key]:
    """Keys of what names leave in handles and running text; only probes meet them."""
    found: set[Key] = set()
    firsts = (*names.given, *names.called)
    for family in (*names.family, *names.parts):
        found.add(Key("family", family))
        if len(family) > _PREFIX:
            found.add(Key("prefix", family[:_PREFIX]))
        for letters in names.initials:
            found.update((Key("reading", letters + family), Key("reading", family + letters)))
        for given in (*firsts, *names.nick):
            found.update((Key("reading", given + family), Key("reading", family + given)))
            found.update((Key("reading", given + family[0]), Key("words", given + family)))
    found.update(Key("given", given) for given in (*firsts, *names.nick))
    found.update(Key("given", middle) for middle in names.middle if len(middle) >= _MIN_FREE)
    found.update(
        Key("reading", letters + tail) for letters in names.initials for tail in names.tails if len(letters + tail) > 2
    )
    return found


def _edges(text: Text) -> set[int]:
    """Return where a short name may begin or end: written bounds and the inner ends of known words at the edge."""
    edges = set(text.bounds)
    for start, end, _ in text.known:
        if end - start > 1 and (start in text.bounds or end in text.bounds):
            edges.update((start, end))
    return edges


def _probe_keys(text: Text) -> set[Key]:
    found: set[Key] = set()
    whole, edges = text.text, _edges(text)
    for start in range(len(whole)):
        for end in range(start + 2, min(len(whole), start + _MAX_PIECE) + 1):
            piece = whole[start:end]
            if piece.isdigit() or (text.strict and not (start in text.bounds and end in text.bounds)):
                continue
            touching = (start in edges) + (end in edges)
            if end - start >= _MIN_FREE or touching == 2 or (end - start >= _MIN_EDGE and touching):
                found.add(Key("family", piece, True))
                # Given names are in too many words to be looked for inside of one.
                if touching:
                    found.add(Key("given", piece, True))
            if end - start >= _MIN_EDGE and (end - start >= _PREFIX or touching == 2):
                found.add(Key("reading", piece, True))
            if end - start == _PREFIX and touching:
                found.add(Key("prefix", piece, True))
    return found


def _word_keys(bio: str) -> set[Key]:
    found = tokens(bio)
    return {Key("words", found[i] + found[i + 1], True) for i in range(len(found) - 1)}


def _office_keys(record: Record) -> set[Key]:
    """Keys of an office in a division: whoever holds it may call the account by it alone."""
    place = read_place(record.state or "", record.city or "", record.country or "")
    return {Key("office", f"{r}|{c}") for r in concepts(tokens(record.role or "")) for c in place.codes}


def _office_probes(record: Record) -> set[Key]:
    text = handle_text(record.username or "")
    said = concepts(tuple(text.text[s:e] for s, e, kind in text.known if kind == "r"))
    places = {regions()[text.text[s:e]][0] for s, e, kind in text.known if kind == "p" and text.text[s:e] in regions()}
    return {Key("office", f"{r}|{c}", True) for r in said for c in places}


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
    if record.postcode and names.family:
        found.add(Key("postcode_name", squeeze(record.postcode) + names.family[0][:3]))
        found.update(Key("postcode_name", squeeze(record.postcode) + given[:3]) for given in names.given[:1])
    if record.address and len(street := squeeze(f"{record.street_number or ''}{record.address}")) > _MIN_FREE:
        found.add(Key("street", street))
    return found


def keys(record: Record) -> list[Key]:
    """Return the distinct keys of ``record``, sorted; a pure function of the record."""
    names = read_names(record)
    found = _contact_keys(record) | _name_keys(names) | _record_keys(record, names)
    if record.is_persona:
        for text in (handle_text(record.username or ""), display_text(record.display_name or "")):
            found |= _probe_keys(text)
        found |= _word_keys(record.bio or "") | _office_probes(record)
    if record.full_name or record.family_name or record.given_name:
        found |= _trace_keys(names) | _office_keys(record)
    return sorted(found)


def refiners(record: Record) -> list[str]:
    """Return what splits an oversized key: first letters of given names, birth year, postcode, words of the place."""
    names = read_names(record)
    found = {f"i:{letters[0]}" for letters in names.initials}
    if record.is_persona:
        for text in (handle_text(record.username or ""), display_text(record.display_name or "")):
            found.update(f"i:{text.text[b]}" for b in _edges(text) if b < len(text.text))
    if record.birth_date and (date := parse_date(record.birth_date)):
        found.add(f"y:{date[0]}")
    if record.postcode:
        found.add(f"p:{squeeze(record.postcode)}")
    for place in (record.state, record.location, record.city):
        found.update(f"s:{t}" for t in tokens(place or ""))
    return sorted(found)
