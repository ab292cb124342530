"""Everyday words in account names: affixes, offices, places, numbers, found by a tree of letters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean, whole
from .segment import AFFIX, DIGITS, PLACE, ROLE
from .split import Words

#: Kinds of everyday words by number: affix, role, place, digits.
KINDS = "arpd"
# Places in the settings, which columns/lexicon.py declares.
LONGEST, FREE_PLACE, APART, FIRM, ROLE_NEXT = range(5)
# Letters and digits, each a branch of the tree.
BRANCHES = 36
# More than one text can hold: 48 letters, each the start of 16 words.
_ROOM = 1024
# What stands for the meaning of an affix that counts anywhere, while words are gathered.
_ANYWHERE = -2


class Tree(NamedTuple):
    """``next[node, letter]`` is the node of a longer word (0: none); node 0 is the empty word.

    Per node: ``role`` and ``place`` are the numbers of what a word means (-1: no such word); ``affix`` is 1 for an
    affix and 2 for one that counts inside words, too.
    """

    next: NDArray[np.int16]
    role: NDArray[np.int16]
    place: NDArray[np.int16]
    affix: NDArray[np.uint8]
    settings: NDArray[np.int64]


class Known(NamedTuple):
    """Everyday words of texts: start, end and kind of each, what it means, and where each text's words begin."""

    known: NDArray[np.uint8]
    starts: NDArray[np.int64]
    meaning: NDArray[np.int16]


@lean
def branch(letter: int) -> int:
    """Return the branch of a letter or digit."""
    return letter - 87 if letter >= 97 else letter - 48


@lean
def _bound(bounds: np.uint64, place: int) -> bool:
    return bool((bounds >> np.uint64(place)) & np.uint64(1))


@lean
def _kind(tree: Tree, node: int, size: int, aligned: bool) -> int:
    """Return the kind of the word at a node, -1 for none."""
    if tree.role[node] >= 0 and size > 1:
        return ROLE
    if tree.affix[node] and (aligned or size > 1):
        return AFFIX
    return PLACE if tree.place[node] >= 0 else -1


@lean
def _meaning(tree: Tree, node: int, kind: int) -> int:
    if kind == AFFIX:
        return _ANYWHERE if tree.affix[node] > 1 else -1
    return whole(tree.role[node] if kind == ROLE else tree.place[node])


@lean
def _digits_end(letters: NDArray[np.uint8], last: int, start: int) -> int:
    end = start
    while end < last and letters[end] <= 57:
        end += 1
    return end


@lean
def _put(out: Known, at: int, start: int, end: int, kind: int, meaning: int) -> int:
    out.known[at, 0], out.known[at, 1], out.known[at, 2], out.meaning[at] = start, end, kind, meaning
    return at + 1


@lean
def _spots(tree: Tree, words: Words, row: int, strict: bool, spaced: bool, out: Known, at: int) -> int:
    """Write all words that stand in a text, by start and end, from ``at`` on; return where they end."""
    letters, bounds = words.letters, words.bounds[row]
    first, last = words.starts[row], words.starts[row + 1]
    for start in range(first, last):
        begins = _bound(bounds, start - first)
        if strict and not begins:
            continue
        stop = min(last, start + tree.settings[LONGEST])
        number = _digits_end(letters, last, start)
        complete = start < number <= stop and (start == first or letters[start - 1] > 57)
        if complete and (not strict or _bound(bounds, number - first)):
            at = _put(out, at, start - first, number - first, DIGITS, -1)
        node = whole(0)
        for end in range(start + 1, stop + 1):
            node = whole(tree.next[node, branch(whole(letters[end - 1]))])
            if node == 0:
                break
            aligned = begins and _bound(bounds, end - first)
            apart = strict or (spaced and end - start < tree.settings[APART])
            if end <= number or (apart and not aligned):
                continue
            kind = _kind(tree, node, end - start, aligned)
            if kind >= 0:
                at = _put(out, at, start - first, end - first, kind, _meaning(tree, node, kind))
    return at


@lean
def _reach(tree: Tree, bounds: np.uint64, size: int, out: Known, at: int, stop: int) -> tuple[np.uint64, np.uint64]:
    """Return the places that words reach which follow one another from the beginning, and from the end (bits)."""
    one = np.uint64(1)
    fore, back = one, one << np.uint64(size)
    for k in range(at, stop):
        start, end = whole(out.known[k, 0]), whole(out.known[k, 1])
        firm = end - start >= tree.settings[FIRM] or out.known[k, 2] == ROLE or _bound(bounds, end)
        if firm and _bound(fore, start):
            fore |= one << np.uint64(end)
    for end in range(size, 0, -1):
        if _bound(back, end):
            for k in range(at, stop):
                if out.known[k, 1] == end:
                    back |= one << np.uint64(out.known[k, 0])
    return fore, back


@lean
def _role_next(tree: Tree, out: Known, at: int, stop: int, place: int) -> bool:
    for k in range(at, stop):
        start, end = whole(out.known[k, 0]), whole(out.known[k, 1])
        if start == place and out.known[k, 2] == ROLE and end - start >= tree.settings[ROLE_NEXT]:
            return True
    return False


@lean
def _keep(tree: Tree, bounds: np.uint64, size: int, out: Known, at: int, stop: int) -> int:
    """Keep the words that count where they stand; return where they end."""
    fore, back = _reach(tree, bounds, size, out, at, stop)
    kept = at
    for k in range(at, stop):
        start, end, kind = whole(out.known[k, 0]), whole(out.known[k, 1]), whole(out.known[k, 2])
        meaning = whole(out.meaning[k])
        fits = kind == DIGITS or (_bound(bounds, start) and _bound(bounds, end)) or _bound(back, end)
        if not fits and kind == PLACE:
            fits = end - start >= tree.settings[FREE_PLACE] or (start == 0 and _role_next(tree, out, k, stop, end))
        elif not fits:
            fits = _bound(fore, start) or (kind == AFFIX and meaning == _ANYWHERE)
        if fits:
            kept = _put(out, kept, start, end, kind, -1 if kind == AFFIX else meaning)
    return kept


@kernel
def find_known(tree: Tree, words: Words, strict: NDArray[np.bool_], spaced: NDArray[np.bool_]) -> Known:
    """Return the everyday words of all texts that count where they stand."""
    rows = len(words.bounds)
    starts = np.zeros(rows + 1, dtype=np.int64)
    room = 4 * rows + _ROOM
    out = Known(np.empty((room, 3), dtype=np.uint8), starts, np.empty(room, dtype=np.int16))
    for row in range(rows):
        at = starts[row]
        if at + _ROOM > room:
            room *= 2
            longer = Known(np.empty((room, 3), dtype=np.uint8), starts, np.empty(room, dtype=np.int16))
            longer.known[:at], longer.meaning[:at] = out.known[:at], out.meaning[:at]
            out = longer
        stop = _spots(tree, words, row, strict[row], spaced[row], out, at)
        size = words.starts[row + 1] - words.starts[row]
        starts[row + 1] = _keep(tree, words.bounds[row], size, out, at, stop)
    return Known(out.known[: starts[rows]].copy(), starts, out.meaning[: starts[rows]].copy())
