"""The keys and refiners of all records of a side, as arrays; ``block`` says, record by record, what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .block import BY_INITIAL, FOR_ACCOUNTS, FOR_RECORDS, office_probes, office_values, place_refiners
from .columns.accounts import AccountColumns
from .columns.compose import name_columns
from .columns.frame import RecordFrame
from .columns.names import NameColumns
from .columns.strings import Codes, Lists, Offsets, Strings
from .columns.texts import KINDS
from .kernels.join import Found, Wanted, likely
from .kernels.keys import Hashes, by_row, distinct_by_row, form_hashes, rule_keys
from .kernels.namekeys import NameKeys, name_keys
from .kernels.pieces import Words, account_keys, account_parts, bio_keys
from .kernels.rules import NUMBERS, RULES
from .keyreaders import (
    Values,
    account_values,
    date_values,
    email_values,
    hashed,
    phone_values,
    read_together,
    spread,
    squeezed_values,
    together,
    unfold,
    url_values,
)
from .keytable import key_table
from .knowledge import nicknames, region_codes
from .normalise import fold, squeeze
from .pieces import MIN_FREE, PREFIX
from .postings import found, in_threads

# Rows, keys and numbers of rules; where each row's refiners begin, their hashes, and how many of a row are initials.
Keys = tuple[Codes, Hashes, NDArray[np.uint8]]
Parts = tuple[Offsets, Hashes, Codes]
_OFFICE = ("role", "state", "city", "country")
_PLACE = ("state", "city", "country", "location")
BY_INITIAL_RULES = np.array([rule in BY_INITIAL for rule in RULES], dtype=bool)
_SLICE = 50_000


class Nicknames(NamedTuple):
    """Sorted hashes of nicknames, and the hashes of the names that each stands for."""

    words: Hashes
    ends: Offsets
    bases: Hashes


@cache
def nickname_hashes() -> Nicknames:
    """Return the table of nicknames as hashes."""
    table = nicknames()
    words = hashed(list(table))
    order = np.argsort(words)
    names = list(table.values())
    ends = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum([len(names[i]) for i in order.tolist()], out=ends[1:])
    return Nicknames(words[order], ends, hashed([base for i in order.tolist() for base in names[i]]))


def _bases(forms: Hashes) -> tuple[Hashes, Offsets]:
    """Return the hashes of the names that each form is a nickname of."""
    table = nickname_hashes()
    at = np.minimum(np.searchsorted(table.words, forms), len(table.words) - 1)
    codes = np.where(table.words[at] == forms, at, -1).astype(np.int32)
    rows, values = unfold(codes, np.diff(table.ends), table.bases)
    return values, np.searchsorted(rows, np.arange(len(forms) + 1)).astype(np.int64)


def _name_arrays(names: NameColumns) -> NameKeys:
    whole, sounds, prefixes = form_hashes(names.forms.data, names.forms.starts, PREFIX)
    bases, base_ends = _bases(whole)
    return NameKeys(
        names.given_part,
        names.family_part,
        names.given.values,
        names.given.starts,
        names.called.values,
        names.called.starts,
        names.middle.values,
        names.middle.starts,
        names.initials.values,
        names.initials.starts,
        names.family.values,
        names.family.starts,
        names.parts.values,
        names.parts.starts,
        names.tails.values,
        names.tails.starts,
        names.forms.data,
        names.forms.starts,
        whole,
        sounds,
        prefixes,
        bases,
        base_ends,
    )


def _of_rule(rule: str, values: Values) -> Keys:
    rules = np.full(len(values[0]), NUMBERS[rule], dtype=np.uint8)
    return values[0], rule_keys(rules, values[1]), rules


def _field_keys(frame: RecordFrame, rules: frozenset[str] | None) -> Iterator[Keys]:
    """Yield the keys of ways to reach a record, and of its numbers, rule by rule, each by row.

    Of ``rules`` alone, where they are given: what the other side has none of need not be read.
    """

    def of(name: str, *rule: str) -> pl.Series | None:
        return frame.column(name) if rules is None or rules & set(rule) else None

    mails, boxes = email_values(of("email", "email", "mailbox"))
    accounts, handles = account_values(of("username", "account", "mailbox"))
    yield _of_rule("email", mails)
    yield _of_rule("mailbox", together(boxes, handles))
    yield _of_rule("account", accounts)
    yield _of_rule("phone", phone_values(of("phone", "phone")))
    if rules is None or "url" in rules:
        yield _of_rule("url", url_values(frame))
    yield _of_rule("national_id", squeezed_values(of("national_id", "national_id")))


def _record_keys(frame: RecordFrame, names: NameColumns) -> Iterator[Keys]:
    """Yield the keys that only records of people have, rule by rule, each by row."""
    whole, years, _ = date_values(frame.column("birth_date"))
    towns = squeezed_values(frame.column("city"))
    yield _of_rule("birth", whole)
    yield _of_rule("street", squeezed_values(_streets(frame), MIN_FREE + 1))
    forms, _, short = form_hashes(names.forms.data, names.forms.starts, 3)
    short = np.where(short == 0, forms, short)
    given, family = _opening(names.given, names.given_part), _opening(names.family, names.family_part)
    firsts = np.concatenate([given, np.where(family == given, -1, family)])
    rows = np.tile(np.arange(len(frame), dtype=np.int32), 2)[firsts >= 0]
    firsts = firsts[firsts >= 0]
    yield _of_rule("name_town", _joined(rows, forms[firsts], towns, len(frame)))
    yield _of_rule("name_year", _joined(rows, forms[firsts], years, len(frame)))
    yield _of_rule("postcode_name", _joined(rows, short[firsts], squeezed_values(frame.column("postcode")), len(frame)))
    yield _of_rule("year_town", _joined(*years, towns, len(frame)))


def _streets(frame: RecordFrame) -> pl.Series | None:
    streets, numbers = frame.column("address"), frame.column("street_number")
    if streets is None or numbers is None:
        return streets
    return frame.table.select(pl.col("street_number").fill_null("") + pl.col("address")).to_series()


def _opening(lists: Lists, part: Codes) -> Codes:
    """Return the first form of each row, -1 where there is none."""
    filled = lists.starts[1:] > lists.starts[:-1]
    first = np.full(len(filled), -1, dtype=np.int32)
    first[filled] = lists.values[lists.starts[:-1][filled]]
    return first[part]


def _joined(rows: Codes, values: Hashes, other: Values, size: int) -> Values:
    """Return the hashes of pairs of parts; of ``other`` a row has one at most. By row."""
    table, there = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=bool)
    table[other[0]], there[other[0]] = other[1], True
    both = there[rows]
    found_rows, sums = rows[both], values[both] + table[rows[both]]
    order = np.argsort(found_rows, kind="stable")
    return found_rows[order], sums[order]


def left_keys(frame: RecordFrame, *, accounts: bool, threads: int = 1) -> Keys:
    """Return (row, key, rule) of left records for accounts, or for people's records; by row within each rule."""
    names = frame.once(name_columns)
    parts = [_names(names, accounts, not accounts, False, threads), *_field_keys(frame, None)]
    if accounts:
        parts.append(_of_rule("office", read_together(frame, _OFFICE, office_values, needed="role")))
    else:
        parts.extend(_record_keys(frame, names))
    personas = frame.persona_mask()
    if not personas.any():
        return _strung(parts)
    # Accounts among people are few, and leave other keys.
    table = key_table(frame.filter(personas), probes=False)
    used = np.isin(table.rule, [NUMBERS[rule] for rule in (FOR_ACCOUNTS if accounts else FOR_RECORDS)])
    rows = np.flatnonzero(personas).astype(np.int32)[table.row[used]]
    apart = rows, table.key[used].view(np.uint64), table.rule[used]
    kept = [(p[0][~personas[p[0]]], p[1][~personas[p[0]]], p[2][~personas[p[0]]]) for p in parts]
    return _sorted(_strung([*kept, apart]))


def left_parts(frame: RecordFrame) -> Parts:
    """Return the refiners of people."""
    names = frame.once(name_columns)
    first = names.forms.data[np.minimum(names.forms.starts[names.initials.values], len(names.forms.data) - 1)]
    initials = unfold(names.given_part, np.diff(names.initials.starts), _letter_parts()[first])
    return _parts(initials, _said_parts(frame, persona=False), len(frame))


def account_refiners(frame: RecordFrame) -> Parts:
    """Return the refiners of accounts."""
    read = frame.once(AccountColumns)
    years = hashed([f"y:{1900 + i}" for i in range(120)])
    regions = hashed([f"c:{code}" for code in region_codes()])
    found = [
        account_parts(texts.arrays(), _letter_parts(), years, table)
        for texts, table in ((read.handles, regions), (read.displays, regions[:0]))
    ]
    initials = together(*((row[letter], part[letter]) for row, part, letter in found))
    others = [(row[~letter], part[~letter]) for row, part, letter in found]
    return _parts(initials, [*others, *_said_parts(frame, persona=True)], len(frame))


def account_wants(frame: RecordFrame, there: Found, rules: frozenset[str], words: Words) -> Keys:
    """Return what accounts look for of keys that may be ``there``; ``rules`` are those that anything there is of."""
    read = frame.once(AccountColumns)
    # These are asked for one by one whether they may be there; all others are below.
    pieces = account_keys(0, len(frame), read.handles.arrays(), read.displays.arrays(), words, there)
    found = [*_field_keys(frame, rules)]
    if (bios := frame.column("bio")) is not None:
        rows = np.flatnonzero(bios.is_not_null().to_numpy()).astype(np.int32)
        texts = Strings.of([fold(text) for text in bios.drop_nulls().to_list()])
        found.append(bio_keys(rows, texts.data, texts.starts, words, there))
    if "office" in rules:
        found.append(_of_rule("office", _office_probes(frame)))
    if (full := frame.column("full_name")) is not None:
        rows = np.flatnonzero(full.is_not_null().to_numpy()).astype(np.int32)
        row, key, rule = _names(name_columns(frame.take(rows)), False, False, True, 1)
        found.append((rows[row], key, rule))
    return _strung([pieces, _only(found, there)])


def record_wants(frame: RecordFrame, there: Found, rules: frozenset[str]) -> Keys:
    """Return what people's records look for of keys that may be ``there``."""
    names = frame.once(name_columns)
    return _only([_names(names, False, True, True, 1), *_field_keys(frame, rules), *_record_keys(frame, names)], there)


def wanted(keys: Keys, parts: Parts, size: int) -> Wanted:
    """Return keys and refiners of ``size`` rows as the join takes them."""
    starts, order = by_row(keys[0], size)
    return Wanted(starts, keys[1][order], keys[2][order], *parts, BY_INITIAL_RULES)


def left_words(names: NameColumns) -> Words:
    """Return the left's family names, and what stands for its given names: these and their nicknames."""
    forms = form_hashes(names.forms.data, names.forms.starts, PREFIX)[0]
    sizes = np.diff(names.forms.starts)

    def used(*lists: Lists, least: int = 1) -> Hashes:
        numbers = np.unique(np.concatenate([one.values for one in lists]))
        return np.unique(forms[numbers[sizes[numbers] >= least]])

    given = np.union1d(used(names.given, names.called), used(names.middle, least=MIN_FREE))
    table = nickname_hashes()
    there = np.isin(table.bases, given)
    pieces = np.concatenate([given, np.repeat(table.words, np.diff(table.ends))[there]])
    bases = np.concatenate([given, table.bases[there]])
    order = np.lexsort((bases, pieces))
    words, starts = np.unique(pieces[order], return_index=True)
    ends = np.append(starts, len(order)).astype(np.int64)
    return Words(found(used(names.family, names.parts)), found(words), bases[order], ends)


def _names(names: NameColumns, traces: bool, people: bool, nicknames: bool, threads: int) -> Keys:
    arrays = _name_arrays(names)
    slices = [(at, min(at + _SLICE, len(names))) for at in range(0, len(names), _SLICE)]
    return _strung(
        list(in_threads(lambda s: name_keys(arrays, s[0], s[1], traces, people, nicknames), slices, threads))
    )


def _strung(parts: Sequence[Keys]) -> Keys:
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(0, np.uint8)
    row, key, rule = (np.concatenate([p[i] for p in parts]) for i in range(3))
    return row, key, rule


def _sorted(keys: Keys) -> Keys:
    order = np.argsort(keys[0], kind="stable")
    return keys[0][order], keys[1][order], keys[2][order]


def _only(found: Sequence[Keys], there: Found) -> Keys:
    """Return the keys that may be there."""
    row, key, rule = _strung(found)
    kept = likely(there, key)
    return row[kept], key[kept], rule[kept]


def _office_probes(frame: RecordFrame) -> Values:
    """Return the offices that handles name: of those alone that name a place and an office."""
    known = frame.once(AccountColumns).handles
    kinds = known.known[:, 2]
    counts = [np.concatenate([[0], np.cumsum(kinds == KINDS.index(kind))])[known.known_starts] for kind in "rp"]
    rows = np.flatnonzero((np.diff(counts[0]) > 0) & (np.diff(counts[1]) > 0))
    codes = np.full(len(frame), -1, dtype=np.int32)
    codes[rows] = np.arange(len(rows))
    return spread(codes, [office_probes(frame[int(row)]) for row in rows])


def _said_parts(frame: RecordFrame, *, persona: bool) -> list[Values]:
    return [
        date_values(frame.column("birth_date"))[2],
        read_together(frame, ("postcode",), lambda text: [f"p:{code}"] if (code := squeeze(text)) else []),
        read_together(frame, _PLACE, partial(place_refiners, persona=persona)),
    ]


@cache
def _letter_parts() -> Hashes:
    """Return the hash of the refiner of each letter, by its byte."""
    return hashed([f"i:{chr(code)}" for code in range(128)] + [""] * 128)


def _parts(initials: Values, others: Sequence[Values], size: int) -> Parts:
    rows, values = (np.concatenate([initials[i], *(o[i] for o in others)]) for i in (0, 1))
    return distinct_by_row(rows, values, np.arange(len(rows)) < len(initials[0]), size)
