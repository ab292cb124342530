"""The batch join: keys of one side against keys of the other, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .block import caps
from .columns.compose import name_columns
from .columns.frame import RecordFrame
from .columns.strings import Codes
from .kernels.join import gather, refine
from .kernels.rules import RULES
from .postings import Postings
from .records import Record
from .scripts.candidates import SoundIndex, merged
from .scripts.spoken import Spoken
from .sidekeys import (
    BY_INITIAL_RULES,
    account_refiners,
    account_wants,
    left_keys,
    left_parts,
    left_words,
    record_wants,
    wanted,
)

# Of many oversized keys, the refined ones are made in so many stretches (by their first bits), which bounds memory.
_MANY, _FINE_BITS = 100_000, 3
_NOTHING = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))


@dataclass(slots=True)
class JoinReport:
    """Pairs that each rule gave (before doubles between rules fall away), was refined to, and gave up.

    ``compared`` counts the distinct pairs.
    """

    pairs: Counter[str] = field(default_factory=Counter)
    refined: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    compared: int = 0

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts by what happened and rule, ready for JSON."""
        return {n: dict(sorted(getattr(self, n).items())) for n in ("pairs", "refined", "given_up")}

    def take(self, other: JoinReport) -> None:
        """Count what another report counted as well."""
        for name in ("pairs", "refined", "given_up"):
            getattr(self, name).update(getattr(other, name))
        self.compared += other.compared

    def add(self, tally: NDArray[np.int64], compared: int) -> None:
        """Count the pairs of a chunk; a row of ``tally`` a rule."""
        for column, counts in enumerate((self.pairs, self.refined, self.given_up)):
            counts.update({RULES[i]: int(n) for i, n in enumerate(tally[:, column].tolist()) if n})
        self.compared += compared


class Section:
    """The left's keys that one kind of right records looks for. Which are oversized depends on the left side alone."""

    def __init__(self, left: RecordFrame, *, accounts: bool, total: int, threads: int = 1) -> None:
        allowed = caps(total)
        limits = np.array([allowed[rule] for rule in RULES], dtype=np.int64)
        self.words = left_words(left.once(name_columns)) if accounts else None
        row, key, rule = left_keys(left, accounts=accounts, threads=threads)
        self.plain = Postings.of(key, row, rule, limits, threads=threads)
        self.rules = frozenset(RULES[number] for number in np.unique(self.plain.rules).tolist())
        over = self.plain.oversized(key)
        row, key, rule = row[over], key[over], rule[over]
        parts = left_parts(left)
        bits = _FINE_BITS if len(key) > _MANY else 0
        fine = (refine(row, key, rule, *parts, BY_INITIAL_RULES, bits, n) for n in range(1 << bits))
        self.fine = Postings.of_stretches(fine, limits, sized=False, threads=threads)

    def pairs(self, right: RecordFrame, tally: NDArray[np.int64]) -> tuple[Codes, Codes]:
        """Return the distinct pairs with a chunk of records of the section's kind."""
        there = self.plain.posted.found
        if self.words is not None:
            keys, parts = account_wants(right, there, self.rules, self.words), account_refiners(right)
        else:
            keys, parts = record_wants(right, there, self.rules), left_parts(right)
        found: tuple[Codes, Codes] = gather(
            0, len(right), wanted(keys, parts, len(right)), self.plain.posted, self.fine.posted, tally
        )
        return found


class Index:
    """The left side's keys; results do not depend on how the right side is cut into chunks."""

    def __init__(self, left: Sequence[Record], *, total: int | None = None, threads: int = 1) -> None:
        """Index ``left``; ``total``, by which keys are held to be oversized, is its number of records unless given."""
        self._left = RecordFrame.of(left)
        self._total = len(self._left) if total is None else total
        self._threads = threads

    @cached_property
    def _accounts(self) -> Section:
        return Section(self._left, accounts=True, total=self._total, threads=self._threads)

    @cached_property
    def _records(self) -> Section:
        return Section(self._left, accounts=False, total=self._total, threads=self._threads)

    @cached_property
    def _by_sound(self) -> SoundIndex:
        return SoundIndex(Spoken(self._left))

    def pairs(
        self, right: Sequence[Record], report: JoinReport | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct candidate pairs as (left rows, right rows), sorted by right row, then left."""
        frame = RecordFrame.of(right)
        personas = frame.persona_mask()
        tally = np.zeros((len(RULES), 3), dtype=np.int64)
        if personas.all() or not personas.any():
            section = self._accounts if personas.any() else self._records
            li, ri = section.pairs(frame, tally) if len(frame) and len(self._left) else _NOTHING
        else:
            li, ri = self._mixed(frame, personas, tally)
        both = merged(li.astype(np.int64), ri.astype(np.int64), self._by_sound.pairs(Spoken(frame)))
        if report is not None:
            report.add(tally, len(both[0]))
        return both

    def _mixed(self, frame: RecordFrame, personas: NDArray[np.bool_], tally: NDArray[np.int64]) -> tuple[Codes, Codes]:
        found = []
        for mask, section in ((personas, self._accounts), (~personas, self._records)):
            li, ri = section.pairs(frame.filter(mask), tally)
            found.append((li, np.flatnonzero(mask).astype(np.int32)[ri]))
        li, ri = (np.concatenate([f[side] for f in found]) for side in (0, 1))
        order = np.argsort(ri, kind="stable")
        return li[order], ri[order]
