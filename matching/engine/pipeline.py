"""From records to scored pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .adapt import adapt_persona, adapt_records, random_rows
from .calibrate import calibrate, probability
from .compare.base import Rows
from .competition import compete
from .errors import InputError
from .evidence import Evidence, Scored
from .frequencies import Frequencies, count
from .join import Index, JoinReport
from .model import Model
from .records import Record
from .score import pattern_text
from .sides import Compared, PersonaSide, RecordSide
from .tell import tell

_SAMPLE = 1000


class Engine:
    """A prepared left side. Equal left records and an equal model score equally, in any process and any chunk."""

    def __init__(self, left: Sequence[Record], model: Model, *, threads: int = 1) -> None:
        check_ids(left, "left")
        self._left = list(left)
        self._threads = threads
        frequencies = model.frequencies or count(self._left)
        self._model = replace(model, as_of=model.as_of or datetime.now(UTC).year, frequencies=frequencies)
        codes: dict[str, int] = {}
        self._groups = np.array([codes.setdefault(r.key, len(codes)) for r in self._left], dtype=np.int64)
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

        Raises InputError where two left records have one id. ``threads`` bounds string comparison and changes no
        result.
        """
        engine = cls(list(left), model or Model.default(), threads=threads)
        sample = spread(list(right_sample), _SAMPLE)
        if sample:
            engine._adapt(sample)
        return engine

    def adapted_model(self) -> Model:
        """Return the frozen model; ``prepare`` of the same left side with it scores identically, in any process."""
        return self._model

    def score(self, right: Sequence[Record], *, top: int = 10, min_probability: float = 0.001) -> list[Scored]:
        """Score a chunk against all of the left side: best first within each right record, in the chunk's order.

        Competition runs among a right record's candidates, so nothing depends on what else is in the chunk. Ties in
        probability and weight are broken by left id.
        """
        check_ids(right, "right")
        found: list[tuple[int, Scored]] = []
        for rows, side in self._sides(right):
            chunk = [right[r] for r in rows]
            compared = self._compare(side, chunk)
            found.extend((rows[j], scored) for j, scored in self._rank(side, chunk, compared, top, min_probability))
        found.sort(key=lambda pair: (pair[0], pair[1].rank))
        return [scored for _, scored in found]

    @cached_property
    def _index(self) -> Index:
        return Index(self._left)

    @cached_property
    def _persona_side(self) -> PersonaSide:
        return PersonaSide(self._left, self._model, self._frequencies)

    @cached_property
    def _record_side(self) -> RecordSide:
        return RecordSide(self._left, self._model, self._frequencies, self._threads)

    @property
    def _frequencies(self) -> Frequencies:
        return self._model.frequencies or Frequencies()

    def _sides(self, right: Sequence[Record]) -> list[tuple[list[int], PersonaSide | RecordSide]]:
        accounts = [i for i, r in enumerate(right) if r.is_persona]
        people = [i for i, r in enumerate(right) if not r.is_persona]
        sides: list[tuple[list[int], PersonaSide | RecordSide]] = []
        if accounts:
            sides.append((accounts, self._persona_side))
        if people:
            sides.append((people, self._record_side))
        return sides

    def _compare(self, side: PersonaSide | RecordSide, chunk: Sequence[Record]) -> Compared:
        li, ri = self._index.pairs(chunk, self.report)
        return side.compare(chunk, li, ri)

    def _rank(
        self, side: PersonaSide | RecordSide, chunk: Sequence[Record], compared: Compared, top: int, least: float
    ) -> Iterable[tuple[int, Scored]]:
        odds = compete(compared.weight, compared.ri, self._groups[compared.li])
        final = calibrate(odds, self._model.calibration)
        chances = probability(final)
        ids = np.array([self._left[i].id for i in compared.li.tolist()], dtype=object)
        order = (
            np.lexsort((ids.astype(str), -compared.weight, -chances, compared.ri))
            if len(odds)
            else np.zeros(0, np.int64)
        )
        ranks: Counter[int] = Counter()
        for pair in order.tolist():
            row = int(compared.ri[pair])
            if ranks[row] >= top or chances[pair] < least:
                continue
            ranks[row] += 1
            yield row, self._scored(side, chunk[row], compared, pair, ranks[row], float(odds[pair]), float(final[pair]))

    def _scored(
        self,
        side: PersonaSide | RecordSide,
        right: Record,
        compared: Compared,
        pair: int,
        rank: int,
        odds: float,
        final: float,
    ) -> Scored:
        left = self._left[int(compared.li[pair])]
        levels = tuple(compared.levels[pair].tolist())
        weight, rarity = float(compared.weight[pair]), float(compared.rarity[pair])
        terms = (side.prior(), rarity, weight, odds, final)
        tables, families = side.bits(), side.families

        def evidence() -> list[Evidence]:
            return tell(left, right, families, tables, levels, terms)

        return Scored(
            left.id, right.id, float(probability(np.array(final))), weight, rank, pattern_text(levels), evidence
        )

    def _adapt(self, sample: Sequence[Record]) -> None:
        for rows, side in self._sides(sample):
            chunk = [sample[r] for r in rows]
            li, ri = self._index.pairs(chunk)
            if isinstance(side, PersonaSide):
                self._model = adapt_persona(self._model, side.compare(chunk, li, ri), self._groups, len(chunk))
            else:
                self._model = learn_records(self._model, side, self._left, chunk, li, ri, len(self._left) * len(chunk))
        self._model = replace(self._model, adapted=True)
        for _, side in self._sides(sample):
            side.use(self._model)


def learn_records(
    model: Model, side: RecordSide, left: Sequence[Record], right: Sequence[Record], li: Rows, ri: Rows, all_pairs: int
) -> Model:
    """Return the model with m, u and rate learned from candidate and random pairs."""
    same = left is right
    chance = side.levels(right, *random_rows(len(left), len(right), same=same))
    return adapt_records(model, side.families, side.levels(right, li, ri), chance, all_pairs)


def check_ids(records: Sequence[Record], side: str) -> None:
    """Raise InputError where an id is empty or occurs twice."""
    seen: set[str] = set()
    for record in records:
        if not record.id:
            raise InputError(f"a {side} record has no id")
        if record.id in seen:
            raise InputError(f"{side} id {record.id!r} occurs twice")
        seen.add(record.id)


def spread(records: Sequence[Record], most: int) -> list[Record]:
    """Return at most ``most`` records, evenly spread in order of id, so that row order does not matter."""
    ordered = sorted(records, key=lambda r: r.id)
    if len(ordered) <= most:
        return ordered
    return [ordered[i * len(ordered) // most] for i in range(most)]


def dedupe(
    records: Iterable[Record], *, model: Model | None = None, min_probability: float = 0.01, threads: int = 1
) -> list[Scored]:
    """Score pairs within one file, each pair once (the smaller id left), best first.

    A record may have any number of doubles, so pairs do not compete; ``rank`` counts within the right record.
    Raises InputError where two records have one id.
    """
    listed = sorted(records, key=lambda r: r.id)
    engine = Engine(listed, model or Model.default(), threads=threads)
    side = engine._record_side
    li, ri = engine._index.pairs(listed, engine.report)
    li, ri = li[li < ri], ri[li < ri]
    if not engine._model.adapted:
        engine._model = learn_records(engine._model, side, listed, listed, li, ri, len(listed) * (len(listed) - 1) // 2)
        side.use(engine._model)
    compared = side.compare(listed, li, ri)
    return _dedupe_scored(engine, side, listed, compared, min_probability)


def _dedupe_scored(
    engine: Engine, side: RecordSide, listed: Sequence[Record], compared: Compared, least: float
) -> list[Scored]:
    final: NDArray[np.float64] = calibrate(compared.weight, engine._model.calibration)
    chances = probability(final)
    ranks: Counter[int] = Counter()
    found: list[Scored] = []
    for pair in np.lexsort((compared.li, compared.ri, -compared.weight)).tolist():
        if chances[pair] >= least:
            row = int(compared.ri[pair])
            ranks[row] += 1
            weight = float(compared.weight[pair])
            found.append(engine._scored(side, listed[row], compared, pair, ranks[row], weight, float(final[pair])))
    return found
