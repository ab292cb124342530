"""The right side's features: what an account says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .handles.clean import Text, bare_handle, display_text, handle_text, label_text
from .knowledge import regions, role_words, words
from .normalise import emails, fold, phones, squeeze, tokens, urls, urls_in
from .person import account_keys, concepts, link_label
from .records import Record

_REGION_CODE = re.compile(r"\b([A-Z]{2,3})\b")
_NUMBER = re.compile(r"(?<!\d)(\d{2,3})(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OPENING = 14


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


def _phrases(text: str) -> frozenset[str]:
    found = tokens(text)
    pairs = {found[i] + found[i + 1] for i in range(len(found) - 1)}
    triples = {found[i] + found[i + 1] + found[i + 2] for i in range(len(found) - 2)}
    return frozenset({t for t in found if len(t) > 2} | pairs | triples)


def stated_gender(*texts: str) -> str | None:
    """Return the gender that words like *senatrice*, *congressman*, *mother* state, or None when none or both do."""
    found = {t for text in texts for t in tokens(text)}
    female, male = bool(found & words("female")), bool(found & words("male"))
    return None if female == male else ("f" if female else "m")


def body_score(handle: Text, display: Text, bio: str) -> int:
    """Return 0 (a person, as far as it shows) to 5 (surely an organisation)."""
    listed = words("organisation")
    shown = sum(w in listed for w in display.words)
    named = sum(w in listed for w in handle.words) or any(
        handle.text.endswith(w) or handle.text.startswith(w) for w in listed if len(w) > 3
    )
    text = fold(bio)
    said = sum(p in text for p in words("organisation_phrases")) + (
        sum(w in listed for w in tokens(bio)[:_OPENING]) > 2
    )
    personal = len(words("person_words") & set(tokens(bio)))
    score = 2 * min(shown, 2) + bool(named) + (said > 0) + (said > 2) - (personal > 1)
    return max(0, min(5, score))


def _roles_of(text: Text) -> frozenset[str]:
    listed = role_words()
    return concepts(tuple(text.text[s:e] for s, e, kind in text.known if kind == "r" and text.text[s:e] in listed))


def _seen(record: Record) -> int:
    for value in (record.snapshot, record.account_created):
        if value and (years := _YEAR.findall(value)):
            return max(int(y) for y in years)
    return 0


def read_account(record: Record) -> Account:
    """Return the features of a persona."""
    bio = record.bio or ""
    display_name = record.display_name or record.full_name or ""
    location = record.location or " ".join(p for p in (record.city, record.state) if p)
    handle, display = handle_text(record.username or ""), display_text(display_name)
    links = tuple(dict.fromkeys(urls(record.profile_link, record.website) + urls_in(bio)))
    labels = [label_text(link_label(host, path)) for host, path in links]
    opening = () if "former" in tokens(bio)[:3] else tokens(bio)[:_OPENING]
    return Account(
        handle=handle,
        display=display,
        phrases=_phrases(bio),
        loud_roles=_roles_of(handle) | _roles_of(display),
        bio_roles=concepts(opening),
        near=named_regions(location, codes=True),
        far=named_regions(f"{display_name} {bio}", codes=True),
        place_words=frozenset(t for t in _phrases(location) if len(t) > 3),
        numbers=frozenset(_NUMBER.findall(f"{bare_handle(record.username or '')} {display_name} {bio} {location}")),
        gender=stated_gender(display_name, bio),
        links=links,
        labels=tuple(t for t in labels if len(t.text) > 3),
        bare=squeeze(bare_handle(record.username or "")),
        emails=emails(record.email),
        phones=phones(record.phone),
        year=_seen(record),
        body=body_score(handle, display, bio),
        told=frozenset(name for name in ("display_name", "bio", "location") if getattr(record, name)),
        accounts=account_keys(record),
    )
