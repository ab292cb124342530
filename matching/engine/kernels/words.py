"""Everyday words in account names: affixes, offices, places, numbers, found by a tree of letters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean
from .segment import AFFIX, DIGITS, PLACE, ROLE
from .split import Words

# Places in ``Tree.settings``: the longest word, and from how many letters on a place counts inside a word.
LONGEST, FREE_PLACE = range(2)
# Letters and digits, each a branch of the tree.
BRANCHES = 36
# More than one text can hold: 48 letters, each the start of 16 words.
_ROOM = 1024


#: Kinds of everyday words by number: affix, role, place, digits.
KINDS = "arpd"


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
def _tail_is_role(tree: Tree, letters: NDArray[np.uint8], start: int, end: int) -> bool:
    node = np.int64(0)
    for p in range(start, end):
        node = np.int64(tree.next[node, branch(np.int64(letters[p]))])
        if node == 0:
            return False
    return bool(tree.role[node] >= 0)


@lean
def _kind(
    tree: Tree, node: int, letters: NDArray[np.uint8], first: int, last: int, start: int, end: int, aligned: bool
) -> int:
    """Return the kind of the word that a stretch of the text from ``first`` to ``last`` is, -1 for none."""
    size = end - start
    edge = start == first or end == last
    if tree.role[node] >= 0 and size > 1 and (edge or aligned):
        return ROLE
    affix = tree.affix[node]
    if affix and (aligned or affix > 1 or (size > 1 and edge)):
        return AFFIX
    if tree.place[node] >= 0:
        free = size >= tree.settings[FREE_PLACE] or aligned or end == last
        if free or (start == first and _tail_is_role(tree, letters, end, last)):
            return PLACE
    return -1


@lean
def _digits_end(letters: NDArray[np.uint8], last: int, start: int) -> int:
    end = start
    while end < last and letters[end] <= 57:
        end += 1
    return end


@lean
def _put(known: NDArray[np.uint8], at: int, start: int, end: int, kind: int) -> None:
    known[at, 0], known[at, 1], known[at, 2] = start, end, kind


@lean
def _read(
    tree: Tree,
    letters: NDArray[np.uint8],
    first: int,
    last: int,
    bounds: np.uint64,
    strict: bool,
    known: NDArray[np.uint8],
    meaning: NDArray[np.int16],
    at: int,
) -> int:
    """Write the everyday words of one text from ``at`` on, by start and end; return where they end."""
    for start in range(first, last):
        begins = _bound(bounds, start - first)
        if strict and not begins:
            continue
        stop = min(last, start + tree.settings[LONGEST])
        number = _digits_end(letters, last, start)
        whole = start < number <= stop and (start == first or letters[start - 1] > 57)
        if whole and (not strict or _bound(bounds, number - first)):
            _put(known, at, start - first, number - first, DIGITS)
            meaning[at] = -1
            at += 1
        node = np.int64(0)
        for end in range(start + 1, stop + 1):
            node = np.int64(tree.next[node, branch(np.int64(letters[end - 1]))])
            if node == 0:
                break
            aligned = begins and _bound(bounds, end - first)
            if end <= number or (strict and not aligned):
                continue
            kind = _kind(tree, node, letters, first, last, start, end, aligned)
            if kind >= 0:
                _put(known, at, start - first, end - first, kind)
                meaning[at] = tree.role[node] if kind == ROLE else (tree.place[node] if kind == PLACE else -1)
                at += 1
    return at


@kernel
def find_known(tree: Tree, words: Words, strict: NDArray[np.bool_]) -> Known:
    """Return the everyday words of all texts; in ``strict`` ones those alone that are whole written words."""
    rows = len(words.bounds)
    starts = np.zeros(rows + 1, dtype=np.int64)
    room = 2 * rows + _ROOM
    known, meaning = np.empty((room, 3), dtype=np.uint8), np.empty(room, dtype=np.int16)
    for row in range(rows):
        at = starts[row]
        if at + _ROOM > room:
            room *= 2
            longer, meant = np.empty((room, 3), dtype=np.uint8), np.empty(room, dtype=np.int16)
            longer[:at], meant[:at] = known[:at], meaning[:at]
            known, meaning = longer, meant
        first, last = words.starts[row], words.starts[row + 1]
        starts[row + 1] = _read(tree, words.letters, first, last, words.bounds[row], strict[row], known, meaning, at)
    return Known(known[: starts[rows]].copy(), starts, meaning[: starts[rows]].copy())
