"""Taking other people out of what a person is told about themselves (GDPR art. 15(4); EDPB Guidelines 01/2022, 6.2).

Fields that speak of somebody else by their name (spouse, guardian, assigned to ...) are withheld whole. In free text
e-mail addresses and phone numbers that are not the person's own are taken out, and names of other constituents, as far
as the search index knows them. A person whom nobody knows and whom a text merely names stays: staff read free text
before they hand a package over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..registry import FreeText, OtherPerson, phrases

WITHHELD = "[withheld: another person]"
_OTHERS = re.compile(
    r"(^|_)(spouse|partner|husband|wife|child|children|son|daughter|parent|mother|father|guardian|household|family_member"
    r"|relative|relatives|sibling|brother|sister|emergency|next_of_kin|contact_person|assistant|referred_by|referrer"
    r"|assigned|assignee|solicitor|account_manager|relationship_manager|staff|owner|friends|followers_list)(_|$)"
)
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_PHONE = re.compile(r"(?<![\w@.-])\+?\(?\d(?:[\s().-]{0,3}\d){6,14}(?![\w@])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Digits that tell numbers apart, whatever prefix is written before them.
_TELLING = 7


@dataclass(slots=True)
class Own:
    """What is the person's own, and so never taken out: e-mail addresses, phone numbers (digits) and names."""

    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def learn(self, key: str, value: str) -> None:
        """Take note of one of the person's own values."""
        for part in value.split("|"):
            if key == "email":
                self.emails.add(part.strip().casefold())
            elif key == "phone" and (digits := _digits(part)):
                self.phones.add(digits[-_TELLING:])
            elif key in ("name", "full_name", "given_name", "family_name", "other_name", "display_name"):
                self.names.add(" ".join(part.casefold().split()))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


@dataclass(slots=True)
class Redactor:
    """Makes plain JSON of rows, other people taken out; ``taken`` counts what was, by kind.

    ``others``: names of other constituents within the texts, as they stand there.
    """

    own: Own
    others: frozenset[str] = frozenset()
    taken: Counter[str] = field(default_factory=Counter)
    _numbers: dict[UUID, int] = field(default_factory=dict)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """One row as plain JSON."""
        return {key: self._value(key, value) for key, value in values.items()}

    def _value(self, key: str, value: Any) -> Any:
        if value not in (None, "", [], {}) and _OTHERS.search(key):
            self.taken["field"] += 1
            return WITHHELD
        if isinstance(value, FreeText):
            return self._text(str(value))
        if isinstance(value, OtherPerson):
            return self._number(value.id)
        if isinstance(value, Mapping):
            return self.row(value)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(key, one) for one in value]
        return _plain(value)

    def _number(self, pk: UUID) -> str:
        self.taken["id"] += pk not in self._numbers
        return f"other-person-{self._numbers.setdefault(pk, len(self._numbers) + 1)}"

    def _text(self, text: str) -> str:
        text = _EMAIL.sub(self._email, text)
        text = _PHONE.sub(self._phone, text)
        return self._names(text) if self.others else text

    def _names(self, text: str) -> str:
        kept, behind = [], 0
        for phrase, start, end in phrases(text):
            if start >= behind and phrase in self.others and " ".join(phrase.casefold().split()) not in self.own.names:
                kept += [text[behind:start], "[another person]"]
                behind = end
                self.taken["name"] += 1
        return "".join([*kept, text[behind:]])

    def _email(self, match: re.Match[str]) -> str:
        if match[0].rstrip(".").casefold() in self.own.emails:
            return match[0]
        self.taken["email"] += 1
        return "[another person's e-mail]"

    def _phone(self, match: re.Match[str]) -> str:
        if _DATE.match(match[0]) or _digits(match[0])[-_TELLING:] in self.own.phones:
            return match[0]
        self.taken["phone"] += 1
        return "[another person's phone]"


def free_texts(value: Any) -> Iterable[str]:
    """Every free text within rows."""
    if isinstance(value, FreeText):
        yield str(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from free_texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from free_texts(one)


def own_of(values: Mapping[str, Any], own: Own) -> None:
    """Learn the person's own addresses, numbers and names from a row: by its keys, or ``attribute`` and ``value``."""
    if isinstance(values.get("attribute"), str) and isinstance(values.get("value"), str):
        own.learn(values["attribute"], values["value"])
    for key, value in values.items():
        if isinstance(value, Mapping):
            own_of(value, own)
        elif isinstance(value, str) and not isinstance(value, FreeText):
            own.learn(key, value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if value is None or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, str) else value
    return str(value)
