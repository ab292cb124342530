"""Keys of many records as numbers, in memory and in stored indexes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .block import PROBED, Key, asked, compounds, keys, refiners
from .columns.frame import RecordFrame
from .columns.strings import Codes, Strings
from .kernels.keys import Hashes, refined_keys, rule_keys, value_hashes
from .kernels.rules import NUMBERS
from .records import Record

Known = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Record ``row[i]`` has the key ``key[i]`` under the rule ``RULES[rule[i]]``; sorted by row, then key, no doubles.

    Keys are signed 64-bit numbers with the rule mixed in (``kernels.keys``); they stay the same while
    ``ENGINE_VERSION`` does.
    """

    row: Codes
    key: NDArray[np.int64]
    rule: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def sorted(cls, row: Codes, key: NDArray[np.int64], rule: NDArray[np.uint8]) -> KeyTable:
        """Sort and drop doubles."""
        order = np.lexsort((key, row))
        row, key, rule = row[order], key[order], rule[order]
        kept = np.ones(len(row), dtype=bool)
        kept[1:] = (row[1:] != row[:-1]) | (key[1:] != key[:-1])
        return cls(row[kept], key[kept], rule[kept])


def hashes(values: Sequence[str]) -> Hashes:
    """Return the hash of each value (parts apart by ``|``)."""
    strings = Strings.of(values)
    return value_hashes(strings.data, strings.starts)


def key_numbers(found: Sequence[Key]) -> NDArray[np.int64]:
    """Return the number of each key; a probe has that of what it meets."""
    rules = np.fromiter((NUMBERS[k.rule] for k in found), dtype=np.uint8, count=len(found))
    return rule_keys(rules, hashes([k.value for k in found])).view(np.int64)


def _table(found: Iterable[Sequence[Key]]) -> KeyTable:
    rows: list[int] = []
    flat: list[Key] = []
    for row, own in enumerate(found):
        rows.extend([row] * len(own))
        flat.extend(own)
    rules = np.fromiter((NUMBERS[k.rule] for k in flat), dtype=np.uint8, count=len(flat))
    return KeyTable.sorted(np.array(rows, dtype=np.int32), key_numbers(flat), rules)


def key_table(records: Iterable[Record], *, probes: bool, known: Known | None = None) -> KeyTable:
    """Return the keys of left records, or (``probes``) those by which right records look for them.

    ``known`` says of family and given keys whether anybody on the left has them. It is asked once, and what pieces of
    a handle make together (``block.compounds``) is then in the table; without it the table holds single pieces alone.
    """
    listed = list(RecordFrame.of(list(records)))
    if not probes:
        return _table([k for k in keys(r) if not k.probe] for r in listed)
    found = [[k for k in keys(r) if k.probe or k.rule not in PROBED] for r in listed]
    if known is None:
        return _table(found)
    wanted = sorted({k for r in listed for k in asked(r)})
    there = dict(zip(wanted, known(key_numbers([Key(*k) for k in wanted])).tolist(), strict=True))
    return _table([*own, *compounds(r, lambda *k: there[k])] for r, own in zip(listed, found, strict=True))


@dataclass(frozen=True, slots=True)
class PartTable:
    """Record ``row[i]`` has the refiner of hash ``part[i]``; sorted by row, initials (``letter``) of a row first."""

    row: Codes
    part: Hashes
    letter: NDArray[np.bool_]


def part_table(records: Iterable[Record]) -> PartTable:
    """Return the refiners of records, hashed."""
    found = [sorted(refiners(r), key=lambda part: not part.startswith("i:")) for r in RecordFrame.of(list(records))]
    rows = np.repeat(np.arange(len(found), dtype=np.int32), [len(f) for f in found])
    flat = [part for own in found for part in own]
    letters = np.array([part.startswith("i:") for part in flat], dtype=bool)
    return PartTable(rows, hashes(flat), letters)


def refined(keys: NDArray[np.int64], parts: Hashes) -> NDArray[np.int64]:
    """Return oversized keys narrowed by refiners, pair by pair; initials narrow rules of ``block.BY_INITIAL`` alone."""
    return refined_keys(keys.view(np.uint64), parts).view(np.int64)
