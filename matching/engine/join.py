"""The batch join: keys of one side against keys of the other, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .block import CAPS, FOR_ACCOUNTS, FOR_RECORDS, RULES
from .columns.frame import RecordFrame
from .columns.strings import Codes, Offsets
from .kernels.join import buckets, gather, places
from .kernels.keys import Hashes
from .keytable import NUMBERS, KeyTable, PartTable, key_table, part_table, refined
from .records import Record

_CAPS = np.array([CAPS[rule] for rule in RULES], dtype=np.int64)


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


@dataclass(frozen=True, slots=True)
class Postings:
    """Sorted distinct keys with the left rows of each: those of key ``i`` are ``rows[ends[i] : ends[i + 1]]``.

    ``sizes`` says how many rows a key has; an oversized one keeps none. ``starts`` finds keys by their first ``bits``.
    """

    keys: Hashes
    starts: Codes
    bits: int
    ends: Offsets
    rows: Codes
    sizes: Codes

    @classmethod
    def of(cls, keys: Hashes, rows: Codes, caps: NDArray[np.int64]) -> Postings:
        """Gather the rows of each key; ``caps[i]`` bounds how many rows the key ``keys[i]`` may hold."""
        order = np.lexsort((rows, keys))
        keys, rows, caps = keys[order], rows[order], caps[order]
        first = np.ones(len(keys), dtype=bool)
        first[1:] = keys[1:] != keys[:-1]
        at = np.flatnonzero(first)
        sizes = np.diff(np.append(at, len(keys)))
        fits = sizes <= caps[at]
        ends = np.zeros(len(at) + 1, dtype=np.int64)
        np.cumsum(np.where(fits, sizes, 0), out=ends[1:])
        bits = max(len(at).bit_length() - 1, 1)
        return cls(keys[at], buckets(keys[at], bits), bits, ends, rows[np.repeat(fits, sizes)], sizes.astype(np.int32))

    def find(self, wanted: Hashes) -> NDArray[np.int64]:
        """Return the position of each wanted key, or -1."""
        return places(self.keys, self.starts, self.bits, wanted)


class Index:
    """The left side's keys. Which are oversized depends on the left side alone, so results do not depend on chunks."""

    def __init__(self, left: Sequence[Record]) -> None:
        self._left = RecordFrame.of(left)
        self._table = key_table(self._left, probes=False)
        self._parts = part_table(self._left)
        self._all = Postings.of(self._table.key.view(np.uint64), self._table.row, _CAPS[self._table.rule])
        self._sections = {accounts: self._section(accounts) for accounts in (True, False)}

    def _section(self, accounts: bool) -> tuple[Postings, Postings]:
        wanted = np.array([NUMBERS[r] for r in (FOR_ACCOUNTS if accounts else FOR_RECORDS)])
        kept = np.isin(self._table.rule, wanted)
        key, row, rule = self._table.key[kept], self._table.row[kept], self._table.rule[kept]
        plain = Postings.of(key.view(np.uint64), row, _CAPS[rule])
        over = np.flatnonzero(plain.sizes[plain.find(key.view(np.uint64))] > _CAPS[rule])
        starts = _starts(self._parts.row, len(self._left))
        counts = np.diff(starts)[row[over]]
        owner = np.repeat(over, counts)
        part = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts - starts[row[over]], counts)
        fine = refined(key[owner], self._parts.part[part]).view(np.uint64)
        return plain, Postings.of(fine, row[owner], _CAPS[rule[owner]])

    def pairs(
        self, right: Sequence[Record], report: JoinReport | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct candidate pairs as (left rows, right rows), sorted by right row, then left."""
        frame = RecordFrame.of(right)
        table = key_table(frame, probes=True, known=lambda k: self._all.find(k.view(np.uint64)) >= 0)
        parts = part_table(frame)
        masks = frame.persona_mask()
        found = [self._gather(accounts, rows, table, parts, report) for accounts, rows in _runs(masks)]
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.concatenate([f[0] for f in found]).astype(np.int64), np.concatenate([f[1] for f in found]).astype(
            np.int64
        )

    def _gather(
        self, accounts: bool, rows: tuple[int, int], table: KeyTable, parts: PartTable, report: JoinReport | None
    ) -> tuple[Codes, Codes]:
        plain, fine = self._sections[accounts]
        tally = np.zeros((len(RULES), 3), dtype=np.int64)
        li, ri = gather(
            *rows,
            _starts(table.row, rows[1]),
            table.key.view(np.uint64),
            table.rule,
            _starts(parts.row, rows[1]),
            parts.part,
            plain.keys,
            plain.starts,
            plain.bits,
            plain.ends,
            plain.rows,
            plain.sizes,
            fine.keys,
            fine.starts,
            fine.bits,
            fine.ends,
            fine.rows,
            tally,
        )
        if report is not None:
            report.add(tally, len(li))
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
