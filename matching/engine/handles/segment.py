"""The best reading of a text by one person's names, told in words; many at once are read by ``compare.naming``."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..columns.forms import pack
from ..columns.names import NameColumns
from ..columns.texts import TextColumns
from ..kernels.forms import NameForms
from ..kernels.naming import STEPS, SUMS, readings
from ..kernels.segment import NAME, SKIPPED, bench
from ..names import Names
from .clean import Text
from .items import rules

_CACHE = 1 << 10


class Reading(NamedTuple):
    """What of a text a person's names explain.

    ``family`` and ``given`` are kinds of ``items``; ``chars`` letters covered by names; ``left`` letters that nothing
    explains, ``between`` those of them in whole words between given and family name; ``aligned`` false when a name cuts
    off unexplained letters of a written word; ``matched`` the names found, joined by
    ``+``; ``rest`` the unexplained stretches, ``digits`` the numbers and ``places`` the places, in order.
    """

    family: int
    given: int
    chars: int
    left: int
    between: int
    aligned: bool
    matched: str
    rest: tuple[str, ...]
    digits: tuple[str, ...]
    places: tuple[str, ...]


@lru_cache(_CACHE)
def _packed(names: Names) -> NameForms:
    return pack(NameColumns.of([names]))


@lru_cache(_CACHE)
def segment(text: Text, names: Names) -> Reading:
    """Return the best reading of ``text`` by ``names``, as the kernel finds it; equal inputs give equal readings."""
    sums, steps = np.zeros((1, SUMS), dtype=np.uint8), np.zeros((1, *STEPS), dtype=np.int16)
    row = np.zeros(1, dtype=np.int64)
    readings(_packed(names), TextColumns.of([text]).arrays(), rules(), row, row, 0, 1, bench(), sums, steps)
    family, given, chars, left, aligned, between = (int(n) for n in sums[0])
    found: dict[str, list[str]] = {"name": [], "rest": [], "d": [], "p": [], "a": [], "r": []}
    end, last = len(text.text), ""
    while end:
        start, by = (int(n) for n in steps[0, end])
        kind = "name" if by >= NAME else ("rest" if by == SKIPPED else text.known[by][2])
        piece = text.text[start:end]
        if kind == last == "rest":
            found["rest"][-1] = piece + found["rest"][-1]
        else:
            found[kind].append(piece)
        end, last = start, kind
    told = {kind: tuple(reversed(pieces)) for kind, pieces in found.items()}
    return Reading(
        family, given, chars, left, between, bool(aligned), "+".join(told["name"]), told["rest"], told["d"], told["p"]
    )
