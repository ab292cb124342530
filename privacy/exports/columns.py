"""The columns of exports, lent by the apps that know the values, in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

#: Constituent ids in, their values as the open purpose shows them out; several are one text.
Read = Callable[[Collection[UUID]], Mapping[UUID, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``code`` heads it in the file, ``label`` names it on the page."""

    code: str
    label: str | Promise
    read: Read


_columns: dict[str, Column] = {}


def register(column: Column) -> None:
    """Lend a column. Raises ValueError when another one has its code."""
    if _columns.setdefault(column.code, column) != column:
        raise ValueError(f"Two columns of exports are called {column.code}.")


def columns() -> list[Column]:
    """All columns, in the order in which they were lent."""
    return list(_columns.values())


def column(code: str) -> Column | None:
    """The column of that code; None where no app lends it any more."""
    return _columns.get(code)
