"""The batch join: keys of one side against keys of the other, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .block import BY_INITIAL, CAPS, FOR_ACCOUNTS, FOR_RECORDS
from .columns.frame import RecordFrame
from .columns.strings import Codes, Offsets
from .kernels.join import Wanted, gather, refine
from .kernels.rules import NUMBERS, RULES
from .keytable import KeyTable, PartTable, key_table, part_table
from .postings import Postings
from .records import Record

_CAPS = np.array([CAPS[rule] for rule in RULES], dtype=np.int64)
_BY_INITIAL = np.array([rule in BY_INITIAL for rule in RULES], dtype=bool)


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

    def add(self, tally: NDArray[np.int64], compared: int) -> None:
        """Count the pairs of a chunk; a row of ``tally`` a rule."""
        for column, counts in enumerate((self.pairs, self.refined, self.given_up)):
            counts.update({RULES[i]: int(n) for i, n in enumerate(tally[:, column].tolist()) if n})
        self.compared += compared


def wanted(table: KeyTable, parts: PartTable, size: int) -> Wanted:
    """Return keys and refiners of ``size`` rows as the join takes them."""
    lettered = np.bincount(parts.row[parts.letter], minlength=size).astype(np.int32)
    return Wanted(
        _starts(table.row, size),
        table.key.view(np.uint64),
        table.rule,
        _starts(parts.row, size),
        parts.part,
        lettered,
        _BY_INITIAL,
    )


class Section:
    """The left's keys that one kind of right records looks for. Which are oversized depends on the left side alone."""

    def __init__(self, table: KeyTable, parts: PartTable, size: int, rules: frozenset[str]) -> None:
        kept = np.isin(table.rule, [NUMBERS[r] for r in rules])
        key, row, rule = table.key[kept].view(np.uint64), table.row[kept], table.rule[kept]
        self.plain = Postings.of(key, row, rule, _CAPS)
        over = self.plain.oversized(self.plain.find(key))
        fine = refine(row[over], key[over], rule[over], wanted(table, parts, size))
        self.fine = Postings.of(*fine, _CAPS)


class Index:
    """The left side's keys; results do not depend on how the right side is cut into chunks."""

    def __init__(self, left: Sequence[Record]) -> None:
        self._left = RecordFrame.of(left)
        self._table = key_table(self._left, probes=False)
        self._parts = part_table(self._left)

    @cached_property
    def _accounts(self) -> Section:
        return Section(self._table, self._parts, len(self._left), FOR_ACCOUNTS)

    @cached_property
    def _records(self) -> Section:
        return Section(self._table, self._parts, len(self._left), FOR_RECORDS)

    def pairs(
        self, right: Sequence[Record], report: JoinReport | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct candidate pairs as (left rows, right rows), sorted by right row, then left."""
        frame = RecordFrame.of(right)
        table = key_table(frame, probes=True, known=lambda k: self._accounts.plain.find(k.view(np.uint64)) >= 0)
        needed = wanted(table, part_table(frame), len(frame))
        found = []
        for accounts, (first, last) in _runs(frame.persona_mask()):
            section = self._accounts if accounts else self._records
            tally = np.zeros((len(RULES), 3), dtype=np.int64)
            found.append(gather(first, last, needed, section.plain.posted, section.fine.posted, tally))
            if report is not None:
                report.add(tally, len(found[-1][0]))
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        li, ri = (np.concatenate([f[side] for f in found]).astype(np.int64) for side in (0, 1))
        return li, ri


def _starts(rows: Codes, size: int) -> Offsets:
    """Return where each row's entries begin in a table sorted by row, and the end."""
    return np.searchsorted(rows, np.arange(size + 1)).astype(np.int64)


def _runs(accounts: NDArray[np.bool_]) -> list[tuple[bool, tuple[int, int]]]:
    """Return runs of rows that are all accounts or all not."""
    if not len(accounts):
        return []
    cuts = np.flatnonzero(accounts[1:] != accounts[:-1]) + 1
    bounds = [0, *cuts.tolist(), len(accounts)]
    return [(bool(accounts[a]), (a, b)) for a, b in pairwise(bounds)]
