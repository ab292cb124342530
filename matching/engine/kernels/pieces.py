"""The keys of accounts: pieces of handles and display names that somebody on the left bears, alone and together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.strings import Codes, Offsets
from .compile import kernel, lean
from .join import Found, has, place
from .keys import START, Hashes, letter_hash, rule_key, step, stir, text_hash
from .rules import NUMBERS
from .text import Texts

_NAME, _INITIAL, _FAMILY, _GIVEN, _TAIL, _LETTERS, _PREFIX = (
    np.uint8(NUMBERS[rule]) for rule in ("name", "initial", "family", "given", "tail", "letters", "prefix")
)
Bytes = NDArray[np.uint8]
_ZERO, _NINE, _A, _Z = (np.uint8(ord(c)) for c in "09az")
_ONE = np.uint64(1)
# Kinds of everyday words, as numbers of ``columns.texts.KINDS``.
_PLACE, _DIGITS = 2, 3
# As in ``pieces``: the longest piece, the length of a prefix, the least of a piece inside a word, at one edge.
_LONGEST, _PREFIX_SIZE, _FREE, _EDGE, _MOST_LETTERS = 24, 5, 4, 3, 6
_PIECES = 2400


class Words(NamedTuple):
    """The left's family names by hash, and the pieces that stand for its given names: itself or a nickname.

    Piece ``i`` of ``given`` stands for the names ``bases[base_ends[i] : base_ends[i + 1]]``, as hashes.
    """

    family: Found
    given: Found
    bases: Hashes
    base_ends: Offsets


class Hits(NamedTuple):
    """Scratch: pieces of one account that are names; of which text, from where to where, and what (hash or number)."""

    text: Bytes
    start: Bytes
    end: Bytes
    value: Hashes


class Out(NamedTuple):
    """Keys and rules gathered so far; replaced by longer arrays where they are full."""

    row: Codes
    key: Hashes
    rule: Bytes


@kernel
def new_hits() -> Hits:
    """Return scratch for all pieces of two texts."""
    return Hits(
        np.empty(_PIECES, dtype=np.uint8),
        np.empty(_PIECES, dtype=np.uint8),
        np.empty(_PIECES, dtype=np.uint8),
        np.empty(_PIECES, dtype=np.uint64),
    )


@kernel
def longer(out: Out) -> Out:
    """Return the same in arrays of double the size."""
    return Out(
        np.concatenate((out.row, np.empty_like(out.row))),
        np.concatenate((out.key, np.empty_like(out.key))),
        np.concatenate((out.rule, np.empty_like(out.rule))),
    )


@lean
def add(out: Out, begun: int, used: int, there: Found, rule: np.uint8, value: np.uint64) -> int:
    """Add a key, if the left may have it and the row, whose keys begin at ``begun``, has it not; return the new end."""
    key = rule_key(rule, value)
    if not has(there, key):
        return used
    for i in range(begun, used):
        if out.key[i] == key:
            return used
    out.key[used], out.rule[used] = key, rule
    return used + 1


@lean
def _edges(texts: Texts, i: int) -> np.uint64:
    """Return, as bits, where a short name may begin or end (``pieces.edges``)."""
    bounds = texts.bounds[i]
    found = bounds
    for k in range(texts.known_starts[i], texts.known_starts[i + 1]):
        start, end = np.uint64(texts.known[k, 0]), np.uint64(texts.known[k, 1])
        if end - start > 1 and ((bounds >> start) | (bounds >> end)) & _ONE:
            found |= (_ONE << start) | (_ONE << end)
    return found


@lean
def _is_digit(letter: np.uint8) -> bool:
    return bool(_ZERO <= letter <= _NINE)


@lean
def _cut(
    texts: Texts,
    number: int,
    i: int,
    words: Words,
    families: Hits,
    family_count: int,
    givens: Hits,
    given_count: int,
    out: Out,
    begun: int,
    used: int,
    there: Found,
) -> tuple[int, int, int]:
    """Gather the pieces of one text that are names, and add the keys of single pieces."""
    base, size = texts.starts[i], texts.starts[i + 1] - texts.starts[i]
    bounds, sides, strict = texts.bounds[i], _edges(texts, i), texts.strict[i]
    for start in range(size):
        at_bound = bool((bounds >> np.uint64(start)) & _ONE)
        if strict and not at_bound:
            continue
        at_edge = np.int64((sides >> np.uint64(start)) & _ONE)
        state, digits = START, True
        for end in range(start + 1, min(size, start + _LONGEST) + 1):
            letter = texts.letters[base + end - 1]
            state = step(state, letter)
            digits &= _is_digit(letter)
            length = end - start
            if length < 2 or digits or (strict and not (bounds >> np.uint64(end)) & _ONE):
                continue
            touching = at_edge + np.int64((sides >> np.uint64(end)) & _ONE)
            if not (length >= _FREE or touching == 2 or (length >= _EDGE and touching)):
                continue
            value = stir(state)
            if has(words.family, value) and place(words.family, value) >= 0:
                families.text[family_count], families.start[family_count] = number, start
                families.end[family_count], families.value[family_count] = end, value
                family_count += 1
                used = add(out, begun, used, there, _FAMILY, value)
            if not touching:
                continue
            at = place(words.given, value) if has(words.given, value) else np.int64(-1)
            if at >= 0:
                givens.text[given_count], givens.start[given_count] = number, start
                givens.end[given_count], givens.value[given_count] = end, np.uint64(at)
                given_count += 1
                for b in range(words.base_ends[at], words.base_ends[at + 1]):
                    used = add(out, begun, used, there, _GIVEN, words.bases[b])
            if touching == 2 and _EDGE <= length <= _MOST_LETTERS:
                used = add(out, begun, used, there, _LETTERS, value)
            if length == _PREFIX_SIZE:
                used = add(out, begun, used, there, _PREFIX, value)
    return family_count, given_count, used


@lean
def _beside(texts: Texts, i: int, start: int, end: int) -> np.uint64:
    """Return, as bits, the places of letters that may be initials beside the piece from ``start`` to ``end``."""
    found = texts.bounds[i]
    for at in range(start, end):
        found &= ~(_ONE << np.uint64(at))
    if start > 0:
        found |= _ONE << np.uint64(start - 1)
    return found | (_ONE << np.uint64(end))


@lean
def _with_initials(
    texts: Texts, row: int, start: int, end: int, family: np.uint64, out: Out, begun: int, used: int, there: Found
) -> int:
    """Add keys of a family name with each letter beside it that may be an initial."""
    base, size = texts.starts[row], texts.starts[row + 1] - texts.starts[row]
    places = _beside(texts, row, start, end)
    for at in range(size):
        letter = texts.letters[base + at]
        if (places >> np.uint64(at)) & _ONE and not _is_digit(letter):
            used = add(out, begun, used, there, _INITIAL, letter_hash(letter) + family)
    return used


@lean
def _with_given(
    texts: Texts,
    row: int,
    g: int,
    givens: Hits,
    words: Words,
    families: Hits,
    family_count: int,
    out: Out,
    begun: int,
    used: int,
    there: Found,
) -> int:
    """Add keys of a given name with the letter that follows it, and with every family name that does not overlap it."""
    number, start, end = givens.text[g], int(givens.start[g]), int(givens.end[g])
    spot = int(givens.value[g])
    first, last = words.base_ends[spot], words.base_ends[spot + 1]
    base, size = texts.starts[row], texts.starts[row + 1] - texts.starts[row]
    if end < size and not _is_digit(texts.letters[base + end]):
        after = letter_hash(texts.letters[base + end])
        for b in range(first, last):
            used = add(out, begun, used, there, _TAIL, words.bases[b] + after)
    for f in range(family_count):
        if families.text[f] != number or families.start[f] >= end or families.end[f] <= start:
            for b in range(first, last):
                used = add(out, begun, used, there, _NAME, words.bases[b] + families.value[f])
    return used


@kernel
def account_keys(
    first: int, last: int, handles: Texts, displays: Texts, words: Words, there: Found
) -> tuple[Codes, Hashes, Bytes]:
    """Return (row, key, rule) of what handles and display names of rows ``first`` to ``last`` look for, by row.

    ``there`` holds the left's keys; nothing is looked for that it surely lacks.
    """
    out = Out(np.empty(1 << 17, dtype=np.int32), np.empty(1 << 17, dtype=np.uint64), np.empty(1 << 17, dtype=np.uint8))
    families, givens = new_hits(), new_hits()
    used = 0
    for row in range(first, last):
        begun, family_count, given_count = used, 0, 0
        # Room for what the next step may add at most; longer rows grow below.
        while used + 4 * _PIECES * 8 > len(out.key):
            out = longer(out)
        for number in range(2):
            texts = handles if number == 0 else displays
            family_count, given_count, used = _cut(
                texts, number, row, words, families, family_count, givens, given_count, out, begun, used, there
            )
        for f in range(family_count):
            while used + 64 > len(out.key):
                out = longer(out)
            texts = handles if families.text[f] == 0 else displays
            start, end = int(families.start[f]), int(families.end[f])
            used = _with_initials(texts, row, start, end, families.value[f], out, begun, used, there)
        for g in range(given_count):
            spot = int(givens.value[g])
            while used + (words.base_ends[spot + 1] - words.base_ends[spot]) * (family_count + 1) > len(out.key):
                out = longer(out)
            texts = handles if givens.text[g] == 0 else displays
            used = _with_given(texts, row, g, givens, words, families, family_count, out, begun, used, there)
        out.row[begun:used] = row
    return out.row[:used].copy(), out.key[:used].copy(), out.rule[:used].copy()


@lean
def _word_end(data: Bytes, at: int, end: int) -> int:
    while at < end and (_A <= data[at] <= _Z or _is_digit(data[at])):
        at += 1
    return at


@kernel
def bio_keys(rows: Codes, data: Bytes, starts: Offsets, words: Words, there: Found) -> tuple[Codes, Hashes, Bytes]:
    """Return (row, key, rule) of neighbouring words of folded texts that are a given and a family name."""
    out = Out(np.empty(1 << 12, dtype=np.int32), np.empty(1 << 12, dtype=np.uint64), np.empty(1 << 12, dtype=np.uint8))
    used = 0
    for i in range(len(rows)):
        begun, at, end = used, starts[i], starts[i + 1]
        before, seen = np.uint64(0), False
        while at < end:
            stop = _word_end(data, at, end)
            if stop == at:
                at += 1
                continue
            value = text_hash(data, at, stop)
            for turn in range(2 if seen else 0):
                given, family = (before, value) if turn == 0 else (value, before)
                number = place(words.given, given)
                if number >= 0 and place(words.family, family) >= 0:
                    while used + words.base_ends[number + 1] - words.base_ends[number] > len(out.key):
                        out = longer(out)
                    for b in range(words.base_ends[number], words.base_ends[number + 1]):
                        used = add(out, begun, used, there, _NAME, words.bases[b] + family)
            before, seen, at = value, True, stop
        out.row[begun:used] = rows[i]
    return out.row[:used].copy(), out.key[:used].copy(), out.rule[:used].copy()


@kernel
def account_parts(
    texts: Texts, letters: Hashes, years: Hashes, regions: Hashes
) -> tuple[Codes, Hashes, NDArray[np.bool_]]:
    """Return (row, refiner, whether it is an initial) of what texts tell: words' first letters, years, divisions.

    The tables hold the hashes of refiners by letter, by year less 1900, and by number of the division (may be empty).
    """
    size = 0
    for row in range(len(texts.bounds)):
        size += texts.starts[row + 1] - texts.starts[row] + texts.known_starts[row + 1] - texts.known_starts[row]
    row_out, part_out = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint64)
    letter_out = np.zeros(size, dtype=np.bool_)
    used = 0
    for row in range(len(texts.bounds)):
        begun, base = used, texts.starts[row]
        for at in range(texts.starts[row + 1] - base):
            if (texts.bounds[row] >> np.uint64(at)) & _ONE:
                part_out[used], letter_out[used] = letters[texts.letters[base + at]], True
                used += 1
        for k in range(texts.known_starts[row], texts.known_starts[row + 1]):
            start, end, kind = np.int64(texts.known[k, 0]), np.int64(texts.known[k, 1]), texts.known[k, 2]
            if kind == _DIGITS and (end - start == 2 or end - start == 4):
                number = 0
                for at in range(start, end):
                    number = 10 * number + int(texts.letters[base + at] - _ZERO)
                if end - start == 2:
                    number += 1900 if number >= 20 else 2000
                if 1900 <= number < 2020:
                    part_out[used] = years[number - 1900]
                    used += 1
            if kind == _PLACE and len(regions) and texts.meaning[k] >= 0:
                part_out[used] = regions[texts.meaning[k]]
                used += 1
        row_out[begun:used] = row
    return row_out[:used].copy(), part_out[:used].copy(), letter_out[:used].copy()
