"""Misspelt names: a stretch that nothing explains, one slip away from one of the names' forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compile import lean
from .forms import (
    FAMILY_AT,
    GIVEN_AT,
    HEADER,
    LEAST_SLIP,
    SLIP,
    NameForms,
    Rules,
    forms_of,
    number_of,
    rule_of,
    size_of,
)
from .segment import CHARS, FAMILY, GIVEN, LEFT, RESTS, Bench
from .text import Opened


@lean
def _one_slip(text: Opened, start: int, end: int, names: NameForms, base: int, length: int) -> bool:
    """Whether a letter more, less or other, or two exchanged ones, make the difference (Damerau 1964)."""
    size = end - start
    least = min(length, size)
    head = 0
    while head < least and text.letters[start + head] == names.letters[base + head]:
        head += 1
    tail = 0
    while tail < least - head and text.letters[end - 1 - tail] == names.letters[base + length - 1 - tail]:
        tail += 1
    between = max(length, size) - head - tail
    if between == 2 and length == size:
        one, other = text.letters[start + head], text.letters[start + head + 1]
        return bool(one == names.letters[base + head + 1] and other == names.letters[base + head])
    return between <= 1


@lean
def _slip(text: Opened, start: int, end: int, rules: Rules, names: NameForms, part: NDArray[np.uint64], at: int) -> int:
    """Return the strongest kind that a misspelt form of a part would count as; 0 where none is that near."""
    best = 0
    for k in range(at + HEADER, at + HEADER + 2 * forms_of(part, at), 2):
        kind, length = rules.lists[rule_of(part[k + 1]), SLIP], size_of(part[k + 1])
        if kind > best and length >= rules.settings[LEAST_SLIP] and abs(length - (end - start)) <= 1:
            base = names.starts[number_of(part[k + 1])]
            if _one_slip(text, start, end, names, base, length):
                best = kind
    return best


@lean
def loosen(rules: Rules, names: NameForms, person: int, on: Bench) -> tuple[int, int, int, int]:
    """Return family and given kind, letters explained and letters left, with one misspelt name forgiven."""
    sums = on.read.sums
    family, given, chars, left = sums[FAMILY], sums[GIVEN], sums[CHARS], sums[LEFT]
    for i in range(sums[RESTS] - 1, -1, -1):
        start, end = int(on.read.rest[i, 0]), int(on.read.rest[i, 1])
        size = end - start
        if size < rules.settings[LEAST_SLIP]:
            continue
        slipped = _slip(on.text, start, end, rules, names, names.family, names.rows[person, FAMILY_AT])
        if slipped > family:
            return slipped, given, chars + size, left - size
        slipped = _slip(on.text, start, end, rules, names, names.given, names.rows[person, GIVEN_AT])
        if slipped > given:
            return family, slipped, chars + size, left - size
    return family, given, chars, left
