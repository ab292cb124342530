"""From records to scored pairs, chunk by chunk of the right side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .adapt import adapt_persona, adapt_records, random_rows
from .calibrate import calibrate, probability
from .columns.frame import RecordFrame
from .columns.store import open_saved, save
from .columns.strings import Strings
from .compare.base import Rows
from .errors import InputError
from .evidence import Evidence, Scored
from .flow import in_order
from .frequencies import Frequencies, count
from .join import Index, JoinReport
from .model import Model
from .ranking import ScoredColumns, places_within, rank
from .records import Record
from .score import pattern_text
from .sides import Compared, PersonaSide, RecordSide
from .tell import tell

Floats = NDArray[np.float64]
SAMPLE = 1000
# Right records compared at once: bounds memory, feeds threads, and changes no result.
CHUNK = 25_000
# What is made of the left side once, and kept with it when it is saved.
_KEPT = ("_index", "_persona_side", "_record_side", "_ids")


class Pairs(Protocol):
    """What finds candidates: ``join.Index``, or another that finds the same."""

    def pairs(self, right: Sequence[Record], report: JoinReport | None = None) -> tuple[Rows, Rows]:
        """Return the distinct candidate pairs as (left rows, right rows), sorted by right row, then left."""


class Engine:
    """A prepared left side. Equal left records and an equal model score equally, in any process and any chunk."""

    def __init__(self, left: Sequence[Record], model: Model, *, threads: int = 1, index: Pairs | None = None) -> None:
        """Hold ``left`` under ``model``; ``index`` stands for the keys of a left side that is kept elsewhere.

        Raises InputError where two left records have one id.
        """
        self._left = RecordFrame.of(left)
        check_ids(self._left, "left")
        self._threads = threads
        as_of = model.as_of or datetime.now(UTC).year
        frequencies = model.frequencies or count(self._left, as_of)
        self._model = replace(model, as_of=as_of, frequencies=frequencies)
        self._groups: Rows = self._left.keys().astype(np.int64)
        self._given_index = index
        self._making = Lock()
        self.report = JoinReport()

    @classmethod
    def prepare(
        cls,
        left: Iterable[Record],
        *,
        model: Model | None = None,
        right_sample: Iterable[Record] = (),
        threads: int = 1,
    ) -> Engine:
        """Index the left side; with ``right_sample``, adapt the model to it by EM. Deterministic.

        Raises InputError where two left records have one id. ``threads`` changes no result.
        """
        engine = cls(_listed(left), model or Model.default(), threads=threads)
        engine.adapt(_listed(right_sample))
        return engine

    def put_away(self, right_sample: Sequence[Record], folder: str | Path) -> Engine:
        """Make what compares records such as the sample, and return the same engine with it in a file.

        So it is not in memory beside what comes next, the keys. Raises InputError where the folder cannot be written.
        """
        self._sides(RecordFrame.of(right_sample))
        self.save(folder)
        return Engine.open(folder, threads=self._threads)

    def adapt(self, right_sample: Sequence[Record]) -> None:
        """Adapt the model to a sample of right records, as ``prepare`` does."""
        given = RecordFrame.of(right_sample)
        if len(given):
            self._adapt(given.take(spread_rows(given.ids, SAMPLE)))

    def save(self, folder: str | Path) -> str:
        """Write the prepared left side, so that other processes share it in memory; return a hash over its content.

        What has not been asked for (accounts, or people's records, on the right) is made on opening when it is.
        Raises InputError where the folder cannot be written.
        """
        made = {name: getattr(self, name) for name in _KEPT if name in vars(self)}
        return save(
            folder, self._left, {**made, "groups": self._groups, "model": self._model}, model_hash=self._model.hash
        )

    @classmethod
    def open(cls, folder: str | Path, *, threads: int = 1, verify: bool = False) -> Engine:
        """Open what ``save`` wrote; with ``verify``, hold it against its hash first.

        Raises InputError where the folder is not whole or of another engine.
        """
        saved = open_saved(folder, verify=verify)
        engine = cls.__new__(cls)
        engine._left, engine._threads, engine._given_index = saved.frame, threads, None
        engine._model, engine._groups = saved.parts.pop("model"), saved.parts.pop("groups")
        engine._making, engine.report = Lock(), JoinReport()
        vars(engine).update(saved.parts)
        return engine

    @property
    def ids(self) -> pl.Series:
        """The ids of the left records."""
        return self._left.ids

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return those of the left records that are asked for, by id."""
        rows = self._left.ids.is_in(list(ids)).arg_true().to_list()
        return {record.id: record for record in (self._left[row] for row in rows)}

    def adapted_model(self) -> Model:
        """Return the frozen model; ``prepare`` of the same left side with it scores identically, in any process."""
        return self._model

    def score(self, right: Sequence[Record], *, top: int = 10, min_probability: float = 0.001) -> list[Scored]:
        """Score right records against all of the left side: best first within each, in their order.

        Competition runs among a right record's candidates, so nothing depends on what else is in the chunk. Ties in
        probability and weight are broken by left id. Raises InputError where two right records have one id.
        """
        frame = RecordFrame.of(_listed(right))
        check_ids(frame, "right")

        def told(chunk: RecordFrame) -> list[Scored]:
            found: list[tuple[int, Scored]] = []
            for rows, side, part in self._parts(chunk, top, min_probability, keep_best=False):
                found.extend(
                    (int(rows[part.right[i]]), self._scored(side, chunk, rows, part, i)) for i in range(len(part))
                )
            found.sort(key=lambda pair: (pair[0], pair[1].rank))
            return [scored for _, scored in found]

        return [scored for chunk in in_order(told, chunks(frame), self._threads) for scored in chunk]

    def columns(
        self, right: Iterable[RecordFrame], *, top: int = 10, min_probability: float = 0.001, keep_best: bool = False
    ) -> Iterator[tuple[RecordFrame, ScoredColumns]]:
        """Yield each chunk of right records with its candidates as arrays, in order.

        With ``keep_best``, the best candidate of a right record stays whatever its probability. Ids are not checked.
        """

        def scored(chunk: RecordFrame) -> tuple[RecordFrame, ScoredColumns]:
            parts = self._parts(chunk, top, min_probability, keep_best=keep_best)
            return chunk, ScoredColumns.merged([part.moved(rows) for rows, _, part in parts])

        yield from in_order(scored, right, self._threads)

    @cached_property
    def _index(self) -> Pairs:
        return self._given_index or Index(self._left, total=self._frequencies.total, threads=self._threads)

    @cached_property
    def _persona_side(self) -> PersonaSide:
        return PersonaSide(self._left, self._model, self._frequencies)

    @cached_property
    def _record_side(self) -> RecordSide:
        return RecordSide(self._left, self._model, self._frequencies, 1)

    @cached_property
    def _ids(self) -> Strings:
        return Strings.of_series(self._left.ids)

    @property
    def _frequencies(self) -> Frequencies:
        return self._model.frequencies or Frequencies()

    def _sides(self, right: RecordFrame) -> list[tuple[Rows, RecordFrame, PersonaSide | RecordSide]]:
        """Return the accounts and the people among right records: their rows, themselves, and how they compare."""
        accounts = right.persona_mask()
        sides: list[tuple[Rows, RecordFrame, PersonaSide | RecordSide]] = []
        # One thread makes a side ready, and others wait for it.
        with self._making:
            if accounts.any():
                sides.append((np.flatnonzero(accounts), _only(right, accounts), self._persona_side))
            if not accounts.all():
                sides.append((np.flatnonzero(~accounts), _only(right, ~accounts), self._record_side))
        return sides

    def _parts(
        self, right: RecordFrame, top: int, least: float, *, keep_best: bool
    ) -> list[tuple[Rows, PersonaSide | RecordSide, ScoredColumns]]:
        parts: list[tuple[Rows, PersonaSide | RecordSide, ScoredColumns]] = []
        for rows, chunk, side in self._sides(right):
            report = JoinReport()
            li, ri = self._index.pairs(chunk, report)
            compared = side.compare(chunk, li, ri)
            parts.append(
                (
                    rows,
                    side,
                    rank(
                        compared,
                        self._groups,
                        self._ids,
                        self._model.calibration,
                        top=top,
                        least=least,
                        keep_best=keep_best,
                    ),
                )
            )
            with self._making:
                self.report.take(report)
        return parts

    def _scored(
        self, side: PersonaSide | RecordSide, chunk: RecordFrame, rows: Rows, part: ScoredColumns, i: int
    ) -> Scored:
        left, right = self._left[int(part.left[i])], chunk[int(rows[part.right[i]])]
        levels = tuple(part.levels[i].tolist())
        weight, odds, final = float(part.weight[i]), float(part.odds[i]), float(part.final[i])
        terms = (side.prior(), float(part.rarity[i]), weight, odds, final)
        tables, families = side.bits(), side.families

        def evidence() -> list[Evidence]:
            return tell(left, right, families, tables, levels, terms)

        return Scored(
            left.id, right.id, float(part.probability[i]), weight, int(part.rank[i]), pattern_text(levels), evidence
        )

    def _adapt(self, sample: RecordFrame) -> None:
        for _, chunk, side in self._sides(sample):
            li, ri = self._index.pairs(chunk)
            if isinstance(side, PersonaSide):
                self._model = adapt_persona(self._model, side.compare(chunk, li, ri), self._groups, len(chunk))
            else:
                levels, pairs = side.levels(chunk, li, ri), len(self._left) * len(chunk)
                self._model = learn_records(self._model, side, self._left, chunk, levels, pairs)
        self._model = replace(self._model, adapted=True)
        for _, _, side in self._sides(sample):
            side.use(self._model)


def chunks(right: RecordFrame) -> Iterator[RecordFrame]:
    """Yield the records in pieces that are compared at once."""
    return (right[at : at + CHUNK] for at in range(0, len(right), CHUNK))


def _only(right: RecordFrame, mask: NDArray[np.bool_]) -> RecordFrame:
    """Return the records of ``mask``; a frame that has no others as it is, with the columns made of it."""
    return right if mask.all() else right.filter(mask)


def _listed(records: Iterable[Record]) -> Sequence[Record]:
    return records if isinstance(records, RecordFrame) else list(records)


def learn_records(
    model: Model,
    side: RecordSide,
    left: Sequence[Record],
    right: Sequence[Record],
    levels: NDArray[np.uint8],
    all_pairs: int,
) -> Model:
    """Return the model with m, u and rate learned from the ``levels`` of candidate pairs, and from random pairs."""
    same = left is right
    chance = side.levels(right, *random_rows(len(left), len(right), same=same))
    return adapt_records(model, side.families, levels, chance, all_pairs)


def check_ids(records: RecordFrame, side: str) -> None:
    """Raise InputError where an id is empty or occurs twice."""
    if (records.ids == "").any():
        raise InputError(f"a {side} record has no id")
    if (doubled := records.doubled_id()) is not None:
        raise InputError(f"{side} id {doubled!r} occurs twice")


def spread_rows(ids: pl.Series, most: int) -> Rows:
    """Return at most ``most`` row numbers, evenly spread in order of id, so that row order does not matter."""
    order: Rows = ids.arg_sort().to_numpy().astype(np.int64)
    return order if len(order) <= most else order[np.arange(most) * len(order) // most]


def dedupe(
    records: Iterable[Record], *, model: Model | None = None, min_probability: float = 0.01, threads: int = 1
) -> list[Scored]:
    """Score pairs within one file, each pair once (the smaller id left), best first.

    A record may have any number of doubles, so pairs do not compete; ``rank`` counts within the right record.
    Raises InputError where two records have one id.
    """
    return find_doubles(records, model=model, min_probability=min_probability, threads=threads)[0]


def find_doubles(
    records: Iterable[Record], *, model: Model | None = None, min_probability: float = 0.01, threads: int = 1
) -> tuple[list[Scored], Model]:
    """Return what ``dedupe`` does, and the model as adapted to these records."""
    frame = RecordFrame.of(_listed(records))
    listed = frame.take(frame.ids.arg_sort().to_numpy())
    engine = Engine(listed, model or Model.default(), threads=threads)
    side = engine._record_side
    li, ri = engine._index.pairs(listed, engine.report)
    li, ri = _each_once(li, ri)
    levels, beside = side.read(listed, li, ri)
    if not engine._model.adapted:
        engine._model = learn_records(engine._model, side, listed, listed, levels, len(listed) * (len(listed) - 1) // 2)
        side.use(engine._model)
    found = _dedupe_scored(engine, side, listed, side.compared(li, ri, levels, beside), min_probability)
    return found, engine._model


def _each_once(li: Rows, ri: Rows) -> tuple[Rows, Rows]:
    """Return the pairs of different rows with the smaller row left, whichever way round they met."""
    low, high = np.minimum(li, ri), np.maximum(li, ri)
    size = int(high.max(initial=0)) + 1
    packed = np.unique(high[low < high] * size + low[low < high])
    return packed % size, packed // size


def _dedupe_scored(
    engine: Engine, side: RecordSide, listed: RecordFrame, compared: Compared, least: float
) -> list[Scored]:
    final: Floats = calibrate(compared.weight, engine._model.calibration)
    chances = probability(final)
    kept = np.flatnonzero(chances >= least)
    order = kept[np.lexsort((compared.li[kept], compared.ri[kept], -compared.weight[kept]))]
    li, ri, weight = compared.li[order], compared.ri[order], compared.weight[order]
    levels, rarity = compared.levels[order], compared.rarity[order]
    part = ScoredColumns(li, ri, chances[order], weight, places_within(ri), weight, final[order], levels, rarity)
    rows = np.arange(len(listed))
    return [engine._scored(side, listed, rows, part, i) for i in range(len(part))]
