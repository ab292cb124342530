"""The acts of this sign-in, so that one key takes the last one back: decisions, and skips."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

KEY = "review_decisions"
KEPT = 50
_SKIP = "skip:"


@dataclass(frozen=True, slots=True)
class Act:
    """A decision by its id, or a skip by its candidate's."""

    pk: UUID
    is_skip: bool = False

    @property
    def undo_url(self) -> str:
        """Where it is taken back."""
        return reverse("review:unskip" if self.is_skip else "review:undo", args=[self.pk])

    def __str__(self) -> str:
        return f"{_SKIP if self.is_skip else ''}{self.pk}"


def remember(request: HttpRequest, act: Act) -> None:
    """Note an act as the last one."""
    request.session[KEY] = [*request.session.get(KEY, []), str(act)][-KEPT:]


def forget(request: HttpRequest, act: Act) -> None:
    """It was taken back, or can no longer be."""
    request.session[KEY] = [one for one in request.session.get(KEY, []) if one != str(act)]


def last(request: HttpRequest) -> Act | None:
    """The last act of this sign-in that was not taken back."""
    acts = request.session.get(KEY, [])
    return Act(UUID(acts[-1].removeprefix(_SKIP)), acts[-1].startswith(_SKIP)) if acts else None
