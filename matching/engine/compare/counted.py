"""What is summed up over all counts of a frozen model: once, not at each look-up of a single account."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import TypeVar

Value = TypeVar("Value")
Counts = Mapping[str, int]
#: Tables that are remembered: a model has four, and two models may be in use at a time.
_MOST = 16

_kept: OrderedDict[tuple[int, str], tuple[Counts, object]] = OrderedDict()


def once(counts: Counts, make: Callable[[Counts], Value]) -> Value:
    """Return ``make(counts)``, remembered with the table itself: counts of a frozen model never change."""
    key = (id(counts), make.__qualname__)
    found = _kept.get(key)
    # The table is kept with what was made of it, so that no other one can have its id meanwhile.
    if found is None or found[0] is not counts:
        found = counts, make(counts)
        _kept[key] = found
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    value: Value = found[1]  # type: ignore[assignment]
    return value


def beginnings(counts: Counts, length: int) -> Counter[str]:
    """Return how many people have a value that begins with these ``length`` letters."""
    found = Counter[str]()
    for value, count in counts.items():
        found[value[:length]] += count
    return found


def first_letters(counts: Counts) -> Counter[str]:
    """Return the counts by first letter."""
    return beginnings(counts, 1)


def spread(counts: Counts) -> tuple[int, int]:
    """Return the sum of the counts, and that of their squares."""
    return sum(counts.values()), sum(n * n for n in counts.values())
