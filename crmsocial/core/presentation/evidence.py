"""Geometry of the evidence bars: they diverge from a centre line, to the right for, to the left against."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .figures import bits_text

WIDTH = 200
HEIGHT = 16
THICKNESS = 8
CENTRE = WIDTH / 2
# A pair with only weak evidence must not look as if it were strong, so the scale never shrinks below this.
SMALLEST_SCALE_BITS = 8.0
UNKNOWN_WIDTH = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn piece of evidence; x and width in user units of a drawing WIDTH wide, bits None where unknown."""

    label: str
    sentence: str
    bits: float | None
    bits_text: str
    side: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """All bars of one pair on one scale, with the sum of the known bits."""

    bars: list[Bar]
    scale: float
    total: float
    total_text: str


def draw(rows: Iterable[Any], *, scale: float | None = None) -> Bars:
    """Lay out evidence rows (objects or mappings with label, sentence and bits) on one symmetric scale.

    Args:
        rows: the evidence in the order to show it; bits are log2 of a likelihood ratio, None where nothing is known.
        scale: bits that fill one half of the drawing; by default the largest of the rows, at least 8.

    """
    given = [(_get(row, "label"), _get(row, "sentence"), _get(row, "bits")) for row in rows]
    known = [float(bits) for _, _, bits in given if _is_known(bits)]
    largest = max((abs(bits) for bits in known if math.isfinite(bits)), default=0.0)
    full = scale or max(SMALLEST_SCALE_BITS, largest)
    total = math.fsum(known)
    return Bars([_bar(*row, full) for row in given], full, total, bits_text(total))


def _bar(label: Any, sentence: Any, bits: Any, full: float) -> Bar:
    if not _is_known(bits):
        return Bar(
            str(label), str(sentence or ""), None, bits_text(None), "unknown", CENTRE - UNKNOWN_WIDTH / 2, UNKNOWN_WIDTH
        )
    width = round(min(abs(bits) / full, 1.0) * CENTRE, 2)
    side = "for" if bits > 0 else "against" if bits < 0 else "none"
    x = round(CENTRE - width, 2) if bits < 0 else CENTRE
    return Bar(str(label), str(sentence or ""), float(bits), bits_text(bits), side, x, width)


def _is_known(bits: Any) -> bool:
    return bits is not None and not math.isnan(bits)


def _get(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
