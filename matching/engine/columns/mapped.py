"""Records of a saved left side: single ones are read where they lie in memory, whole columns only when asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import overload

import polars as pl

from ..records import Record
from .frame import RecordFrame
from .strings import Strings


class MappedFrame(RecordFrame):
    """A frame over ``texts``, the columns by name (empty text says nothing), and an Arrow file of the same columns.

    ``texts`` may be mapped from a file, and so in memory once for many processes. A column taken whole is this
    process's own.
    """

    def __init__(self, texts: dict[str, Strings], arrow: Path) -> None:
        super().__init__(pl.DataFrame(schema={"id": pl.String}))
        self._texts = texts
        self._arrow = arrow

    def show(self, texts: dict[str, Strings]) -> None:
        """Take the columns in, which are mapped after the frame that they belong to."""
        self._texts = texts

    @cached_property
    def table(self) -> pl.DataFrame:
        """All columns that say anything."""
        return pl.read_ipc(self._arrow)

    @cached_property
    def ids(self) -> pl.Series:
        """The ids, never null."""
        return pl.read_ipc(self._arrow, columns=["id"])["id"].rechunk()

    def column(self, name: str) -> pl.Series | None:
        """Return the values of a field, or None where no record fills it."""
        if name not in self._texts:
            return None
        return self.ids if name == "id" else pl.read_ipc(self._arrow, columns=[name])[name].rechunk()

    def __len__(self) -> int:
        return len(self._texts["id"])

    @overload
    def __getitem__(self, row: int) -> Record: ...
    @overload
    def __getitem__(self, row: slice) -> RecordFrame: ...
    def __getitem__(self, row: int | slice) -> Record | RecordFrame:
        if isinstance(row, slice):
            return super().__getitem__(row)
        place = row + len(self) if row < 0 else row
        if not 0 <= place < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return Record(**{name: text for name, texts in self._texts.items() if (text := texts[int(place)])})


def texts_of(frame: RecordFrame) -> dict[str, Strings]:
    """Return the columns of a frame for mapping."""
    if isinstance(frame, MappedFrame):
        return frame._texts
    return {column.name: Strings.of_series(column) for column in frame.table.get_columns()}
