"""Opening persona data for a page or a search, as far as the person who looks may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

from crmsocial.core.models import User
from privacy.accesses.opening import Opening
from privacy.gate import PurposeRefused, current_purpose, purpose

PROFILE_VIEW = "profile_view"


@dataclass(slots=True)
class Viewing:
    """What became of the wish to look: an empty ``refusal``, or the sentence that says why the data stays closed."""

    refusal: str = ""
    opening: Opening | None = None

    def shows(self, constituents: Iterable[UUID], personas: Iterable[UUID | None] = ()) -> None:
        """Enter in the access log whom the block shows; where nothing was opened here there is nothing to enter."""
        if self.opening is not None:
            self.opening.shows(constituents=constituents, personas=personas)


@contextmanager
def viewing(actor: User | None, *, reason: str, name: str = PROFILE_VIEW) -> Iterator[Viewing]:
    """Open ``name`` for the block.

    Where it stays closed, our own records are shown all the same: nothing of accounts is. Without an actor the caller's
    own purpose stands.
    """
    with ExitStack() as stack:
        found = Viewing()
        if actor is not None and current_purpose() != name:
            try:
                found.opening = stack.enter_context(purpose(name, reason=reason, actor=actor))
            except PurposeRefused as refused:
                found.refusal = refused.message
        yield found
