"""How common names, sites and towns are on the left side: the term frequencies of a frozen version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .names import read_names, surname_key
from .normalise import is_shared_host, squeeze, urls
from .records import Record

# Values seen once need not be kept: an unknown value counts as rare.
_KEPT_FROM = 2


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of constituents (not of their records) by value; ``total`` is the number of constituents."""

    total: int = 0
    family: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    city: dict[str, int] = field(default_factory=dict)
    host: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return the counts in a fixed order, ready for JSON."""
        return {
            "total": self.total,
            **{n: dict(sorted(getattr(self, n).items())) for n in ("family", "given", "city", "host")},
        }


def _kept(groups: Iterable[tuple[str, str]]) -> dict[str, int]:
    counts = Counter(value for value, _ in set(groups) if value)
    return {v: n for v, n in counts.items() if n >= _KEPT_FROM}


def count(records: Sequence[Record]) -> Frequencies:
    """Count the left side."""
    named = [(read_names(r), r.key) for r in records]
    return Frequencies(
        total=len({r.key for r in records}),
        family=_kept((surname_key(n), k) for n, k in named),
        given=_kept((n.given[0] if n.given else "", k) for n, k in named),
        city=_kept((squeeze(r.city or ""), r.key) for r in records),
        host=_kept((h, r.key) for r in records for h, _ in urls(r.website) if not is_shared_host(h)),
    )
