"""Prepared engines of this process: built beside the work, kept for the chunks of one run.

Building takes longer than one call of a handler may when there are many constituents. So it goes on in a thread, and a
call that finds it unfinished returns its job to the queue.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from uuid import UUID

from . import freezing
from .engine.api import Engine, Model, Record
from .models import MatchRun
from .records import left_record
from .snapshot import SideName, left_rows

#: Sides that a process keeps; chunks are handed out side by side, so two are enough.
_KEPT = 2
#: Seconds that a call waits for a build before it goes back to the queue.
PATIENCE = 8.0

_Key = tuple[UUID, SideName]


@dataclass(frozen=True, slots=True)
class Left:
    """Where a left record came from, and the record as the engine saw it."""

    record: Record
    identity_id: UUID
    constituent_id: UUID
    source_id: int


@dataclass(frozen=True, slots=True)
class Side:
    """A prepared engine and its records by id."""

    engine: Engine
    by_id: dict[str, Left]


class _Build:
    """One engine being built. The thread reads no database: what it needs was read before."""

    def __init__(self, make: Callable[[], Side]) -> None:
        self._make = make
        self._side: Side | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True, name="engine")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._side = self._make()
        except Exception as error:
            self._error = error

    def result(self, seconds: float) -> Side | None:
        """The side if it is ready within ``seconds``; raises what building raised."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        return self._side


_kept: OrderedDict[_Key, Side] = OrderedDict()
_builds: dict[_Key, _Build] = {}


def adapted(run: MatchRun, side: SideName, sample: Callable[[], Sequence[Record]]) -> Side | None:
    """The engine over ``side`` with the default model adapted to ``sample``, or None while it is being built."""
    return _ready((run.pk, side), lambda: _making(run, side, None, sample()))


def frozen(run: MatchRun, side: SideName) -> Side | None:
    """The engine over ``side`` with the run's frozen model, or None while it is being built."""
    assert run.model is not None, "a run is scored after it was prepared"
    version = run.model
    return _ready((run.pk, side), lambda: _making(run, side, freezing.load(version), ()))


def _ready(key: _Key, making: Callable[[], Callable[[], Side]]) -> Side | None:
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    if key not in _builds:
        _forget_others(key[0])
        _builds[key] = _Build(making())
    try:
        side = _builds[key].result(PATIENCE)
    except Exception:
        del _builds[key]
        raise
    if side is not None:
        del _builds[key]
        _kept[key] = side
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return side


def _making(run: MatchRun, side: SideName, model: Model | None, sample: Sequence[Record]) -> Callable[[], Side]:
    """Read what the build needs now, and return the build."""
    by_id = {}
    for row in left_rows(run.pk, side):
        record = left_record(row)
        by_id[record.id] = Left(record, row.identity_id, row.constituent_id, row.source_id)

    def make() -> Side:
        engine = Engine.prepare([left.record for left in by_id.values()], model=model, right_sample=sample)
        # The engine indexes its left side when it first scores.
        engine.score([Record(id="-", username="first.last", display_name="First Last")])
        return Side(engine, by_id)

    return make


def forget(run_id: UUID) -> None:
    """Free what this process keeps of a run."""
    for kept in (_kept, _builds):
        for key in [key for key in kept if key[0] == run_id]:
            kept.pop(key)


def _forget_others(run_id: UUID) -> None:
    for other in {key[0] for key in (*_kept, *_builds)} - {run_id}:
        forget(other)
