"""Names packed for matching: per given part and family part the forms with their rules, letters first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..handles.items import FAMILY_LISTS, GIVEN_LISTS
from ..kernels.forms import NameForms, Part, letter_bits
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
) -> Part:
    """Pack one part: ``lists`` of forms with rules from ``rule`` on, ``short`` strings, ``single`` ones for letters."""
    starts, values, which = _joined(lists)
    sizes = np.diff(forms.starts)
    # Longer strings of initials than eight stand in no account name.
    kept = (sizes[short.values] > 0) & (sizes[short.values] <= _HEAD)
    kept_before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(kept)])
    firsts = np.zeros((len(single), _FIRSTS), dtype=np.uint8)
    many = np.diff(single.starts)
    for place in range(_FIRSTS):
        held = np.flatnonzero(many > place)
        firsts[held, place] = first[single.values[single.starts[held] + place]] & np.uint64(255)
    return Part(
        starts,
        first[values],
        sizes[values].astype(np.int32),
        which + np.uint8(rule),
        values,
        letter_bits(first, single.values, single.starts, single is short),
        kept_before[short.starts],
        first[short.values[kept]],
        sizes[short.values[kept]].astype(np.uint8),
        firsts,
    )


def pack(names: NameColumns) -> NameForms:
    """Pack the names of many people for matching."""
    first = heads(names.forms)
    given = [getattr(names, name) for name in GIVEN_LISTS]
    family = [getattr(names, name) for name in FAMILY_LISTS]
    return NameForms(
        names.given_part,
        names.family_part,
        _part(names.forms, first, given, names.initials, names.initials, 0),
        _part(names.forms, first, family, names.tails, names.family, len(GIVEN_LISTS)),
        names.forms.data,
        names.forms.starts,
    )
