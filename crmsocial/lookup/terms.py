"""Which terms find a constituent: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from . import words


class Kind(StrEnum):
    """What a term is; ``sound`` is a name by its sound."""

    NAME = "name"
    SOUND = "sound"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    SOURCE_ID = "source_id"


class Scrap(NamedTuple):
    """Something known of a constituent: attribute as profiles name it, or ``source_id``; persona id if from one."""

    attribute: str
    value: str
    persona_id: UUID | None = None


class Term(NamedTuple):
    """One row of the index: its normalised form, and how it is shown to explain a hit."""

    kind: Kind
    term: str
    shown: str
    persona_id: UUID | None = None


#: attributes of profiles that are searched; handles come as ``handle:<platform>``
NAMES = ("name", "other_name")
SEARCHED = (*NAMES, "email", "phone")


def terms_of(scraps: Iterable[Scrap], *, region: str) -> list[Term]:
    """The terms of one constituent, each once; ``region``: ISO country of phone numbers without a prefix."""
    found: dict[tuple[Kind, str, UUID | None], Term] = {}
    for scrap in scraps:
        for kind, form in _forms(scrap, region):
            if form:
                term = Term(kind, form, scrap.value[: words.LONGEST], scrap.persona_id)
                found.setdefault((kind, form, scrap.persona_id), term)
    return list(found.values())


def _forms(scrap: Scrap, region: str) -> Iterator[tuple[Kind, str]]:
    base = scrap.attribute.partition(":")[0]
    if base in NAMES:
        yield from ((Kind.NAME, form) for form in words.name_forms(scrap.value))
        yield Kind.SOUND, words.sound_form(scrap.value)
    elif base == Kind.EMAIL:
        yield Kind.EMAIL, words.email_form(scrap.value)
    elif base == Kind.PHONE:
        yield Kind.PHONE, words.phone_form(scrap.value, region)
    elif base == Kind.HANDLE:
        yield Kind.HANDLE, words.handle_form(scrap.value)
    elif base == Kind.SOURCE_ID:
        yield Kind.SOURCE_ID, words.source_id_form(scrap.value)
