"""Claims from what a record or an account says: pure, one value at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from . import origins
from .attributes import HANDLE, attribute_of
from .resolve import Fact

#: attribute → fields of the record (``SourceRecord.values``) that fill it as they are
_PLAIN = {
    "given_name": "given_name",
    "family_name": "family_name",
    "city": "city",
    "state": "state",
    "country": "country",
    "organisation": "organisation",
    "role": "role",
    "birth_date": "birth_date",
    "gender": "gender",
    "language": "language",
}
#: attribute → fields that may hold several values, parted by "|"
_SEVERAL = {
    "email": ("email",),
    "phone": ("phone",),
    "website": ("website",),
    "other_name": ("nickname", "other_names", "native_name"),
}
_NAME_PARTS = ("given_name", "middle_name", "family_name", "suffix")
_STREET_PARTS = ("street_number", "address")
#: attribute → field of the persona
_OF_PERSONA = {
    "name": "display_name",
    "bio": "bio",
    "location": "location",
    "website": "profile_link",
    "language": "language",
}


class RecordRow(NamedTuple):
    """The current source record of an active membership."""

    constituent_id: UUID
    identity_id: UUID
    source_id: int
    source_kind: str
    record_id: UUID
    values: Mapping[str, Any]
    observed_at: datetime


class PersonaRow(NamedTuple):
    """A persona of an active link that may be shown on the profile."""

    constituent_id: UUID
    persona_id: UUID
    source_id: int
    platform: str
    handle: str
    display_name: str
    bio: str
    location: str
    profile_link: str
    language: str
    observed_at: datetime


def record_facts(row: RecordRow) -> Iterator[Fact]:
    """What one source record claims."""
    origin = origins.of_source(row.source_kind)
    seen = set[tuple[str, str]]()
    for attribute, value in _record_values(row.values):
        key = attribute_of(attribute).key(value)
        if key and (attribute, key) not in seen:
            seen.add((attribute, key))
            yield Fact(attribute, value, key, origin, row.observed_at, row.source_id, row.identity_id, row.record_id)


def persona_facts(row: PersonaRow) -> Iterator[Fact]:
    """What one linked account shows."""
    origin = origins.of_platform(row.platform)
    values = [(attribute, getattr(row, field)) for attribute, field in _OF_PERSONA.items()]
    for attribute, value in [(f"{HANDLE}:{row.platform}", row.handle), *values]:
        text = value.strip()
        if text and (key := attribute_of(attribute).key(text)):
            yield Fact(attribute, text, key, origin, row.observed_at, row.source_id, persona_id=row.persona_id)


def _record_values(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = _text(values, "full_name") or _joined(values, _NAME_PARTS) or _text(values, "organisation")
    if name:
        yield "name", name
    for attribute, field in _PLAIN.items():
        if text := _text(values, field):
            yield attribute, text
    for attribute, fields in _SEVERAL.items():
        for field in fields:
            for part in _text(values, field).split("|"):
                if text := part.strip():
                    yield attribute, text
    if street := ", ".join(filter(None, (_joined(values, _STREET_PARTS), _text(values, "address_2")))):
        yield "address", ", ".join(filter(None, (street, _text(values, "postcode"))))


def _text(values: Mapping[str, Any], field: str) -> str:
    value = values.get(field)
    return str(value).strip() if value else ""


def _joined(values: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    return " ".join(filter(None, (_text(values, field) for field in fields)))
