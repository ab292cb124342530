"""From a record's cells to a checked row.

Bad cells are left out and told, a row without what it needs is left out and told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from crmsocial.constituents.models import SourceIdentity
from crmsocial.personas.platforms import handle_key

from .checks import Check
from .dictionary import ID, Entity
from .formats import Limits, Record
from .mapping import Mapping

#: compact and with sorted keys, so that equal values have equal text and equal hashes
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Problem(NamedTuple):
    """One bad cell or row, for the error file."""

    line: int
    column: str
    value: str
    reason: str
    dropped_row: bool


@dataclass(slots=True)
class Incoming:
    """A row ready to be loaded.

    ``values`` are dictionary fields and own columns; the rest are the keys it is known by.
    """

    line: int
    external_id: str
    values: dict[str, str]
    payload: str
    content_hash: bytes
    platform: str = ""
    account_id: str | None = None
    handle_key: str = ""


Finish = Callable[[Incoming, "RowBuilder"], Problem | None]


class RowBuilder:
    """Builds the rows of one file."""

    def __init__(self, mapping: Mapping, entity: Entity, limits: Limits) -> None:
        fields = entity.by_name()
        self.entity = entity
        self._cell = limits.cell
        self._id_column = next((c.name for c in mapping.columns if c.field == ID), "")
        self._plan: list[tuple[int, str, Check | None]] = [
            (c.index, c.field, fields[c.field].check if c.known else None)
            for c in mapping.columns
            if c.field is not None
        ]
        self._columns = {c.field: c.name for c in mapping.columns if c.field is not None}
        present = set(self._columns)
        self._whole = entity.whole
        self._required = [field.name for field in entity.fields if field.required and field.name in present]
        self._finish = _FINISH[entity.name]

    def column_of(self, field: str) -> str:
        """The file's name for the column of ``field``; the field's own where the file has none."""
        return self._columns.get(field, field)

    def build(self, record: Record) -> tuple[Incoming | None, list[Problem]]:
        """Check one record; returns the row (None if it must be left out) and what was wrong with it."""
        if record.problem:
            return None, [Problem(record.line, "", _clean(",".join(record.cells)), record.problem, True)]
        values, problems = self._cells(record)
        if problems and self._whole:
            return None, [problem._replace(dropped_row=True) for problem in problems]
        for name in self._required:
            if name not in values:
                if not any(problem.column == self._columns[name] for problem in problems):
                    problems.append(
                        Problem(record.line, self._columns[name], "", _("The cell is empty; a row needs it."), True)
                    )
                return None, [problem._replace(dropped_row=True) for problem in problems]
        row = self._row(record.line, values)
        problem = self._finish(row, self)
        if problem:
            return None, [*problems, problem]
        row.payload = _canonical(row.values)
        row.content_hash = hashlib.sha256(row.payload.encode()).digest()
        return row, problems

    def _cells(self, record: Record) -> tuple[dict[str, str], list[Problem]]:
        values: dict[str, str] = {}
        problems: list[Problem] = []
        cells, limit = record.cells, self._cell
        for index, field, check in self._plan:
            text = cells[index].strip()
            if not text:
                continue
            if len(text) > limit:
                reason = _("The cell is longer than %(limit)d characters; it was left out.") % {"limit": limit}
                problems.append(Problem(record.line, self._columns[field], text[:100], reason, False))
                continue
            if check is not None:
                try:
                    text = check(text)
                except ValueError as error:
                    problems.append(Problem(record.line, self._columns[field], _clean(text), str(error), False))
                    continue
            values[field] = text
        return values, problems

    def _row(self, line: int, values: dict[str, str]) -> Incoming:
        return Incoming(line, values.get(ID, ""), values, "", b"")


def _clean(text: str) -> str:
    """What of a bad value can be stored: no NUL, no undecoded bytes, 500 characters."""
    return text[:500].replace("\0", "␀").encode("utf-8", "replace").decode()


def _constituent(row: Incoming, builder: RowBuilder) -> Problem | None:
    del row.values[ID]
    if not row.values:
        return Problem(row.line, "", row.external_id, _("The row holds nothing but its id."), True)
    if row.external_id.startswith(SourceIdentity.BARE):
        reason = _("Ids that begin with “%(mark)s” stand for people who were erased. Give the row another id.")
        reason %= {"mark": SourceIdentity.BARE}
        return Problem(row.line, builder.column_of(ID), row.external_id, reason, True)
    return None


def _persona(row: Incoming, builder: RowBuilder) -> Problem | None:
    values = row.values
    row.platform = values["platform"]
    row.account_id = values.get("platform_user_id")
    row.handle_key = handle_key(values.get("username", ""))
    if not row.account_id and not row.handle_key:
        return Problem(
            row.line, builder.column_of("username"), "", _("The row names neither a handle nor an account id."), True
        )
    return None


def _interaction(row: Incoming, builder: RowBuilder) -> Problem | None:
    if "amount" in row.values and "currency" not in row.values:
        return Problem(row.line, builder.column_of("currency"), "", _("An amount needs its currency."), True)
    return None


def _consent(row: Incoming, builder: RowBuilder) -> Problem | None:
    values = row.values
    if ID not in values and not ("account" in values and "platform" in values):
        return Problem(
            row.line,
            builder.column_of(ID),
            "",
            _("The row names neither a constituent nor a platform and account."),
            True,
        )
    row.platform = values.get("platform", "")
    row.handle_key = handle_key(values.get("account", ""))
    return None


_FINISH: dict[str, Finish] = {
    "constituents": _constituent,
    "personas": _persona,
    "interactions": _interaction,
    "consents": _consent,
}
