"""What the engine answers: scored pairs and the evidence that they were added up from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Evidence:
    """One argument for (bits > 0) or against (bits < 0) a pair.

    ``kind`` is the family: name, handle, handle_year, handle_place, label, bio, given_name, family_name, email, phone,
    birth_date, gender, country, place, division, postcode, address, website, role, organisation, national_id, account,
    record, rarity; and, for the sum's other terms, prior, competition, calibration. ``level`` is a machine word for how
    the two values agree; several words are joined by ``/``. ``bits`` is a log2 likelihood ratio.
    """

    kind: str
    left_value: str
    right_value: str
    level: str
    bits: float


@dataclass(slots=True)
class Scored:
    """One candidate pair. ``weight`` is bits before competition; ``probability`` lies strictly between 0 and 1.

    ``pattern`` has one letter or digit for the level of each family; pairs of equal pattern have equal evidence but for
    term frequencies. ``evidence`` is worked out when asked for; its bits add up to the log2 odds of ``probability``
    (within 1e-6).
    """

    left_id: str
    right_id: str
    probability: float
    weight: float
    rank: int
    pattern: str
    _evidence: Callable[[], list[Evidence]] = field(repr=False, compare=False)

    @property
    def evidence(self) -> list[Evidence]:
        """The arguments, in the order in which a page shows them; the same on every call."""
        return self._evidence()
