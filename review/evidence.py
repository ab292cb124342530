"""Evidence as a steward reads it: the start, what weighs most, the rest in one row, then the other candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.selectors import EvidenceRow

#: Pieces lighter than this many bits are told in one row, unless there is only one of them.
SMALL_BITS = 0.6
_FIRST, _LAST = ("prior",), ("competition", "calibration")
#: Kinds that weigh nothing and are told all the same.
_TOLD = "not_a_person"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One bar with its words."""

    label: str
    sentence: str
    bits: float


def arrange(rows: Iterable[EvidenceRow]) -> list[ShownRow]:
    """Rows whose bits add up to the same sum as the given ones, the heaviest evidence first. Pure."""
    given = list(rows)
    pieces = sorted(
        (row for row in given if row.kind not in (*_FIRST, *_LAST)), key=lambda row: abs(row.bits), reverse=True
    )
    small = [row for row in pieces if abs(row.bits) < SMALL_BITS and row.kind != _TOLD]
    if len(small) < 2:
        small = []
    heavy = [row for row in pieces if row not in small]
    ends = [row for row in given if row.kind in _LAST and (row.kind != "calibration" or round(row.bits, 1))]
    hidden = [row for row in given if row.kind in _LAST and row not in ends]
    return [
        *_shown(row for row in given if row.kind in _FIRST),
        *_shown(heavy),
        *_together([*small, *hidden] if small else []),
        *_shown(ends if small or not hidden else [*ends, *hidden]),
    ]


def _shown(rows: Iterable[EvidenceRow]) -> list[ShownRow]:
    return [ShownRow(row.label, row.sentence, row.bits) for row in rows]


def _together(rows: Sequence[EvidenceRow]) -> list[ShownRow]:
    if not rows:
        return []
    label = ngettext("%(n)d small piece", "%(n)d small pieces", len(rows)) % {"n": len(rows)}
    told = _(", ").join(dict.fromkeys(row.label for row in rows))
    return [ShownRow(label, told, fsum(row.bits for row in rows))]
