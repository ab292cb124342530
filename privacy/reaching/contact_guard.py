"""What a sender calls for each message, at the moment of sending."""

from __future__ import annotations

from uuid import UUID

from crmsocial.core.errors import NotPermitted

from . import contact


def require(constituent_id: UUID, channel: str) -> None:
    """Raise NotPermitted, with the reason, unless the person may be reached over ``channel`` at this moment.

    Raises KeyError for a channel that does not exist.
    """
    verdict = contact.verdict(constituent_id, channel)
    if not verdict.allowed:
        raise NotPermitted(verdict.reason, code=verdict.code, channel=channel)
