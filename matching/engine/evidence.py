"""What the engine answers: scored pairs and the evidence that they were added up from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Evidence:
    """One argument for (bits > 0) or against (bits < 0) a pair.

    ``kind`` is the family: name, handle, email, phone, birth_date, place, website, role, gender, organisation,
    national_id, address, rarity, account, and for the sum's other terms prior, competition, calibration.
    ``level`` is a machine word for how the two values agree. ``bits`` is a log2 likelihood ratio.
    """

    kind: str
    left_value: str
    right_value: str
    level: str
    bits: float


@dataclass(slots=True)
class Scored:
    """One candidate pair. ``weight`` is bits before competition; ``probability`` lies strictly between 0 and 1.

    ``pattern`` packs the levels of all families; pairs of equal pattern have equal evidence but for term frequencies.
    ``evidence`` is worked out on first use; its bits add up to the log2 odds of ``probability`` (within 1e-6).
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
        return self._evidence()
