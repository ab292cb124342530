"""The decisions of this sign-in, so that one key takes the last one back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

KEY = "review_decisions"
KEPT = 50


def remember(request: HttpRequest, decision_id: UUID) -> None:
    """Note a decision as the last one."""
    request.session[KEY] = [*request.session.get(KEY, []), str(decision_id)][-KEPT:]


def forget(request: HttpRequest, decision_id: UUID) -> None:
    """It was taken back, or can no longer be."""
    request.session[KEY] = [one for one in request.session.get(KEY, []) if one != str(decision_id)]


def last(request: HttpRequest) -> UUID | None:
    """The last decision of this sign-in that was not taken back."""
    decisions = request.session.get(KEY, [])
    return UUID(decisions[-1]) if decisions else None
