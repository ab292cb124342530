"""Opening persona data for a page or a search, as far as the person who looks may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from crmsocial.core.models import User
from privacy.gate import PurposeRefused, current_purpose, purpose

PROFILE_VIEW = "profile_view"


@contextmanager
def viewing(actor: User | None, *, reason: str, name: str = PROFILE_VIEW) -> Iterator[str]:
    """Open ``name`` for the block; gives an empty text, or the sentence that says why it stays closed.

    Where it stays closed, our own records are shown all the same: nothing of accounts is. Without an actor the caller's
    own purpose stands.
    """
    with ExitStack() as stack:
        refusal = ""
        if actor is not None and current_purpose() != name:
            try:
                stack.enter_context(purpose(name, reason=reason, actor=actor))
            except PurposeRefused as refused:
                refusal = refused.message
        yield refusal
