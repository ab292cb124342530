"""What the engine's keys are to the database: signed numbers, the rule of each, and how many may share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..engine.api import ENGINE_VERSION, Record
from ..engine.block import BY_INITIAL, FOR_ACCOUNTS, FOR_RECORDS, RULES, caps
from ..engine.columns.frame import RecordFrame
from ..engine.keytable import NUMBERS, KeyTable, key_table, part_table
from ..engine.sidekeys import left_keys as read_columns
from ..engine.sidekeys import left_parts as read_parts

#: Stored keys of another version mean something else: the index is built anew.
KEYS_VERSION = f"{ENGINE_VERSION}/1"
#: How many records may share a key at most and at least, by the number of its rule, however many people are known.
#: Keys above the least are stored narrowed, and those that are far above the most even so are not.
MOST: list[int] = [max(caps(total)[rule] for total in (1, 10**12)) for rule in RULES]
LEAST: list[int] = [min(caps(total)[rule] for total in (1, 10**12)) for rule in RULES]
#: Records from which on whole columns are read at once.
_MANY = 64
#: Numbers of the rules whose crowded keys are narrowed by initials, too.
INITIAL_RULES: list[int] = [NUMBERS[rule] for rule in RULES if rule in BY_INITIAL]

Known = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


@dataclass(slots=True)
class LeftKeys:
    """What is stored of one record of a constituent: its keys, and what narrows them (initials apart)."""

    keys: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    initials: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """One key that an account or record is looked up by: how many may share it, and what narrows it if more do."""

    key: int
    limit: int
    parts: list[int]

    @property
    def narrowed(self) -> list[int]:
        """The key with every part, as the database's ``key # part``: both are hashes, so their xor is one."""
        return [self.key ^ part for part in self.parts]


def limits(total: int) -> list[int]:
    """How many records may share a key, by the number of its rule, where ``total`` people are known."""
    by_rule = caps(total)
    return [by_rule[rule] for rule in RULES]


def left_keys(records: Sequence[Record]) -> list[LeftKeys]:
    """Keys and parts of constituents' records, in their order."""
    found = [LeftKeys() for _ in records]
    for row, key, rule in _keys_of_many(records) if len(records) >= _MANY else _keys_of_few(records):
        found[row].keys.append(key)
        found[row].rules.append(rule)
    for row, part, is_initial in _parts_of_many(records) if len(records) >= _MANY else _parts(records):
        (found[row].initials if is_initial else found[row].parts).append(part)
    return found


def _keys_of_few(records: Sequence[Record]) -> Iterable[tuple[int, int, int]]:
    table = key_table(records, probes=False)
    return zip(table.row.tolist(), table.key.tolist(), table.rule.tolist(), strict=True)


def _keys_of_many(records: Sequence[Record]) -> Iterable[tuple[int, int, int]]:
    """The same: what accounts look for and what records look for, together."""
    frame = RecordFrame.of(records)
    sides = [read_columns(frame, accounts=accounts) for accounts in (True, False)]
    rows, keys, rules = (np.concatenate([side[i] for side in sides]) for i in range(3))
    table = KeyTable.sorted(rows, keys.view(np.int64), rules)
    return zip(table.row.tolist(), table.key.tolist(), table.rule.tolist(), strict=True)


def _parts_of_many(records: Sequence[Record]) -> Iterator[tuple[int, int, bool]]:
    """What ``_parts`` gives: parts row by row, and how many initials stand first in each row."""
    starts, parts, initials = read_parts(RecordFrame.of(records))
    values = parts.view(np.int64).tolist()
    bounds = pairwise(starts.tolist())
    for row, ((begin, end), letters) in enumerate(zip(bounds, initials.tolist(), strict=True)):
        for at in range(begin, end):
            yield row, values[at], at - begin < letters


def right_keys(record: Record, known: Known, most: Sequence[int]) -> list[Asked]:
    """Keys by which the record looks for constituents.

    ``known`` says which keys of names anybody bears, ``most`` how many may share one, by rule.
    """
    table: KeyTable = key_table([record], probes=True, known=known)
    wanted = {NUMBERS[rule] for rule in (FOR_ACCOUNTS if record.is_persona else FOR_RECORDS)}
    parts = _parts([record])
    plain, every = [part for _row, part, initial in parts if not initial], [part for _row, part, _initial in parts]
    return [
        Asked(key, most[rule], every if rule in INITIAL_RULES else plain)
        for key, rule in zip(table.key.tolist(), table.rule.tolist(), strict=True)
        if rule in wanted
    ]


def _parts(records: Sequence[Record]) -> list[tuple[int, int, bool]]:
    """(row, part, whether it is an initial)."""
    table = part_table(records)
    return list(zip(table.row.tolist(), table.part.view(np.int64).tolist(), table.letter.tolist(), strict=True))
