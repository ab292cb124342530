"""The left side's features: what is known of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .handles.clean import bare_handle
from .knowledge import load, regions, role_words, words
from .names import Names, read_names
from .normalise import emails, fold, gender, is_shared_host, parse_date, phones, squeeze, tokens, urls
from .records import Record

_PARTS = re.compile(r"[(),;|/—–-]|\s-\s")
_MIN_PLACE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """``codes`` are divisions as COUNTRY-CODE, ``words`` squeezed names of towns, districts and divisions."""

    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """All that comparisons read of a left record, normalised once."""

    names: Names
    place: Place
    roles: frozenset[str]
    organisation: frozenset[str]
    birth: tuple[int, int, int] | None
    died: bool
    gender: str | None
    links: tuple[tuple[str, str], ...]
    labels: frozenset[str]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    contacts: int
    accounts: frozenset[tuple[str, str]]


def concepts(found: tuple[str, ...]) -> frozenset[str]:
    """Return the offices and callings that words name; a wide one also stands for those within it."""
    table, wide = role_words(), load("roles.json")["wide"]
    named = {table[w] for w in found if w in table}
    for concept in tuple(named):
        named.update(wide.get(concept, ()))
    return frozenset(named)


@lru_cache(1 << 16)
def read_place(state: str, city: str, country: str) -> Place:
    """Return the place that the fields name; unknown divisions keep their words."""
    table = regions()
    codes: set[str] = set()
    found: set[str] = set()
    nation = fold(country.strip())
    for part in _PARTS.split(f"{state}|{city}"):
        piece = squeeze(part)
        entry = table.get(f"{nation}-{piece}") or (table.get(piece) if len(piece) > 3 or not nation else None)
        if entry:
            codes.add(entry[0])
            found.add(entry[1])
        elif len(piece) >= _MIN_PLACE:
            found.add(piece)
    whole = squeeze(state)
    if entry := table.get(whole) if len(whole) > 3 else None:
        codes, found = {entry[0]}, {entry[1], *(w for w in found if w == squeeze(city))}
    return Place(frozenset(codes), frozenset(found), nation)


def link_label(host: str, path: str) -> str:
    """Return the part of an address that its owner chose."""
    if is_shared_host(host):
        first = path.strip("/").split("/")[0].split("?")[0]
        return first if host not in {"t.co", "bit.ly"} else ""
    return host.split(".")[0]


@lru_cache(1 << 14)
def organisation_words(text: str) -> frozenset[str]:
    """Return the organisation's longer words and its acronym."""
    found = tokens(text)
    acronym = "".join(t[0] for t in found)
    return frozenset(
        {t for t in found if len(t) > 4 and t not in {"party"}}
        | ({acronym} if len(found) > 2 else set())
        | ({found[0]} if len(found) == 1 else set())
    )


def account_keys(record: Record) -> frozenset[tuple[str, str]]:
    """Return (platform, name) and (platform, id) of the account that a record names."""
    platform = fold((record.platform or "").strip())
    names = (bare_handle(record.username).lower() if record.username else "", record.platform_user_id or "")
    return frozenset((platform, name) for name in names if name)


def read_person(record: Record) -> Person:
    """Return the features of a left record."""
    links = urls(record.website, record.profile_link)
    mails = emails(record.email)
    labels = {squeeze(m.split("@")[0]) for m in mails}
    labels |= {squeeze(link_label(host, path)) for host, path in links}
    return Person(
        names=read_names(record),
        place=read_place(record.state or "", record.city or "", record.country or ""),
        roles=concepts(tokens(record.role or "")),
        organisation=organisation_words(record.organisation or ""),
        birth=parse_date(record.birth_date) if record.birth_date else None,
        died=bool(record.death_date),
        gender=gender(record.gender) if record.gender else None,
        links=links,
        labels=frozenset(label for label in labels if len(label) > 4 and label not in words("organisation")),
        emails=mails,
        phones=phones(record.phone),
        contacts=bool(mails) + bool(links) + bool(record.phone) + bool(record.address or record.city),
        accounts=account_keys(record),
    )
