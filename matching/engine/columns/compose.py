"""Names of many records: what each distinct given and family name may leave is read once, and put together by rows.

Equal to ``NameColumns.of(read_names(r) for r in frame)`` but for how forms and parts are numbered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..names import Names, read_names
from ..records import Record
from .codes import encode, encode_rows
from .frame import RecordFrame
from .names import NameColumns
from .split import SplitNames, is_word, name_fields, split_names
from .strings import Codes, Lists, Pool, Strings

_MIDDLE = r"^[A-Za-z]+\.?$"
_MADE = -1
# So few are read one by one.
_FEW = 64


class _Reader:
    """Names read one by one, each known by its place in ``entries``; entry 0 is nobody's."""

    def __init__(self) -> None:
        self.entries: list[Names] = [Names()]

    def read(self, records: Iterable[Record]) -> Codes:
        """Read names and return their entries."""
        start = len(self.entries)
        self.entries += [read_names(r) for r in records]
        return np.arange(start, len(self.entries), dtype=np.int32)


@dataclass(slots=True)
class _Givens:
    """Distinct given names with their middle ones: row ``i`` has number ``of[i]``.

    What number ``k`` leaves is entry ``entry[k]``; where that is -1, it is entry ``base[k]`` (the given name alone) and
    ``token[k]``, the middle name in lower case.
    """

    of: Codes
    base: Codes
    entry: Codes
    token: pl.Series


@dataclass(slots=True)
class _Families:
    """Distinct family names, as in _Givens: ``words`` has ``whole`` and, of a double one, ``before`` and ``both``."""

    of: Codes
    entry: Codes
    words: pl.DataFrame


def name_columns(frame: RecordFrame) -> NameColumns:
    """Return the readings of all names of ``frame``."""
    if len(frame) <= _FEW:
        return NameColumns.of(map(read_names, frame))
    split, reader = split_names(frame), _Reader()
    givens, families = _givens(split, reader), _families(split, reader)
    alone = split.plain & ~_conflicts(givens, families, reader)
    fields = name_fields(frame).filter(pl.Series(~alone))
    rows = np.flatnonzero(~alone)
    codes, first = encode_rows(fields.get_columns())
    entries = reader.read(frame[int(i)] for i in rows[first])[codes]
    return _assemble(givens, families, reader, rows, entries)


def _givens(split: SplitNames, reader: _Reader) -> _Givens:
    """Read each distinct given name, and together those with a middle name that are not one word each."""
    of, first = encode_rows([split.given, split.middle])
    given, middle = split.given[first], split.middle[first]
    codes, distinct = encode(given)
    base = np.append(reader.read(Record("", given_name=v) for v in distinct.to_list()), np.int32(0))[codes]
    # One word has one initial; what such a name leaves does not hang on its middle name otherwise.
    single = [n.initials[0] if list(map(len, n.initials)) == [1] and not n.middle else "" for n in reader.entries]
    one = np.array([bool(s) for s in single])[base]
    made = one & middle.str.contains(_MIDDLE).fill_null(False).to_numpy()
    entry = np.where(made, np.int32(_MADE), base)
    rest = np.flatnonzero(middle.is_not_null().to_numpy() & ~made)
    pairs = zip(given[rest].to_list(), middle[rest].to_list(), strict=True)
    entry[rest] = reader.read(Record("", given_name=g, middle_name=m) for g, m in pairs)
    return _Givens(of, base, entry, middle.str.strip_chars(".").str.to_lowercase())


def _families(split: SplitNames, reader: _Reader) -> _Families:
    """Read each distinct family name that is not one word of ASCII letters (or two, of which the first is before)."""
    of, first = encode_rows([split.before, split.family])
    table = pl.DataFrame([split.before[first].alias("before"), split.family[first].alias("family")])
    made = table.select(is_word(pl.col("family")).fill_null(False) & is_word(pl.col("before")).fill_null(True))
    entry = np.where(made.to_series().to_numpy(), np.int32(_MADE), np.int32(0))
    rest = np.flatnonzero((entry != _MADE) & table["family"].is_not_null().to_numpy())
    entry[rest] = reader.read(
        # A letter stands for whatever given name comes first.
        Record("", full_name=f"A {before} {family}") if before else Record("", family_name=family)
        for before, family in table[rest].iter_rows()
    )
    words = table.select(before=pl.col("before").str.to_lowercase(), whole=pl.col("family").str.to_lowercase())
    return _Families(of, entry, words.with_columns(both=pl.concat_str("before", "whole")))


def _conflicts(givens: _Givens, families: _Families, reader: _Reader) -> NDArray[np.bool_]:
    """Return the rows whose family name is also a nickname of the given name: such nicknames are left out there."""
    nicks = [frozenset(n.nick) for n in reader.entries]
    every = sorted(frozenset().union(*nicks))
    table = families.words.select((pl.col("whole").is_in(every) | pl.col("both").is_in(every)).fill_null(False))
    likely = table.to_series().to_numpy() & (families.entry == _MADE)
    known = frozenset(every)
    read = np.array([not known.isdisjoint(n.family) for n in reader.entries])
    likely |= read[families.entry] & (families.entry != _MADE)
    rows = np.flatnonzero(likely[families.of])
    pairs = pl.Series((givens.base[givens.of[rows]].astype(np.int64) << 32) | families.of[rows])
    codes, distinct = encode(pairs)
    words = families.words.select("whole", "both").rows()
    clash = np.zeros(len(distinct), dtype=bool)
    for i, pair in enumerate(distinct.to_list()):
        family = pair & 0xFFFFFFFF
        entry = families.entry[family]
        forms = words[family] if entry == _MADE else reader.entries[entry].family
        clash[i] = not nicks[pair >> 32].isdisjoint(forms)
    found = np.zeros(len(givens.of), dtype=bool)
    found[rows] = clash[codes]
    return found


def _assemble(
    givens: _Givens, families: _Families, reader: _Reader, rows: NDArray[np.intp], entries: Codes
) -> NameColumns:
    """Put parts together; ``rows`` are what their own ``entries`` say."""
    pool = Pool()
    read = NameColumns.of(reader.entries, pool)
    added = np.flatnonzero(givens.entry == _MADE)
    token, base = givens.token[added], read.given_part[givens.base[added]]
    firsts = pl.Series([n.initials[0] if n.initials else "" for n in reader.entries], dtype=pl.String)
    letters = firsts[givens.base[added]] + token.str.slice(0, 1)
    words = families.words.filter(pl.Series(families.entry == _MADE))
    whole, before, both = (words[c] for c in ("whole", "before", "both"))
    columns = [token, letters, whole, before, both, whole.str.slice(0, 1)]
    known = pl.Series("form", pool.values(), pl.String)
    codes, distinct = encode(pl.concat([known, *(c.alias("form") for c in columns)]))
    cuts = np.cumsum([len(known), *map(len, columns)])
    token_codes, letter_codes, *family_codes = np.split(codes, cuts[:-1])[1:]
    more_given = _given_lists(read, base, token_codes, token.str.len_bytes().to_numpy() > 1, letter_codes)
    more_family = _family_lists(*family_codes)
    given_of = np.where(givens.entry == _MADE, 0, read.given_part[givens.entry])
    given_of[added] = len(read.given) + np.arange(len(added))
    family_of = np.where(families.entry == _MADE, 0, read.family_part[families.entry])
    family_of[families.entry == _MADE] = len(read.family) + np.arange(len(words))
    given_part, family_part = given_of[givens.of].astype(np.int32), family_of[families.of].astype(np.int32)
    given_part[rows], family_part[rows] = read.given_part[entries], read.family_part[entries]
    read_lists = (read.given, read.called, read.nick, read.middle, read.initials, read.family, read.parts, read.tails)
    lists = [Lists.joined(pair) for pair in zip(read_lists, (*more_given, *more_family), strict=True)]
    return NameColumns(Strings.of_series(distinct), given_part, family_part, *lists)


def _given_lists(
    read: NameColumns, base: Codes, token: Codes, long: NDArray[np.bool_], letters: Codes
) -> tuple[Lists, ...]:
    """Return given, called, nick, middle and initials of given names with a middle name of one word."""
    given = read.given.take(base)
    owner = np.repeat(np.arange(len(base)), np.diff(given.starts))
    said = np.bincount(owner[given.values == token[owner]], minlength=len(base)) > 0
    kept = long & ~said
    middle = Lists.filled(kept.astype(np.int64), token[kept])
    single = read.initials.values[read.initials.starts[:-1][base]]
    initials = Lists.filled(np.full(len(base), 2, dtype=np.int64), np.stack([single, letters], axis=1).ravel())
    return given, read.called.take(base), read.nick.take(base), middle, initials


def _family_lists(whole: Codes, before: Codes, both: Codes, tail: Codes) -> tuple[Lists, ...]:
    """Return family, parts and tails of family names of one word, or of two where there is one before."""
    double = before >= 0
    pairs = np.stack([whole, both], axis=1)
    family = Lists.filled(1 + double.astype(np.int64), pairs[np.stack([np.ones_like(double), double], axis=1)])
    apart = double & (before != whole)
    return (
        family,
        Lists.filled(apart.astype(np.int64), before[apart]),
        Lists.filled(np.ones(len(whole), np.int64), tail),
    )
