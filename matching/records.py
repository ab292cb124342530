"""Engine records from what the database holds: one for each source record, one for each persona."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from crmsocial.personas.models import Persona

from .engine.api import Record
from .engine.records import COMPARED_FIELDS

#: Fields that may hold several values; the engine separates them by ``|``, many exports by ``;``.
SEVERAL = frozenset({"other_names", "email", "phone", "website"})
_MAX_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A source record of the snapshot, with its values."""

    record_id: UUID
    identity_id: UUID
    constituent_id: UUID
    source_id: int
    values: Mapping[str, Any]


def _text(name: str, value: Any) -> str | None:
    """One value as the engine takes it; lists become several values, an empty one None."""
    parts = value if isinstance(value, list | tuple) else [value]
    texts = [str(part).strip() for part in parts if part is not None and not isinstance(part, dict)]
    if name in SEVERAL:
        texts = [piece.strip() for text in texts for piece in text.replace(";", "|").split("|")]
    return "|".join(text for text in texts if text)[:_MAX_LENGTH] or None


def _fields(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: _text(name, values[name]) for name in COMPARED_FIELDS if values.get(name) not in (None, "")}


def left_record(row: LeftRow) -> Record:
    """A source record; its group is the constituent, so that competition counts each constituent once."""
    return Record(id=str(row.record_id), group=str(row.constituent_id), **_fields(row.values))


def persona_record(persona: Persona) -> Record:
    """An account. What the account columns say goes before the same field of the raw row."""
    fields = _fields(persona.values)
    columns = {
        "platform": persona.platform,
        "username": persona.handle,
        "platform_user_id": persona.account_id,
        "display_name": persona.display_name,
        "bio": persona.bio,
        "location": persona.location,
        "profile_link": persona.profile_link,
        "language": persona.language,
    }
    fields |= {name: _text(name, value) for name, value in columns.items() if value}
    return Record(id=str(persona.pk), **fields)
