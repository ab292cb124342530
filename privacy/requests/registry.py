"""What the apps above lend the requests desk, filled in their ``AppConfig.ready()``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from crmsocial.core.models import User

_LONGEST_NAME = 4
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?", re.UNICODE)


class FreeText(str):
    """Text that may speak of other people: what names them is taken out before it leaves."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """An id of somebody else, told as a number within the package only."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a section: plain JSON values, ``FreeText`` and ``OtherPerson`` among them.

    ``provided``: the person gave it, or it was observed of what they did with us, and it rests on consent or contract,
    so that it goes into what they may carry to somebody else (GDPR art. 20(1); WP 242 rev.01, part III).
    """

    values: Mapping[str, Any]
    provided: bool = False


Rows = Callable[[UUID], Iterable[Row | Mapping[str, Any]]]
NameFinder = Callable[[Collection[str], UUID], Collection[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is told about a person: rows for the constituent of today, read under ``upkeep``."""

    name: str
    label: str | Promise
    rows: Rows
    position: int = 50


@dataclass(frozen=True, slots=True)
class Correctable:
    """An attribute that can be corrected: what stands now, and whether it may hold several values."""

    name: str
    label: str
    values: tuple[str, ...]
    several: bool


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction that a request made."""

    id: UUID
    label: str
    value: str
    set_at: datetime
    ended_at: datetime | None


class Rectifier(Protocol):
    """Keeps the person's own values above what any source says."""

    def correctable(self, constituent_id: UUID) -> Sequence[Correctable]:
        """The attributes that may be corrected, in the order of the page."""

    def correct(
        self, *, constituent_id: UUID, attribute: str, values: Sequence[str], actor: User | None, request_id: UUID
    ) -> None:
        """Lock an attribute to these values. Raises InvalidInput for an unknown attribute or an empty value."""

    def of_request(self, request_id: UUID) -> Sequence[CorrectionView]:
        """What a request corrected, ended corrections included."""

    def end(self, *, correction_id: UUID, request_id: UUID, actor: User | None) -> None:
        """Let the sources speak again. Raises NotFound where the request made no such correction."""


_sections: dict[str, Section] = {}
_rectifiers: list[Rectifier] = []
_name_finders: list[NameFinder] = []


def register_section(name: str, rows: Rows, *, label: str | Promise = "", position: int = 50) -> None:
    """Add a section to what people are told about themselves; the same name again replaces it."""
    _sections[name] = Section(name, label or name, rows, position)


def sections() -> list[Section]:
    """All sections in their order."""
    return sorted(_sections.values(), key=lambda section: (section.position, section.name))


def set_rectifier(rectifier: Rectifier) -> None:
    """Lend what corrects values."""
    _rectifiers[:] = [rectifier]


def rectifier() -> Rectifier:
    """What corrects values. Raises RuntimeError where no app lent it."""
    if not _rectifiers:
        raise RuntimeError("No app lent the requests desk what corrects values.")
    return _rectifiers[0]


def set_name_finder(finder: NameFinder) -> None:
    """Lend what finds names of other constituents: texts and the person's id in, the names as they stand there out."""
    _name_finders[:] = [finder]


def phrases(text: str) -> Iterator[tuple[str, int, int]]:
    """What may be a name within a text: two to four words in a row, longest first from each; with start and end."""
    found = list(_WORD.finditer(text))
    for place, first in enumerate(found):
        for last in reversed(found[place + 1 : place + _LONGEST_NAME]):
            yield text[first.start() : last.end()], first.start(), last.end()


def names_of_others(texts: Collection[str], constituent_id: UUID) -> set[str]:
    """Names of other constituents within these texts."""
    return set(_name_finders[0](texts, constituent_id)) if _name_finders and texts else set()
