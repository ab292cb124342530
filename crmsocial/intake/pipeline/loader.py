"""One batch on its way, step by step: check a slice, or write a slice.

A lost step is repeated from where the rows say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from privacy.gate import purpose

from .. import endings
from ..dictionary import ENTITIES
from ..formats import Record, Table, open_table
from ..mapping import Mapping, recognise
from ..models import Batch, BatchState
from ..reading import from_json, to_json
from ..rows import RowBuilder
from . import merging, repeats, staging


@dataclass(frozen=True, slots=True)
class Step:
    """How far the batch is. Every row is checked and then written, so ``total`` is twice the rows."""

    done: int
    total: int
    finished: bool
    message: str


class Loader:
    """Carries the open file from one step to the next. Make a new one after a failure."""

    def __init__(self, batch: Batch, path: Path) -> None:
        self._batch_id: UUID = batch.pk
        self._table = from_json(path, batch.reading) if batch.reading else self._inspect(batch, path)
        self._builder = RowBuilder(self._mapping(batch), ENTITIES[batch.entity], self._table.limits)
        self._records: Iterator[Record] | None = None

    @staticmethod
    def _inspect(batch: Batch, path: Path) -> Table:
        """Read all of the file once: what is wrong with it as a whole is known before its first row is stored."""
        table = open_table(path, name=batch.file_name)
        mapping = recognise(table.header, ENTITIES[batch.entity], batch.overrides)
        batch.reading, batch.mapping, batch.rows_expected = to_json(table), mapping.as_json(), table.estimated_rows
        batch.save(update_fields=["reading", "mapping", "rows_expected"])
        return table

    def _mapping(self, batch: Batch) -> Mapping:
        return recognise(self._table.header, ENTITIES[batch.entity], batch.overrides)

    def step(self) -> Step:
        """Do the next slice in a transaction of its own, or in the caller's.

        Raises FileRefused where the file is damaged.
        """
        with purpose("intake", reason="loading a file"):
            batch = Batch.objects.select_for_update().get(pk=self._batch_id)
            if batch.state != BatchState.LOADING:
                return _tell(batch, finished=True)
            if batch.merged_line is None:
                return self._check(batch)
            if not merging.merge(batch):
                return _tell(batch, finished=False)
            endings.conclude(batch)
            return _tell(batch, finished=True)

    def _check(self, batch: Batch) -> Step:
        if self._records is None:
            self._records = islice(self._table.records(), batch.rows_read, None)
        if not staging.stage(batch, self._records, self._builder):
            return _tell(batch, finished=False)
        waiting = repeats.settle(batch, self._builder)
        if not waiting and not batch.rows_suppressed:
            endings.fail(
                batch,
                _("None of the %(count)d rows can be loaded; the list of errors says why.")
                % {"count": batch.rows_read},
            )
            return _tell(batch, finished=True)
        batch.rows_expected = batch.rows_read
        batch.merged_line = 0
        batch.save(update_fields=["rows_expected", "merged_line"])
        return _tell(batch, finished=False)


def _tell(batch: Batch, *, finished: bool) -> Step:
    written = batch.rows_added + batch.rows_changed + batch.rows_unchanged
    expected = max(batch.rows_expected, batch.rows_read)
    if finished:
        return Step(2 * expected, 2 * expected, True, batch.message)
    message = _("Checking rows") if batch.merged_line is None else _("Writing rows")
    return Step(batch.rows_read + written, 2 * expected, False, message)
