"""Records of one side as columns of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar, overload

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from ..records import Record
from .codes import encode
from .strings import Codes

T = TypeVar("T")
FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Record))
_BATCH = 10_000


class RecordFrame(Sequence[Record]):
    """The records of one side, in order; a column per field that any record fills, null where one does not say.

    It is a sequence of ``Record`` for whoever looks at single ones; whoever looks at all of them takes columns.
    ``ignored`` names columns of the source that are no fields of a record. Frames do not change.
    """

    __slots__ = ("_made", "_table", "ignored")

    def __init__(self, table: pl.DataFrame, ignored: Sequence[str] = ()) -> None:
        """Hold ``table``: string columns named as the fields of Record, ``id`` among them and filled; no empty text."""
        kept = [n for n in FIELDS if n in table.columns and (n == "id" or table[n].null_count() < len(table))]
        self._table = table.select(kept)
        self.ignored = tuple(ignored)
        self._made: dict[Callable[[RecordFrame], Any], Any] = {}

    @classmethod
    def of(cls, records: Sequence[Record]) -> RecordFrame:
        """Return ``records`` as columns, and a frame as it is. Raises InputError where an id is no text."""
        if isinstance(records, RecordFrame):
            return records
        for record in records:
            if not _is_text(record.id):
                raise InputError(f"the id {record.id!r} holds half a character (a lone surrogate); give it another id")
        filled = [n for n in FIELDS if n == "id" or any(getattr(r, n) for r in records)]
        return cls(pl.DataFrame([_column(n, records) for n in filled]))

    @classmethod
    def gather(cls, frames: Iterable[RecordFrame]) -> RecordFrame:
        """Return the records of ``frames`` one after the other; what the first of them ignored stays said."""
        listed = list(frames)
        if len(listed) < 2:
            return listed[0] if listed else cls.of([])
        tables, sizes, ignored = [f.table for f in listed], [len(f) for f in listed], listed[0].ignored
        del listed
        columns: list[pl.Series] = []
        for name in FIELDS:
            if any(name in t.columns for t in tables):
                pieces = [
                    t[name] if name in t.columns else pl.Series(name, [None], pl.String).new_from_index(0, size)
                    for t, size in zip(tables, sizes, strict=True)
                ]
                # Column by column, letting go of what is in the whole already: both at once would be twice the memory.
                tables = [t.drop(name, strict=False) if len(t.columns) > 1 else t for t in tables]
                columns.append(pl.concat(pieces).rechunk())
        return cls(pl.DataFrame(columns), ignored)

    @property
    def table(self) -> pl.DataFrame:
        """All columns that say anything."""
        return self._table

    @property
    def ids(self) -> pl.Series:
        """The ids, never null."""
        return self.table["id"]

    @property
    def groups(self) -> pl.Series | None:
        """What each record belongs to, null where it stands alone; None where all do."""
        return self.column("group")

    def once(self, make: Callable[[RecordFrame], T]) -> T:
        """Return ``make(self)``, made when it is first asked for and kept; for columns that several consumers read."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def column(self, name: str) -> pl.Series | None:
        """Return the values of a field, or None where no record fills it."""
        return self.table[name] if name in self.table.columns else None

    def keys(self) -> Codes:
        """Return a number per record for what competition counts once: its group, or else itself (ids being unique)."""
        groups = self.groups
        if groups is None:
            return np.arange(len(self), dtype=np.int32)
        return encode(self.table.select(pl.coalesce("group", "id")).to_series())[0]

    def persona_mask(self) -> NDArray[np.bool_]:
        """Return which records are accounts (``Record.is_persona``)."""

        def filled(*names: str) -> NDArray[np.bool_]:
            found = np.zeros(len(self), dtype=bool)
            for name in names:
                if (column := self.column(name)) is not None:
                    found |= column.is_not_null().to_numpy()
            return found

        return filled("username", "display_name", "bio") & ~filled("given_name", "family_name")

    def doubled_id(self) -> str | None:
        """Return the first id that occurs twice, or None."""
        again = ~self.ids.is_first_distinct()
        return str(self.ids.filter(again)[0]) if again.any() else None

    def take(self, rows: ArrayLike) -> RecordFrame:
        """Return the records of ``rows`` (numbers) in that order."""
        return RecordFrame(self.table[np.asarray(rows, dtype=np.int64)], self.ignored)

    def filter(self, mask: NDArray[np.bool_]) -> RecordFrame:
        """Return the records where ``mask`` is true."""
        return RecordFrame(self.table.filter(pl.Series(mask)), self.ignored)

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, row: int) -> Record: ...
    @overload
    def __getitem__(self, row: slice) -> RecordFrame: ...
    def __getitem__(self, row: int | slice) -> Record | RecordFrame:
        if isinstance(row, slice):
            return RecordFrame(self.table[row], self.ignored)
        place = row + len(self) if row < 0 else row
        if not 0 <= place < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return Record(**self.table.row(int(place), named=True))

    def __iter__(self) -> Iterator[Record]:
        order = [n for n in FIELDS if n in self.table.columns]
        whole = [order.index(n) if n in order else len(order) for n in FIELDS]
        for batch in self.table.select(order).iter_slices(_BATCH):
            for row in batch.iter_rows():
                padded = (*row, None)
                yield Record(*[padded[i] for i in whole])


def _is_text(value: str) -> bool:
    """Whether ``value`` can be written as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _column(name: str, records: Sequence[Record]) -> pl.Series:
    """Return one field of all records; half characters become U+FFFD, which no reader of values takes for a letter."""
    values = [getattr(r, name) or None for r in records]
    try:
        return pl.Series(name, values, dtype=pl.String)
    except UnicodeEncodeError:
        whole = (v and v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values)
        return pl.Series(name, list(whole), dtype=pl.String)
