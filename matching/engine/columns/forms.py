"""Names packed for matching: per given part and family part the forms with their rules, letters first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..handles.items import FAMILY_LISTS, GIVEN_LISTS
from ..kernels.forms import FAMILY_AT, GIVEN_AT, HEADER, ROW_SIZE, NameForms, letter_bits
from .names import NameColumns
from .strings import Lists, Strings, heads

_HEAD = 8
_FIRSTS = 4


def _joined(lists: Sequence[Lists]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    """Return (starts, values, number of the list) of the lists of each row written one after another."""
    sizes = np.stack([np.diff(one.starts) for one in lists])
    starts = np.zeros(sizes.shape[1] + 1, dtype=np.int64)
    np.cumsum(sizes.sum(axis=0), out=starts[1:])
    values = np.zeros(int(starts[-1]), dtype=np.int32)
    which = np.zeros(int(starts[-1]), dtype=np.uint8)
    before = starts[:-1].copy()
    for number, one in enumerate(lists):
        places = np.repeat(before - one.starts[:-1], sizes[number]) + np.arange(len(one.values))
        values[places] = one.values
        which[places] = number
        before += sizes[number]
    return starts, values, which


def _part(
    forms: Strings, first: NDArray[np.uint64], lists: Sequence[Lists], short: Lists, single: Lists, rule: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the words of distinct parts, as ``NameForms`` describes them, and where each begins.

    ``lists`` hold forms with rules from ``rule`` on, ``short`` strings of initials or tails, ``single`` forms whose
    first letters count (of initials, all letters).
    """
    starts, values, which = _joined(lists)
    sizes = np.diff(forms.starts)
    # Longer strings of initials than eight stand in no account name.
    kept = (sizes[short.values] > 0) & (sizes[short.values] <= _HEAD)
    kept_before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(kept)])[short.starts]
    many, shorts = np.diff(starts), np.diff(kept_before)
    at = np.zeros(len(many) + 1, dtype=np.int64)
    np.cumsum(HEADER + 2 * many + shorts, out=at[1:])
    words = np.zeros(int(at[-1]), dtype=np.uint64)
    words[at[:-1]] = many.astype(np.uint64) | shorts.astype(np.uint64) << np.uint64(16)
    held = np.diff(single.starts)
    for place in range(_FIRSTS):
        rows = np.flatnonzero(held > place)
        letter = first[single.values[single.starts[rows] + place]] & np.uint64(255)
        words[at[rows]] |= letter << np.uint64(32 + 8 * place)
    words[at[:-1] + 1] = letter_bits(first, single.values, single.starts, single is short).astype(np.uint64)
    of_form = np.repeat(at[:-1] + HEADER - 2 * starts[:-1], many) + 2 * np.arange(len(values))
    words[of_form] = first[values]
    words[of_form + 1] = sizes[values].astype(np.uint64) | (which + np.uint8(rule)).astype(np.uint64) << np.uint64(16)
    words[of_form + 1] |= values.astype(np.uint64) << np.uint64(32)
    of_short = np.repeat(at[:-1] + HEADER + 2 * many - kept_before[:-1], shorts) + np.arange(int(shorts.sum()))
    words[of_short] = first[short.values[kept]]
    return words, at[:-1]


def pack(names: NameColumns) -> NameForms:
    """Pack the names of many people for matching."""
    first = heads(names.forms)
    given, given_at = _part(
        names.forms, first, [getattr(names, name) for name in GIVEN_LISTS], names.initials, names.initials, 0
    )
    family, family_at = _part(
        names.forms, first, [getattr(names, name) for name in FAMILY_LISTS], names.tails, names.family, len(GIVEN_LISTS)
    )
    rows = np.zeros((len(names), ROW_SIZE), dtype=np.int32)
    rows[:, GIVEN_AT] = given_at[names.given_part]
    rows[:, FAMILY_AT] = family_at[names.family_part]
    return NameForms(rows, given, family, names.forms.data, names.forms.starts)
