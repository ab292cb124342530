"""Drawing months of a purpose as a small picture: a line for what stands, bars for what was given and withdrawn. Pure.

The server draws; a page shows it as SVG beside the same numbers in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 320, 132
#: The upper part is the line's, the lower one the bars', which diverge from their own axis.
_LINE_BOTTOM, _LINE_HEIGHT = 72, 64
_AXIS, _BAR = 104, 24


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month, and what stood at its end."""

    first: date
    given: int = 0
    withdrawn: int = 0
    standing: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the picture; ``kind`` is given or withdrawn."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture: points of the line, bars, and the largest numbers that its heights stand for."""

    line: str
    area: str
    bars: tuple[Bar, ...]
    most_standing: int
    most_moved: int
    width: int = WIDTH
    height: int = HEIGHT
    axis: int = _AXIS
    base: int = _LINE_BOTTOM


def draw(months: Sequence[Month], *, most_standing: int = 0, most_moved: int = 0) -> Chart:
    """Draw ``months``, oldest first. ``most_…``: the scale where several pictures share one."""
    top = max([most_standing, *(one.standing for one in months)], default=0)
    moved = max([most_moved, *(max(one.given, one.withdrawn) for one in months)], default=0)
    step = WIDTH / max(len(months), 1)
    points = [
        (round(step * (place + 0.5), 1), round(_LINE_BOTTOM - _LINE_HEIGHT * _share(one.standing, top), 1))
        for place, one in enumerate(months)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{_LINE_BOTTOM} {line} {points[-1][0]},{_LINE_BOTTOM}" if points else ""
    bars = [bar for place, one in enumerate(months) for bar in _bars(one, place * step, step, moved)]
    return Chart(line, area, tuple(bars), top, moved)


def _bars(month: Month, left: float, step: float, most: int) -> list[Bar]:
    x, width = round(left + step * 0.2, 1), round(step * 0.6, 1)
    up, down = (round(_BAR * _share(number, most), 1) for number in (month.given, month.withdrawn))
    found = []
    if up:
        found.append(Bar(x, round(_AXIS - up, 1), width, up, "given"))
    if down:
        found.append(Bar(x, _AXIS, width, down, "withdrawn"))
    return found


def _share(number: int, most: int) -> float:
    return number / most if most else 0.0
