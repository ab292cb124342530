"""Levels of what an account tells beside its names, per pair: place, link, organisation, bio, birth date."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean
from .keys import step, stir
from .sets import Levels, Rows, Sets, has, is_empty, meet

# Levels of compare.context: PLACE, LINK, PARTY, BIO_NAME, BORN.
_TOWN_AND_DIVISION, _TOWN, _DIVISION, _DIVISION_IN_BIO, _NUMBER = 1, 2, 3, 4, 5
_OTHER_DIVISION, _OTHER_DIVISION_IN_BIO, _UNCLEAR, _OTHER_TOWN = 6, 7, 8, 9
_SAME_PAGE, _SAME_SITE, _SAME_SHARED_SITE, _HANDLE_IS_SITE = 1, 2, 3, 10
#: What ``link_levels`` leaves to the reading of the links' labels: whether the person's own site is known.
SITE_DIFFERS, NO_SITE = 6, 9
_ABSENT, _IN_HANDLE, _IN_BIO, _WHOLE_IN_BIO = 1, 2, 3, 4
_UNNAMED, _FAMILY, _FULL = 1, 2, 3
_EQUAL, _YEAR, _ONE_SLIP, _DAY_MONTH, _TWO_SLIPS, _SAME_YEAR, _DIFFERS, _YEAR_SLIP = range(1, 9)
_LEAST_END = 3
_ONE = np.uint64(1)


class Places(NamedTuple):
    """Where people are: divisions, their countries, towns and districts, all words, numbers of French departments."""

    divisions: Sets
    nations: Sets
    towns: Sets
    words: Sets
    numbers: Sets


class Whereabouts(NamedTuple):
    """Where accounts say they are: ``near`` in the location, ``far`` in display name and bio.

    ``said`` tells which accounts state a location or a bio.
    """

    said: NDArray[np.bool_]
    near: Sets
    near_nations: Sets
    words: Sets
    shown: Sets
    shown_nations: Sets
    far: Sets
    far_nations: Sets
    phrases: Sets
    numbers: Sets
    shown_numbers: Sets
    bio_numbers: Sets
    handle_numbers: Sets


class Links(NamedTuple):
    """Web pages by address, their sites, sites that few people have, and a site that an account is named by."""

    pages: Sets
    sites: Sets
    rare: Sets


class Organisations(NamedTuple):
    """Words of people's organisations as hashes and as letters (row ``i``: words of list ``words.codes[i]``)."""

    words: Sets
    whole: Sets
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]


class Handles(NamedTuple):
    """Letters of handles end to end, and where words begin (``TextColumns``)."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    bounds: NDArray[np.uint64]


class Called(NamedTuple):
    """People's names (``NameColumns``): which hash each form has, unstirred and stirred, and lists of forms."""

    states: NDArray[np.uint64]
    hashes: NDArray[np.uint64]
    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    given_part: NDArray[np.int32]
    family_part: NDArray[np.int32]
    firsts: NDArray[np.int32]
    first_starts: NDArray[np.int64]
    own: NDArray[np.int32]
    own_starts: NDArray[np.int64]
    family: NDArray[np.int32]
    family_starts: NDArray[np.int64]


@lean
def _place(left: Places, right: Whereabouts, i: int, j: int) -> int:
    one = left.words.codes[i]
    if not right.said[j] or (is_empty(left.divisions, one) and is_empty(left.words, one)):
        return 0
    here = right.near.codes[j]
    if meet(left.divisions, one, right.near, here):
        return _TOWN_AND_DIVISION if meet(left.towns, one, right.words, here) else _DIVISION
    if meet(left.words, one, right.words, here):
        return _TOWN
    shown, bio = right.shown.codes[j], right.far.codes[j]
    if meet(left.divisions, one, right.shown, shown) or meet(left.divisions, one, right.far, bio):
        return _DIVISION_IN_BIO
    if meet(left.words, one, right.phrases, bio):
        return _DIVISION_IN_BIO
    if (
        meet(left.numbers, one, right.numbers, here)
        or meet(left.numbers, one, right.shown_numbers, shown)
        or meet(left.numbers, one, right.bio_numbers, bio)
        or meet(left.numbers, one, right.handle_numbers, right.handle_numbers.codes[j])
    ):
        return _NUMBER
    if meet(left.nations, one, right.near_nations, here):
        return _OTHER_DIVISION
    if meet(left.nations, one, right.shown_nations, shown) or meet(left.nations, one, right.far_nations, bio):
        return _OTHER_DIVISION_IN_BIO
    # A location that names no division is another town's, as far as it shows.
    if is_empty(right.near, here) and not is_empty(right.words, here) and not is_empty(left.towns, one):
        return _OTHER_TOWN
    return _UNCLEAR


@kernel
def place_levels(left: Places, right: Whereabouts, li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of PLACE."""
    for p in range(len(li)):
        out[p] = _place(left, right, li[p], ri[p])


@lean
def _link(left: Links, right: Links, i: int, j: int) -> int:
    one, other = left.sites.codes[i], right.sites.codes[j]
    if meet(left.rare, one, right.rare, right.rare.codes[j]):
        return _HANDLE_IS_SITE
    if is_empty(right.pages, other):
        return 0
    if meet(left.pages, one, right.pages, other):
        return _SAME_PAGE
    if meet(left.rare, one, right.sites, other):
        return _SAME_SITE
    if meet(left.sites, one, right.sites, other):
        return _SAME_SHARED_SITE
    return NO_SITE if is_empty(left.sites, one) else SITE_DIFFERS


@kernel
def link_levels(left: Links, right: Links, li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of LINK but for the labels of links; sites that handles name are the rare ones of ``right``."""
    for p in range(len(li)):
        out[p] = _link(left, right, li[p], ri[p])


@lean
def _is_bound(bounds: np.uint64, at: int) -> bool:
    return bool(bounds & (_ONE << np.uint64(at)))


@lean
def _stands(words: Organisations, word: int, handles: Handles, j: int) -> bool:
    """Whether a word ends the handle, or is a written word of it."""
    first, size = words.starts[word], words.starts[word + 1] - words.starts[word]
    start, end = handles.starts[j], handles.starts[j + 1]
    for at in range(end - start - size + 1):
        last = at + size == end - start
        bound = _is_bound(handles.bounds[j], at) and _is_bound(handles.bounds[j], at + size)
        if bound or (last and size >= _LEAST_END):
            k = 0
            while k < size and handles.letters[start + at + k] == words.letters[first + k]:
                k += 1
            if k == size and size:
                return True
    return False


@kernel
def party_levels(left: Organisations, handles: Handles, phrases: Sets, li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of PARTY."""
    for p in range(len(li)):
        one, bio = left.words.codes[li[p]], phrases.codes[ri[p]]
        if is_empty(left.words, one) and is_empty(left.whole, one):
            continue
        level = _ABSENT
        if meet(left.whole, one, phrases, bio):
            level = _WHOLE_IN_BIO
        elif meet(left.words, one, phrases, bio):
            level = _IN_BIO
        for word in range(left.words.starts[one], left.words.starts[one + 1]):
            if level != _WHOLE_IN_BIO and _stands(left, word, handles, ri[p]):
                level = _IN_HANDLE
        out[p] = level


@lean
def _together(names: Called, first: int, family: int) -> np.uint64:
    """Return the hash of a given name and a family name written as one."""
    state = names.states[first]
    for at in range(names.starts[family], names.starts[family + 1]):
        state = step(state, names.letters[at])
    return stir(state)


@lean
def _bio_name(names: Called, phrases: Sets, i: int, bio: int) -> int:
    given, part = names.given_part[i], names.family_part[i]
    for k in range(names.family_starts[part], names.family_starts[part + 1]):
        family = names.family[k]
        if has(phrases, bio, names.hashes[family]):
            for f in range(names.first_starts[given], names.first_starts[given + 1]):
                if has(phrases, bio, _together(names, names.firsts[f], family)):
                    return _FULL
            return _FAMILY
        for f in range(names.own_starts[given], names.own_starts[given + 1]):
            if has(phrases, bio, _together(names, names.own[f], family)):
                return _FULL
    return _UNNAMED


@kernel
def bio_name_levels(names: Called, phrases: Sets, li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of BIO_NAME; accounts without a bio have set 0 of ``phrases``."""
    for p in range(len(li)):
        if phrases.codes[ri[p]]:
            out[p] = _bio_name(names, phrases, li[p], phrases.codes[ri[p]])


@lean
def _slips(one: int, other: int) -> int:
    """Return how many digits of two dates (YYYYMMDD) differ; two neighbours exchanged are one slip."""
    count, held_one, held_other = 0, -1, -1
    for _ in range(8):
        a, b = one % 10, other % 10
        one, other = one // 10, other // 10
        if a == b or (a == held_other and b == held_one):
            held_one = held_other = -1
        else:
            count += 1
            held_one, held_other = a, b
    return count


@lean
def born_level(one: int, other: int) -> int:
    """Return the level of BORN for two dates as YYYYMMDD, zeros for what is not said; 0 where either is."""
    if one == 0 or other == 0:
        return 0
    if one % 10_000 == 0 or other % 10_000 == 0:
        slips = _slips(one // 10_000, other // 10_000)
        return _YEAR if slips == 0 else (_YEAR_SLIP if slips == 1 else _DIFFERS)
    if one == other:
        return _EQUAL
    if one // 10_000 == other // 10_000 and one % 100 == other // 100 % 100 and other % 100 == one // 100 % 100:
        return _DAY_MONTH
    slips = _slips(one, other)
    if slips <= 2:
        return _ONE_SLIP if slips == 1 else _TWO_SLIPS
    return _SAME_YEAR if one // 10_000 == other // 10_000 else _DIFFERS


@kernel
def born_levels(left: NDArray[np.int32], right: NDArray[np.int32], li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of BORN."""
    for p in range(len(li)):
        out[p] = born_level(left[li[p]], right[ri[p]])
