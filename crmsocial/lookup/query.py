"""What somebody typed, told apart by its shape: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import islice, product
from urllib.parse import urlsplit
from uuid import UUID

from nicknames import NickNamer

from . import words
from .terms import Kind

LONGEST = 200
MOST_WORDS = 6
_MOST_NICKNAMES = 24
_SHORTEST = 2
_PHONE = re.compile(r"^[+(]?[\d\s().+/–-]*\d[\d\s().+/–-]*(?:\s*(?:x|ext\.?|#)\s*\d+)?$", re.IGNORECASE)
_FEWEST_DIGITS = 4
_ADDRESS = re.compile(r"^(?:https?://|www\.)|^[\w-]+(?:\.[\w-]+)+/\S")


class Step(IntEnum):
    """How a term was met, best first."""

    EXACT = 1
    NICKNAME = 2
    WORDS = 3
    BEGINS = 4
    SOUND = 5
    SIMILAR = 6


@dataclass
class Query:
    """What to look up: an id, terms that must be equal, terms that must begin so, and the words of a name."""

    text: str
    identifier: UUID | None = None
    exact: list[tuple[Kind, str, Step]] = field(default_factory=list)
    begins: list[tuple[Kind, str]] = field(default_factory=list)
    words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to look for."""
        return not (self.identifier or self.exact or self.begins or self.words)


def parse(text: str, *, region: str) -> Query:
    """Decide by the shape of ``text``: id, e-mail, phone, handle, profile address, source id, else a name."""
    text = _clean(text)
    query = Query(text)
    if len(text) < _SHORTEST:
        return query
    if identifier := _uuid(text):
        query.identifier = identifier
    elif _ADDRESS.match(text):
        _add_handle(query, urlsplit(text if "//" in text else f"//{text}").path.rstrip("/").rpartition("/")[2])
    elif text.startswith("@"):
        _add_handle(query, text)
    elif "@" in text:
        _add_email(query)
    elif _PHONE.match(text):
        _add_number(query, region)
    else:
        _add_name(query)
    return query


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())[:LONGEST]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) >= 32 else None
    except ValueError:
        return None


def _add_handle(query: Query, text: str) -> None:
    if handle := words.handle_form(text):
        query.exact.append((Kind.HANDLE, handle, Step.EXACT))
        query.begins.append((Kind.HANDLE, handle))


def _add_email(query: Query) -> None:
    email = words.email_form(query.text)
    query.exact += [(Kind.EMAIL, email, Step.EXACT), (Kind.HANDLE, words.handle_form(query.text), Step.EXACT)]
    query.begins.append((Kind.EMAIL, email))


def _add_number(query: Query, region: str) -> None:
    query.exact.append((Kind.SOURCE_ID, words.source_id_form(query.text), Step.EXACT))
    typed = "".join(char for char in query.text if char.isdigit())
    if len(typed) < _FEWEST_DIGITS:
        return
    query.exact.append((Kind.PHONE, words.phone_form(query.text, region), Step.EXACT))
    # A leading zero is a digit in the middle of the number, or the prefix dialled before it, which is not stored.
    ends = dict.fromkeys((typed, typed.lstrip("0"), words.national_digits(query.text, region)))
    query.begins += [(Kind.PHONE, number[::-1]) for number in ends if len(number) >= _FEWEST_DIGITS]


def _add_name(query: Query) -> None:
    found = words.tokens(query.text)[:MOST_WORDS]
    query.words = found if sum(map(len, found)) >= _SHORTEST else ()
    query.exact.append((Kind.SOURCE_ID, words.source_id_form(query.text), Step.EXACT))
    if " " not in query.text:
        handle = words.handle_form(query.text)
        query.exact.append((Kind.HANDLE, handle, Step.EXACT))
        query.begins += [(Kind.HANDLE, handle), (Kind.EMAIL, words.email_form(query.text))]
    own = words.name_forms(query.text)
    query.exact += [(Kind.NAME, form, Step.EXACT) for form in own]
    query.exact += [(Kind.NAME, form, Step.NICKNAME) for form in _nickname_forms(found) if form not in own]
    if sound := words.sound_form(query.text):
        query.exact.append((Kind.SOUND, sound, Step.SOUND))


def _nickname_forms(found: tuple[str, ...]) -> Iterator[str]:
    choices = [(word, *sorted(nicknames_of(word))) for word in found]
    seen = dict.fromkeys(" ".join(sorted(choice)) for choice in islice(product(*choices), 4 * _MOST_NICKNAMES))
    return islice(seen, _MOST_NICKNAMES)


@cache
def _namer() -> NickNamer:
    return NickNamer()


def nicknames_of(word: str) -> set[str]:
    """What somebody called ``word`` may go by in full, and in short (table of the ``nicknames`` package)."""
    if not word.isalpha():
        return set()
    namer = _namer()
    return {form for form in namer.canonicals_of(word) | namer.nicknames_of(word) if form.isalpha() and form != word}
