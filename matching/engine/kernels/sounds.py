"""Two names letter by letter: the best way to read one as the other, in hundredths of a bit.

A *label* is a sequence of units (words, or single Chinese characters) each with one or several readings; a *name* is a
handful of items (its words, and neighbouring words joined), each used once at most, in any order. Every item is aligned
with a run of units by a weighted edit distance whose weights are log odds against chance, so the sum of an alignment is
evidence in bits. Weights are integers: sums are exact, whatever their order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
MAX_WORDS = 6
MAX_UNITS = 12
MAX_LETTERS = 24
_NEVER = -(1 << 28)
_SLOTS = 2048


class Labels(NamedTuple):
    """Labels as arrays: ``units`` by label, ``readings`` by unit, ``letters`` (1-26) by reading, all as offsets.

    ``table`` names the weights of a reading, ``skip`` what a unit costs that no item explains, ``span`` how many units
    of a label one item may cover.
    """

    units: Ints
    readings: Ints
    letters: Ints
    codes: Bytes
    table: Ints
    skip: Ints
    span: Ints


class Items(NamedTuple):
    """Distinct strings of letters (1-26), as offsets into ``codes``."""

    letters: Ints
    codes: Bytes


class Spelt(NamedTuple):
    """Names as arrays: ``item`` and ``mask`` (the words it uses, as bits) by name; ``skip`` of unused words by name."""

    items: Ints
    item: Ints
    mask: Ints
    words: Ints
    skip: Ints


@kernel
def _advance(row: Ints, reading: Bytes, item: Bytes, weights: Ints, work: Ints) -> None:
    """Fill ``work`` (letters of the reading + 1, letters of the item + 1) with best sums, from ``row`` onwards."""
    width = len(item) + 1
    for j in range(width):
        work[0, j] = row[j]
    for i in range(1, len(reading) + 1):
        x = reading[i - 1]
        gone = weights[x, 0]
        work[i, 0] = work[i - 1, 0] + gone
        for j in range(1, width):
            y = item[j - 1]
            best = work[i - 1, j - 1] + weights[x, y]
            other = work[i - 1, j] + gone
            if other > best:
                best = other
            other = work[i, j - 1] + weights[0, y]
            work[i, j] = other if other > best else best


@kernel
def _spans(
    label: int, labels: Labels, item: Bytes, weights: Ints, out: Ints, work: Ints, row: Ints, best: Ints
) -> None:
    """Fill ``out[start, end]`` with the sum of aligning the item with the units from start to end (exclusive)."""
    first, last = labels.units[label], labels.units[label + 1]
    count = min(last - first, MAX_UNITS)
    width = len(item) + 1
    for start in range(count):
        row[0] = 0
        for j in range(1, width):
            row[j] = row[j - 1] + weights[0, 0, item[j - 1]]
        for end in range(start, min(count, start + labels.span[label])):
            unit = first + end
            best[:width] = _NEVER
            for reading in range(labels.readings[unit], labels.readings[unit + 1]):
                letters = labels.codes[labels.letters[reading] : labels.letters[reading + 1]]
                table = weights[labels.table[reading]]
                _advance(row, letters, item, table, work)
                height = len(letters)
                for j in range(width):
                    if work[height, j] > best[j]:
                        best[j] = work[height, j]
            for j in range(width):
                row[j] = best[j]
            out[start, end + 1] = row[width - 1]


@kernel
def _closed(sums: Ints, words: int, skip: Ints) -> int:
    """Return the best of the sums by words used (bits of the index), less what the unused words cost."""
    best = _NEVER
    for used in range(len(sums)):
        total = sums[used]
        if total == _NEVER:
            continue
        for word in range(words):
            if not used >> word & 1:
                total -= skip[word]
        best = max(best, total)
    return best


@kernel
def _assign(label: int, name: int, labels: Labels, names: Spelt, spans: Ints, slots: Ints, sums: Ints) -> int:
    """Return the best sum over ways to give each item a run of units, or none; skipped units and words cost."""
    first = labels.units[label]
    count = min(labels.units[label + 1] - first, MAX_UNITS)
    words = names.words[name + 1] - names.words[name]
    full = 1 << words
    sums[: count + 1, :full] = _NEVER
    sums[0, 0] = 0
    begin, end = names.items[name], names.items[name + 1]
    for at in range(count):
        cost = labels.skip[first + at]
        for used in range(full):
            here = sums[at, used]
            if here == _NEVER:
                continue
            if here - cost > sums[at + 1, used]:
                sums[at + 1, used] = here - cost
            for k in range(begin, end):
                mask = names.mask[k]
                if used & mask:
                    continue
                slot = slots[k - begin]
                for stop in range(at + 1, min(count, at + labels.span[label]) + 1):
                    there = here + spans[slot, at, stop]
                    if there > sums[stop, used | mask]:
                        sums[stop, used | mask] = there
    return _closed(sums[count, :full], words, names.skip[names.words[name] : names.words[name + 1]])


@kernel
def scores(labels: Labels, items: Items, names: Spelt, weights: Ints, li: Ints, ri: Ints, out: Ints) -> None:
    """Fill ``out`` with the evidence (hundredths of a bit) of each pair of a name ``li`` and a label ``ri``.

    Pairs of one label should stand together: an item is aligned with a label once.
    """
    spans = np.empty((_SLOTS, MAX_UNITS + 1, MAX_UNITS + 1), dtype=np.int32)
    stamp = np.full(len(items.letters), -1, dtype=np.int32)
    slot_of = np.zeros(len(items.letters), dtype=np.int32)
    slots = np.zeros(2 * MAX_WORDS, dtype=np.int32)
    sums = np.empty((MAX_UNITS + 1, 1 << MAX_WORDS), dtype=np.int32)
    work = np.empty((MAX_LETTERS + 1, 2 * MAX_LETTERS + 1), dtype=np.int32)
    row = np.empty(2 * MAX_LETTERS + 1, dtype=np.int32)
    best = np.empty(2 * MAX_LETTERS + 1, dtype=np.int32)
    current, free = -1, 0
    for p in range(len(li)):
        name, label = li[p], ri[p]
        begin, end = names.items[name], names.items[name + 1]
        if label != current or free + (end - begin) > _SLOTS:
            stamp[:] = -1
            current, free = label, 0
        for k in range(begin, end):
            item = names.item[k]
            if stamp[item] != label:
                stamp[item] = label
                slot_of[item] = free
                letters = items.codes[items.letters[item] : items.letters[item + 1]]
                _spans(label, labels, letters, weights, spans[free], work, row, best)
                free += 1
            slots[k - begin] = slot_of[item]
        out[p] = _assign(label, name, labels, names, spans, slots, sums)
