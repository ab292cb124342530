"""The reads of erasures for screens."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from crmsocial.core.errors import NotFound

from ..models import Erasure, ErasureState, ErasureStep, StepState
from . import words


@dataclass(frozen=True, slots=True)
class StepView:
    """One store of an erasure, in words."""

    step: ErasureStep
    label: str
    blocked: str


@dataclass(frozen=True, slots=True)
class ErasureView:
    """One erasure, in words."""

    erasure: Erasure
    origin: str
    blocked: str
    done: int
    total: int
    steps: tuple[StepView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.erasure.state != ErasureState.COMPLETE

    @property
    def percent(self) -> int:
        """Progress from 0 to 100; all stores are searched once more before the end."""
        return 100 if not self.is_open else min(99, self.done * 100 // max(1, self.total))


def recent(*, state: str = "", before: UUID | None = None, limit: int = 50) -> list[ErasureView]:
    """Erasures, newest first; those in ``state`` where one is named."""
    rows = _with_progress(Erasure.objects.order_by("-pk"))
    if state in ErasureState.values:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_view(erasure) for erasure in rows[:limit]]


def counts() -> dict[str, int]:
    """How many erasures are in each state."""
    found = dict(Erasure.objects.values_list("state").annotate(n=Count("pk")).order_by())
    return {state: found.get(state, 0) for state in ErasureState.values}


def one(erasure_id: UUID) -> ErasureView:
    """An erasure with its steps. Raises NotFound."""
    erasure = _with_progress(Erasure.objects.select_related("requested_by", "request")).filter(pk=erasure_id).first()
    if erasure is None:
        raise NotFound(_("There is no such erasure."))
    steps = tuple(
        StepView(step, words.store(step.store), words.blocked(step.blocked_by))
        for step in erasure.steps.order_by("position", "store")
    )
    return _view(erasure, steps)


def _with_progress(rows: QuerySet[Erasure]) -> QuerySet[Erasure]:
    done = Count("steps", filter=Q(steps__state=StepState.DONE))
    return rows.annotate(steps_done=done, steps_all=Count("steps"))


def _view(erasure: Erasure, steps: tuple[StepView, ...] = ()) -> ErasureView:
    return ErasureView(
        erasure=erasure,
        origin=words.origin(erasure.origin),
        blocked=words.blocked(erasure.blocked_by),
        done=erasure.steps_done,  # type: ignore[attr-defined]
        total=erasure.steps_all,  # type: ignore[attr-defined]
        steps=steps,
    )
