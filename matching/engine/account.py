"""The right side's features: what an account says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .handles.clean import Text, bare_handle, display_text, handle_text, label_text
from .knowledge import load, regions, role_words, words
from .normalise import emails, fold, is_shared_host, phones, squeeze, tokens, urls, urls_in
from .person import account_keys, concepts, link_label
from .records import Record

_REGION_CODE = re.compile(r"\b([A-Z]{2,3})\b")
_NUMBER = re.compile(r"(?<!\d)(\d{2,3})(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SITE = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}$")
_PROVIDED = re.compile(r"\.bsky\.[a-z]+$")
_OPENING = 14
# A word for an office of so many letters is one inside other letters, too.
LONG_ROLE = 5
_MIN_BODY_WORD = _MIN_PLACE_WORD = _MIN_LABEL = 3
# Longer than any platform lets a bio, or a display name or location, be; what follows is not read.
LONGEST_BIO = 4000
_LONGEST_LINE = 200
# People live in few places: what a chunk of accounts names, the next one names again.
_CACHE = 1 << 15


@dataclass(frozen=True, slots=True)
class Account:
    """All that comparisons read of a persona, normalised once.

    ``loud_roles`` stand in handle or display name, ``bio_roles`` in the bio. ``near`` are divisions named in the
    location,
    ``far`` in bio or display name. ``phrases`` are the bio's words and pairs of words, squeezed. ``year`` is when the
    account was seen, 0 when it does not say. ``body`` says how much the account looks like an organisation's.
    """

    handle: Text
    display: Text
    phrases: frozenset[str]
    loud_roles: frozenset[str]
    bio_roles: frozenset[str]
    near: frozenset[str]
    far: frozenset[str]
    place_words: frozenset[str]
    numbers: frozenset[str]
    gender: str | None
    links: tuple[tuple[str, str], ...]
    labels: tuple[Text, ...]
    bare: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    year: int
    body: int
    told: frozenset[str]
    accounts: frozenset[tuple[str, str]]


def named_regions(text: str, *, codes: bool) -> frozenset[str]:
    """Return the divisions that running text names; with ``codes``, codes in capitals too."""
    table = regions()
    found = tokens(text)
    named: set[str] = set()
    skip = 0
    for i in range(len(found)):
        if i < skip:
            continue
        for size in (3, 2, 1):
            piece = "".join(found[i : i + size])
            if len(piece) > 3 and piece in table:
                named.add(table[piece][0])
                skip = i + size
                break
    if codes:
        named |= {table[c.lower()][0] for c in _REGION_CODE.findall(text) if c.lower() in table}
    return frozenset(named)


def phrases(text: str) -> frozenset[str]:
    """Return the words of running text that are longer than two letters, its pairs and its triples, squeezed."""
    found = tokens(text)
    pairs = {found[i] + found[i + 1] for i in range(len(found) - 1)}
    triples = {found[i] + found[i + 1] + found[i + 2] for i in range(len(found) - 2)}
    return frozenset({t for t in found if len(t) > 2} | pairs | triples)


def gender_words(text: str) -> int:
    """Return which genders words like *senatrice*, *congressman*, *mother* state: 1 female, 2 male, 3 both, 0 none."""
    found = frozenset(tokens(text))
    return bool(found & words("female")) + 2 * bool(found & words("male"))


def stated_gender(stated: int) -> str | None:
    """Return the gender that ``gender_words`` of all texts, or-ed, come to; None when none or both are stated."""
    return {1: "f", 2: "m"}.get(stated)


def handle_body(handle: Text) -> int:
    """Return the points (0 or 1) that a handle gives for an organisation."""
    listed = words("organisation")
    named = any(w in listed for w in handle.words)
    return int(
        named or any(handle.text.endswith(w) or handle.text.startswith(w) for w in listed if len(w) > _MIN_BODY_WORD)
    )


def display_body(text: str) -> int:
    """Return the points (0 to 4) that a display name gives for an organisation."""
    listed = words("organisation")
    return 2 * min(sum(w in listed for w in display_text(text).words), 2)


def bio_body(text: str) -> int:
    """Return the points (-1 to 2) that a bio gives for an organisation."""
    listed, found = words("organisation"), tokens(text)
    folded = fold(text)
    said = sum(p in folded for p in words("organisation_phrases")) + (sum(w in listed for w in found[:_OPENING]) > 2)
    return (said > 0) + (said > 2) - (len(words("person_words") & set(found)) > 1)


def body_score(points: int) -> int:
    """Return 0 (a person, as far as it shows) to 5 (surely an organisation), by the points of all texts together."""
    return max(0, min(5, points))


@dataclass(frozen=True, slots=True)
class Location:
    """What an account's location says; ``words`` are its longer words and neighbours, squeezed."""

    near: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a display name or bio says beside names; ``gender`` as of ``gender_words``, ``body`` points."""

    roles: frozenset[str] = frozenset()
    far: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    gender: int = 0
    body: int = 0


@lru_cache(_CACHE)
def read_location(text: str) -> Location:
    """Return what a location says."""
    text = text[:_LONGEST_LINE]
    return Location(
        named_regions(text, codes=True),
        frozenset(t for t in phrases(text) if len(t) > _MIN_PLACE_WORD),
        frozenset(_NUMBER.findall(text)),
    )


def read_shown(text: str) -> Said:
    """Return what a display name says; its roles are read with its everyday words (``handles.clean``)."""
    text = text[:_LONGEST_LINE]
    return Said(
        far=named_regions(text, codes=True),
        numbers=frozenset(_NUMBER.findall(text)),
        gender=gender_words(text),
        body=display_body(text),
    )


def read_bio(text: str) -> Said:
    """Return what a bio says; an office that its first words call former is not said."""
    text = text[:LONGEST_BIO]
    found = tokens(text)
    return Said(
        roles=concepts(() if "former" in found[:3] else found[:_OPENING]),
        far=named_regions(text, codes=True),
        numbers=frozenset(_NUMBER.findall(text)),
        gender=gender_words(text),
        body=bio_body(text),
    )


def _roles_of(text: Text) -> frozenset[str]:
    listed, found = role_words(), []
    ends = {end for start, end, _ in text.known}
    for start, end, kind in text.known:
        word = text.text[start:end]
        # Names end like short offices (Hansen, sen); only letters after the name (MP) are written at the end of one.
        begins = start in text.bounds or start in ends or len(word) >= LONG_ROLE
        if kind == "r" and word in listed and (begins or listed[word] in load("roles.json")["after"]):
            found.append(word)
    return concepts(tuple(found))


def seen_year(snapshot: str, account_created: str) -> int:
    """Return the year in which an account was seen, 0 when it does not say."""
    for value in (snapshot, account_created):
        if value and (years := _YEAR.findall(value)):
            return max(int(y) for y in years)
    return 0


def handle_site(platform: str, username: str) -> str:
    """Return the site that an account is named by, or nothing.

    A Bluesky handle is a domain (AT protocol, handles); Mastodon and others of the fediverse write user@server
    (RFC 7565). Who controls a site's name has shown it to the platform.
    """
    name = username.strip().lstrip("@").lower()
    _, at, host = name.partition("@")
    if not at and fold(platform.strip()) == "bluesky":
        host = name
    if not _SITE.match(host) or is_shared_host(host) or host in words("shared_mail") or _PROVIDED.search(host):
        return ""
    return host.removeprefix("www.")


def location_text(record: Record) -> str:
    """Return where an account says it is, or the place fields of its record."""
    return record.location or " ".join(p for p in (record.city, record.state) if p)


def read_account(record: Record) -> Account:
    """Return the features of a persona."""
    bio = (record.bio or "")[:LONGEST_BIO]
    display_name = record.display_name or record.full_name or ""
    handle, display = handle_text(record.username or ""), display_text(display_name)
    links = tuple(dict.fromkeys(urls(record.profile_link, record.website) + urls_in(bio)))
    labels = [label_text(link_label(host, path)) for host, path in links]
    place, shown, said = read_location(location_text(record)), read_shown(display_name), read_bio(bio)
    in_handle = frozenset(_NUMBER.findall(bare_handle(record.username or "")))
    return Account(
        handle=handle,
        display=display,
        phrases=phrases(bio),
        loud_roles=_roles_of(handle) | _roles_of(display),
        bio_roles=said.roles,
        near=place.near,
        far=shown.far | said.far,
        place_words=place.words,
        numbers=place.numbers | shown.numbers | said.numbers | in_handle,
        gender=stated_gender(shown.gender | said.gender),
        links=links,
        labels=tuple(t for t in labels if len(t.text) > _MIN_LABEL),
        bare=squeeze(bare_handle(record.username or "")),
        emails=emails(record.email),
        phones=phones(record.phone),
        year=seen_year(record.snapshot or "", record.account_created or ""),
        body=body_score(handle_body(handle) + shown.body + said.body),
        told=frozenset(name for name in ("display_name", "bio", "location") if getattr(record, name)),
        accounts=account_keys(record),
    )
