"""Linking two files: a left side made ready, the right side chunk by chunk, candidates out as they come."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from .columns.frame import RecordFrame
from .columns.store import open_saved, save
from .memory import give_back, return_early
from .model import Model
from .pipeline import CHUNK, SAMPLE, Engine, chunks, spread_rows
from .ranking import ScoredColumns
from .readers import read_records, scan
from .records import Record
from .writers import LINK_COLUMNS, pair_table, write_tables

# What a right record and its pairs take on their way, in bytes, and the share of memory that they may have.
_BYTES_A_RECORD = 10_000
_SHARE_OF_CHUNKS = 4
_LEAST_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """How candidates are wanted: at most ``top`` a right record, of a probability of at least ``least``.

    The best one of each record stays in any case. ``model`` None is the one that ships; ``memory`` bounds bytes.
    """

    model: Model | None = None
    threads: int = 1
    top: int = 10
    least: float = 0.001
    memory: int | None = None

    @property
    def frozen(self) -> bool:
        """Whether the model is adapted already."""
        return self.model is not None and self.model.adapted

    def columns(self, engine: Engine, right: Iterable[RecordFrame]) -> Iterator[tuple[RecordFrame, ScoredColumns]]:
        """Yield the candidates of each chunk."""
        return engine.columns(right, top=self.top, min_probability=self.least, keep_best=True)


def link_files(left: Path, right: Path, out: Path, asked: Asked) -> dict[str, Any]:
    """Write the candidates of each right record and return what was done; raises InputError for files that are amiss.

    With ``asked.memory``, the left side lies in a file that is mapped, and the right side is read piece by piece.
    """
    people = [read_records(left)]
    accounts_first = bool(len(people[0])) and bool(people[0].persona_mask().all())
    if asked.memory is None or accounts_first:
        return _in_memory(people.pop(), read_records(right), out, asked, may_turn=accounts_first)
    return _piece_by_piece(people, right, out, asked)


def _in_memory(left: RecordFrame, right: RecordFrame, out: Path, asked: Asked, *, may_turn: bool) -> dict[str, Any]:
    turned = may_turn and not right.persona_mask().any()
    people, others = (right, left) if turned else (left, right)
    engine = Engine.prepare(
        people, model=asked.model, right_sample=() if asked.frozen else others, threads=asked.threads
    )
    tables = _tables(people.ids, asked.columns(engine, chunks(others)))
    rows = write_tables(out, _turned(tables, asked.top) if turned else tables)
    return {"left": len(left), "right": len(right), **_summary(engine, rows, left.ignored, right.ignored)}


def _piece_by_piece(held: list[RecordFrame], right: Path, out: Path, asked: Asked) -> dict[str, Any]:
    """Link with the one frame of ``held``, which is taken out, so that nobody keeps it in memory."""
    memory, left = asked.memory or 0, held.pop()
    return_early()
    size = max(min(CHUNK, memory // _SHARE_OF_CHUNKS // _BYTES_A_RECORD // asked.threads), _LEAST_CHUNK)
    count, ignored = len(left), left.ignored
    with tempfile.TemporaryDirectory(prefix=".crmsocial-link-", dir=out.parent) as folder:
        # The records themselves lie in a file first of all, so that they are not in memory beside what is made of them.
        save(Path(folder) / "records", left, {}, model_hash="")
        del left
        give_back()
        people = open_saved(Path(folder) / "records").frame
        sample = _sample(right)
        engine = Engine(people, asked.model or Model.default(), threads=asked.threads)
        del people
        engine = engine.put_away(sample, Path(folder) / "sides")
        give_back()
        if not asked.frozen:
            engine.adapt(sample)
        engine.save(Path(folder) / "left")
        del engine, sample
        give_back()
        opened = Engine.open(Path(folder) / "left", threads=asked.threads)
        read = _Read()
        rows = write_tables(out, _tables(opened.ids, asked.columns(opened, read.of(scan(right, size)))))
        return {"left": count, "right": read.records, **_summary(opened, rows, ignored, read.ignored)}


@dataclass(slots=True)
class _Read:
    """What was seen of a file while its records passed."""

    records: int = 0
    ignored: Sequence[str] = field(default=())

    def of(self, frames: Iterable[RecordFrame]) -> Iterator[RecordFrame]:
        for frame in frames:
            self.records += len(frame)
            self.ignored = frame.ignored
            yield frame


def _sample(path: Path) -> Sequence[Record]:
    """Return the records that a model is adapted to: those that a file read whole would give."""
    ids = pl.concat([frame.ids for frame in scan(path, CHUNK)])
    wanted = np.sort(spread_rows(ids, SAMPLE))
    found, seen = [], 0
    for frame in scan(path, CHUNK):
        here = wanted[(wanted >= seen) & (wanted < seen + len(frame))] - seen
        if len(here):
            found.append(frame.take(here))
        seen += len(frame)
    return RecordFrame.gather(found) if found else []


def _tables(ids: pl.Series, scored: Iterable[tuple[RecordFrame, ScoredColumns]]) -> Iterator[pl.DataFrame]:
    for chunk, found in scored:
        yield pair_table(
            ids.gather(found.left), chunk.ids.gather(found.right), found.probability, found.weight, found.rank
        )


def _turned(tables: Iterable[pl.DataFrame], top: int) -> Iterator[pl.DataFrame]:
    """Yield the pairs with their sides exchanged and ranked anew: an account still belongs to one person at most."""
    found = list(tables)
    if not found:
        return
    left, right, probability, weight, _ = LINK_COLUMNS
    pairs = pl.concat(found).rename({left: right, right: left}).select(LINK_COLUMNS)
    pairs = pairs.sort(right, probability, weight, left, descending=[False, True, True, False])
    ranks = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(right).alias("rank")
    yield pairs.with_columns(ranks).filter(pl.col("rank") <= top)


def _summary(engine: Engine, rows: int, left: Sequence[str], right: Sequence[str]) -> dict[str, Any]:
    model = engine.adapted_model()
    ignored = {side: list(names) for side, names in (("left", left), ("right", right)) if names}
    return {
        "compared": engine.report.compared,
        "candidates": rows,
        **({"ignored_columns": ignored} if ignored else {}),
        "model": model.version,
        "model_hash": model.hash,
        "blocking": engine.report.as_dict(),
    }
