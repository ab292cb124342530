"""What changed between two versions of a notice, and which consents it asks for again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis

from ..models import Category, Purpose
from .disclosures import FIELDS, Told, read, told

NEW_USE, NEW_RECIPIENT, NEWLY_EXCHANGED = "new_use", "new_recipient", "newly_exchanged"
REASONS: dict[str, Promise] = {
    NEW_USE: _("a use that people were not told of before"),
    NEW_RECIPIENT: _("a new recipient"),
    NEWLY_EXCHANGED: _("it is now exchanged for something of value"),
}
_COMPARED = ("collected", "bases", "recipients", "exchanged_for_value", "retention_days")
_FIELD_OF = {"bases": "basis"}
#: Words, what stands between them, and line ends, so that a change is marked by word and a paragraph stays one.
_TOKENS = re.compile(r"\w+|\n+|[^\w\n]+")

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table that is not as it was: ``old`` or ``new`` is missing where it was added or removed."""

    old: Told | None
    new: Told | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def line(self) -> Told:
        """The line as it stands, or as it stood."""
        line = self.new or self.old
        assert line is not None
        return line

    @property
    def field_labels(self) -> list[str]:
        """What changed in the line, in words."""
        return [str(FIELDS[_FIELD_OF.get(name, name)]) for name in self.fields]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A use for which a consent under the old version no longer speaks, and why."""

    category: str
    purpose: str
    reason: str
    recipients: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Why, in words."""
        why = str(REASONS[self.reason])
        return f"{why}: {', '.join(self.recipients)}" if self.recipients else why

    @property
    def use_label(self) -> str:
        """What it is about, in words."""
        return f"{Purpose(self.purpose).label} ({Category(self.category).label})"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both versions have, or only the new one (``added``) or the old one (``removed``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two versions differ in."""

    title: list[Piece] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    asks: list[AskAgain] = field(default_factory=list)

    @property
    def same_text(self) -> bool:
        """Whether title and body are as they were."""
        return all(piece.kind == "same" for piece in (*self.title, *self.body))


def between(*, old_title: str, old_body: str, old_rows: Rows, title: str, body: str, rows: Rows) -> Difference:
    """Compare the old version's title, text and rows with the new one's."""
    old, new = list(old_rows), list(rows)
    return Difference(
        title=text(old_title, title), body=text(old_body, body), changes=lines(old, new), asks=asks_again(old, new)
    )


def text(old: str, new: str) -> list[Piece]:
    """Both texts as one, with what was taken out and what was put in; the pieces of the new one give it back whole."""
    before, after = _TOKENS.findall(old.replace("\r\n", "\n")), _TOKENS.findall(new.replace("\r\n", "\n"))
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", "".join(before[i:j])))
        if k < m:
            pieces.append(Piece("added", "".join(after[k:m])))
    return pieces


def lines(old: Rows, new: Rows) -> list[Change]:
    """Lines added, changed and removed, in the new version's order and then the old one's."""
    before = {one.key: one for one in told(old)}
    after = {one.key: one for one in told(new)}
    changes = []
    for key, line in after.items():
        former = before.get(key)
        fields = tuple(name for name in _COMPARED if former and _plain(former, name) != _plain(line, name))
        if former is None or fields:
            changes.append(Change(former, line, fields))
    return changes + [Change(line, None) for key, line in before.items() if key not in after]


def _plain(line: Told, name: str) -> Any:
    value = getattr(line, name)
    return frozenset(value) if isinstance(value, tuple) else value


@dataclass(slots=True)
class _Use:
    recipients: dict[str, None] = field(default_factory=dict)
    exchanged: bool = False


def _uses(rows: Rows) -> dict[tuple[str, str], _Use]:
    """By category and purpose: what people who consent are told, whichever source it is from."""
    uses: dict[tuple[str, str], _Use] = {}
    for row in read(rows):
        if row.collected and row.basis == Basis.CONSENT:
            use = uses.setdefault(row.use, _Use())
            use.recipients |= dict.fromkeys(row.recipients)
            use.exchanged |= row.exchanged_for_value
    return uses


def asks_again(old: Rows, new: Rows) -> list[AskAgain]:
    """Uses on consent that the old version did not tell of, or not of all who receive the data, or not of the exchange.

    A consent is specific and informed (GDPR art. 4(11)): it speaks only for what the person was told.
    """
    before, asks = _uses(old), []
    for (category, purpose), use in _uses(new).items():
        former = before.get((category, purpose))
        if former is None:
            asks.append(AskAgain(category, purpose, NEW_USE))
            continue
        strangers = tuple(name for name in use.recipients if name not in former.recipients)
        if strangers:
            asks.append(AskAgain(category, purpose, NEW_RECIPIENT, strangers))
        if use.exchanged and not former.exchanged:
            asks.append(AskAgain(category, purpose, NEWLY_EXCHANGED))
    return asks
