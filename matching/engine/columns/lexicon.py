"""Everyday words of account names as a tree of letters, from the word lists of ``knowledge``."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..kernels.split import Words
from ..kernels.words import BRANCHES, Known, Tree, branch, find_known
from ..knowledge import concept_names, region_codes, regions, role_words, words

# An affix or a place of so many letters counts inside a word, too; so do these affixes.
FREE_AFFIX = 5
FREE_AFFIXES = frozenset({"for"})
FREE_PLACE = 4
LONGEST_WORD = 16
# Where signs stand between words, shorter ones do not begin or end inside another (PA in MPA).
LEAST_INSIDE = 5
# Words at the beginning that others may follow have so many letters, unless they are offices or end where a word ends.
LEAST_FORE = 3
# A short place at the beginning counts before an office of so many letters.
LEAST_NEXT = 3


def _fits(word: str) -> bool:
    return 0 < len(word) <= LONGEST_WORD and word.isascii() and word.isalnum() and word == word.lower()


@cache
def tree() -> Tree:
    """Return the tree of all everyday words that a text may hold."""
    affixes = words("affixes")
    concepts = {name: i for i, name in enumerate(concept_names())}
    codes = {code: i for i, code in enumerate(region_codes())}
    found: dict[str, tuple[int, int, int]] = {}
    for word in sorted(w for w in {*affixes, *role_words(), *regions()} if _fits(w)):
        role, place = role_words().get(word), regions().get(word)
        free = 1 + (len(word) >= FREE_AFFIX or word in FREE_AFFIXES)
        found[word] = (
            concepts[role] if role else -1,
            codes[place[0]] if place else -1,
            free if word in affixes else 0,
        )
    nodes: dict[str, int] = {"": 0}
    for word in found:
        for size in range(1, len(word) + 1):
            nodes.setdefault(word[:size], len(nodes))
    following = np.zeros((len(nodes), BRANCHES), dtype=np.int16)
    meant = np.array([found.get(piece, (-1, -1, 0)) for piece in nodes], dtype=np.int16)
    for piece, node in nodes.items():
        if piece:
            following[nodes[piece[:-1]], branch(ord(piece[-1]))] = node
    role_numbers, place_numbers = meant[:, 0].copy(), meant[:, 1].copy()
    settings = np.array([LONGEST_WORD, FREE_PLACE, LEAST_INSIDE, LEAST_FORE, LEAST_NEXT], dtype=np.int64)
    return Tree(following, role_numbers, place_numbers, meant[:, 2].astype(np.uint8), settings)


def known_words(words_of_texts: Words, strict: NDArray[np.bool_], spaced: NDArray[np.bool_]) -> Known:
    """Return the everyday words of texts: affixes, offices and callings, places, numbers.

    A number is all digits that stand together. Offices and affixes count as written words, and at either end of the
    text, where they may follow one another (rep + for + nm); long affixes anywhere. Places count as written words, when
    they are long, at the end, or at the beginning before an office. In ``strict`` texts written words alone count; in
    ``spaced`` ones, which have signs between their words, short words likewise.
    """
    return find_known(tree(), words_of_texts, strict, spaced)
