"""What would go if a person were erased now, and what would stay."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from .. import gate
from ..holds import EVERYTHING
from ..models import ErasureScope
from ..reaching import contact
from . import planning, registry, words
from .held import hold_on
from .stores import ErasureSubject


@dataclass(frozen=True, slots=True)
class Line:
    """One store: how many rows would go, and what would keep them."""

    label: str
    count: int
    blocked: str


@dataclass(frozen=True, slots=True)
class Preview:
    """``held``: why nothing would go, in words. ``sends``: channels over which the person is reached now."""

    lines: list[Line]
    held: str
    sends: list[str]
    accounts: int

    @property
    def total(self) -> int:
        """Rows that would go."""
        return sum(line.count for line in self.lines)


def of_person(constituent_id: UUID) -> Preview:
    """The preview of one person. It changes nothing."""
    targets = planning.of_person([constituent_id])
    subject = ErasureSubject(
        erasure_id=uuid4(),
        scope=ErasureScope.PERSON,
        origin="staff",
        constituent_ids=targets.constituent_ids,
        identity_ids=targets.identity_ids,
        persona_ids=targets.persona_ids,
        account_hashes=targets.account_hashes,
    )
    with gate.purpose("erasure", reason="previewing an erasure"):
        found = [
            (str(store.label), store.count(subject), store.blocked(subject))
            for store in registry.stores()
            if "privacy.Suppression" not in store.covers
        ]
        held = hold_on(subject, EVERYTHING)
    return Preview(
        lines=[Line(label, count, words.blocked(code)) for label, count, code in found if count],
        held=words.blocked(held) if held and all(code for _label, _count, code in found) else "",
        sends=[str(contact.CHANNELS[name]) for name, one in contact.verdicts(constituent_id).items() if one.allowed],
        accounts=len(targets.persona_ids),
    )
