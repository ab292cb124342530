"""The access log: who opened whose data, for what. Ids and codes; never values, and never what somebody searched for.

``gate.purpose`` gives an ``Opening`` to the block. A page that learns only while reading whom it shows says so with
``shows``; the entries are written when the block ends, in its transaction: what was not shown was not accessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from crmsocial.core.models import User

from ..models import AccessEntry

CONSTITUENT, PERSONA = "constituent", "persona"


def enter(*, actor: User, reason: str, constituents: Iterable[UUID]) -> None:
    """Enter that somebody looked at what privacy keeps of people, such as their ledger, for which no purpose opens."""
    opening = Opening("", reason, actor)
    opening.shows(constituents=constituents)
    opening.write()


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whose data is opened. Empty: a list, whose rows are not entered one by one."""

    constituents: Iterable[UUID] = ()
    personas: Iterable[UUID] = ()


@dataclass(slots=True)
class Opening:
    """A purpose while it is open, and whom it has shown so far, each once."""

    purpose: str
    reason: str
    actor: User | None
    _shown: dict[tuple[str, UUID], None] = field(default_factory=dict)

    def shows(self, *, constituents: Iterable[UUID | None] = (), personas: Iterable[UUID | None] = ()) -> None:
        """Say whose data is being shown."""
        self._shown.update(((CONSTITUENT, pk), None) for pk in constituents if pk is not None)
        self._shown.update(((PERSONA, pk), None) for pk in personas if pk is not None)

    def write(self) -> int:
        """Enter what was opened, in the caller's transaction and one statement; nothing for the system itself.

        Returns the number of entries. Opening the same again is entered again: coalescing would make the log say less
        than what happened.
        """
        if self.actor is None:
            return 0
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
        subjects: list[tuple[str, UUID | None]] = [*self._shown] or [("", None)]
        entries = [
            AccessEntry(
                actor_id=self.actor.pk,
                purpose=self.purpose,
                reason=self.reason[:120],
                subject_kind=kind,
                subject_id=pk,
                request_id=request_id,
            )
            for kind, pk in subjects
        ]
        return len(AccessEntry.objects.bulk_create(entries))
