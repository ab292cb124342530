"""Which column of a file is which field: recognised by name, or as a map says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .dictionary import ID, Entity, normalised
from .formats import FileRefused

#: bundled maps, each a JSON file that a person can read
MAPS = Path(__file__).parent / "maps"
#: fields of one's own begin like this, so that a misspelt field name is an error and not a new field
OWN_PREFIX = "x_"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Where it stands, its name in the file, the name its values are kept under (None: left out), and whether the
    dictionary knows that name.
    """

    index: int
    name: str
    field: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a file, in its order."""

    columns: tuple[Column, ...]

    @property
    def unknown(self) -> list[str]:
        """Columns kept under their own name because no field is known by it."""
        return [column.name for column in self.columns if column.field and not column.known]

    @property
    def left_out(self) -> list[str]:
        """Columns that the map says not to load."""
        return [column.name for column in self.columns if column.field is None]

    @staticmethod
    def unknown_of(applied: Iterable[AbstractMapping[str, Any]]) -> list[str]:
        """The same of a mapping as a batch keeps it."""
        return [entry["column"] for entry in applied if entry["field"] and not entry["known"]]

    def as_json(self) -> list[dict[str, Any]]:
        """For the batch row; order matters, so a list."""
        return [{"column": c.name, "field": c.field, "known": c.known} for c in self.columns]


def read_map(name_or_file: str) -> dict[str, str | None]:
    """Read a map: the path of a JSON object {column: field or null}, or the name of a bundled one.

    Raises FileRefused.
    """
    bundled = MAPS / f"{name_or_file}.json"
    path = bundled if name_or_file.isidentifier() and bundled.is_file() else Path(name_or_file)
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        known = ", ".join(sorted(file.stem for file in MAPS.glob("*.json"))) or _("none")
        raise FileRefused(
            _("There is no map %(map)s, neither a file nor one of: %(known)s.") % {"map": name_or_file, "known": known}
        ) from error
    except ValueError as error:
        raise FileRefused(_("The map %(map)s is not JSON: %(reason)s.") % {"map": path, "reason": error}) from error
    if not isinstance(content, dict) or not all(value is None or isinstance(value, str) for value in content.values()):
        raise FileRefused(
            _("The map %(map)s must be a JSON object of column: field, with null for a column to leave out.")
            % {"map": path}
        )
    return content


def recognise(
    header: tuple[str, ...], entity: Entity, overrides: AbstractMapping[str, str | None] | None = None
) -> Mapping:
    """Map ``header`` to the fields of ``entity``; ``overrides`` go before recognition by name.

    Where several columns mean one field the first has it and the others keep their own names. Raises FileRefused when a
    needed column is missing or the overrides name columns or fields that do not exist.
    """
    wanted = _checked(overrides or {}, header, entity)
    by_column = entity.by_column()
    taken = {field for field in wanted.values() if field}
    columns: list[Column] = []
    for index, name in enumerate(header):
        if name in wanted:
            field = wanted[name]
            columns.append(Column(index, name, field, field is not None and not field.startswith(OWN_PREFIX)))
            continue
        known = by_column.get(normalised(name))
        if known and known.name not in taken:
            taken.add(known.name)
            columns.append(Column(index, name, known.name, True))
        else:
            columns.append(Column(index, name, name, False))
    columns = _with_first_as_id(columns, entity, taken)
    _require(columns, entity)
    return Mapping(tuple(_beside_fields(column, entity) for column in columns))


def _checked(
    overrides: AbstractMapping[str, str | None], header: tuple[str, ...], entity: Entity
) -> dict[str, str | None]:
    fields = entity.by_name()
    for column, field in overrides.items():
        if column not in header:
            raise FileRefused(
                _("The map names the column “%(column)s”, which the file does not have.") % {"column": column}
            )
        if field and field not in fields and not field.startswith(OWN_PREFIX):
            raise FileRefused(
                _(
                    "The map sends “%(column)s” to “%(field)s”, which is no field. Fields: %(fields)s; "
                    "a name of your own begins with x_."
                )
                % {"column": column, "field": field, "fields": ", ".join(fields)}
            )
    chosen = [field for field in overrides.values() if field]
    for field in chosen:
        if chosen.count(field) > 1:
            raise FileRefused(_("The map sends two columns to “%(field)s”.") % {"field": field})
    return dict(overrides)


def _with_first_as_id(columns: list[Column], entity: Entity, taken: set[str]) -> list[Column]:
    if ID in taken or not entity.first_column_is_id:
        return columns
    first = columns[0]
    if first.known:
        raise FileRefused(
            _(
                "No column says what the source calls each row, and the first one is “%(column)s”. "
                "Name a column id, or map one to external_id."
            )
            % {"column": first.name}
        )
    return [Column(0, first.name, ID, True), *columns[1:]]


def _require(columns: list[Column], entity: Entity) -> None:
    present = {column.field for column in columns if column.known}
    for alternatives in entity.needs:
        if not alternatives & present:
            raise FileRefused(
                _("The file has no column for %(fields)s. Its columns are: %(columns)s. Rename one, or map it.")
                % {
                    "fields": _(" or ").join(sorted(alternatives)),
                    "columns": ", ".join(column.name for column in columns),
                }
            )


def _beside_fields(column: Column, entity: Entity) -> Column:
    """An unknown column must not pass for a field of the same name, so its name is kept apart."""
    if column.known or column.field is None or column.field not in entity.by_name():
        return column
    return Column(column.index, column.name, f"{OWN_PREFIX}{column.field}", False)
