"""Prepared left sides of a run: made once by the worker that prepares it, opened by every worker that scores.

Making one takes longer than one call of a handler may when there are many constituents. So it goes on in a thread, and
a call that finds it unfinished returns its job to the queue.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Thread
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.core.jobs import Permanent

from . import freezing, shared_sides
from .engine.api import Engine, Model, Record, RecordFrame
from .engine.errors import InputError
from .models import MatchRun, SnapshotRecord
from .records import left_record
from .snapshot import SideName, left_rows

#: Sides that a process keeps open; chunks are handed out side by side, so two are enough.
_KEPT = 2
#: Seconds that a call waits for a side being made before it goes back to the queue.
PATIENCE = 8.0
_PAGE = 20_000

_Key = tuple[UUID, SideName]


@dataclass(frozen=True, slots=True)
class Left:
    """Where a left record came from, and the record as the engine saw it."""

    record: Record
    identity_id: UUID
    constituent_id: UUID
    source_id: int


class _Making:
    """One side being made and published. The thread reads no database: what it needs was read before."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        self._make = make
        self._engine: Engine | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True, name="engine")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._engine = self._make()
        except Exception as error:
            self._error = error

    def result(self, seconds: float) -> Engine | None:
        """The engine if it is ready within ``seconds``; raises what making it raised."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        return self._engine


#: Sides with the stamp of their publication.
_open: OrderedDict[_Key, tuple[str, Engine]] = OrderedDict()
_making: dict[_Key, _Making] = {}


def adapted(run: MatchRun, side: SideName, sample: Callable[[], Sequence[Record]]) -> Engine | None:
    """The engine over ``side`` with the default model adapted to ``sample``, or None while it is being made.

    It is published with the model that it froze.
    """
    return _made(run, side, None, sample)


def made(run: MatchRun, side: SideName) -> Engine | None:
    """The engine over ``side`` with the run's frozen model, published; None while it is being made."""
    assert run.model is not None, "the model is frozen before other sides are made"
    return _made(run, side, freezing.load(run.model), tuple)


def _made(run: MatchRun, side: SideName, model: Model | None, sample: Callable[[], Sequence[Record]]) -> Engine | None:
    key = (run.pk, side)
    if key not in _making:
        _forget_others(run.pk)
        records, learned_from = _frame(run.pk, side), sample()

        def make() -> Engine:
            engine = Engine.prepare(records, model=model, right_sample=learned_from)
            # What compares accounts is made when the first is scored, and saved only then.
            engine.score([Record(id="-", username="first.last", display_name="First Last")])
            shared_sides.publish(run.pk, side, engine)
            return engine

        _making[key] = _Making(make)
    try:
        engine = _making[key].result(PATIENCE)
    except Exception:
        del _making[key]
        raise
    if engine is not None:
        del _making[key]
    return engine


def _frame(run_id: UUID, side: SideName) -> RecordFrame:
    return RecordFrame.gather(_pages(left_record(row) for row in left_rows(run_id, side)))


def _pages(records: Iterator[Record]) -> Iterator[RecordFrame]:
    """Gather records page by page, so that a million are never there one by one; at least one page."""
    yield RecordFrame.of(list(islice(records, _PAGE)))
    while page := list(islice(records, _PAGE)):
        yield RecordFrame.of(page)


def opened(run_id: UUID, side: SideName) -> Engine:
    """The published engine over ``side``. Raises Permanent where it is missing or damaged.

    A run that prepared again after an interruption published other sides under the same names.
    """
    key = (run_id, side)
    try:
        mark = shared_sides.stamp(run_id, side)
        if key not in _open or _open[key][0] != mark:
            _forget_others(run_id)
            _open[key] = mark, shared_sides.opened(run_id, side)
            while len(_open) > _KEPT:
                _open.popitem(last=False)
    except InputError as error:
        raise Permanent(
            _("What this part is compared with cannot be read: %(error)s. Cancel the run and start a new one.")
            % {"error": error}
        ) from error
    _open.move_to_end(key)
    return _open[key][1]


def lefts(run_id: UUID, engine: Engine, ids: Iterable[str]) -> dict[str, Left]:
    """Where these left records came from, by id; those erased since are left out."""
    wanted = sorted(set(ids))
    columns = ("record_id", "identity_id", "constituent_id", "source_id")
    origins = SnapshotRecord.objects.filter(run_id=run_id, record_id__in=wanted).values_list(*columns)
    records = engine.records(wanted)
    return {str(record_id): Left(records[str(record_id)], *origin) for record_id, *origin in origins}


def forget(run_id: UUID) -> None:
    """Free what this process keeps of a run."""
    for kept in (_open, _making):
        for key in [key for key in kept if key[0] == run_id]:
            kept.pop(key)


def _forget_others(run_id: UUID) -> None:
    for other in {key[0] for key in (*_open, *_making)} - {run_id}:
        forget(other)
