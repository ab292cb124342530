"""What a schedule would delete: counted and sampled, nothing changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crmsocial.core.errors import Conflict

from .. import gate, holds
from ..judging.circumstances import database_now
from ..models import RetentionSchedule
from . import limits, registry
from .registry import Kept, Span

SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """What a schedule would come to now: rows past their time, those of them that a hold keeps, and ids of a few."""

    before: datetime
    due: int
    held: int
    sample: list[UUID] = field(default_factory=list)

    @property
    def going(self) -> int:
        """Rows that would be deleted."""
        return self.due - self.held


def kept_of(schedule: RetentionSchedule) -> Kept:
    """The kind of data of a schedule. Raises Conflict where no installed app holds it any more."""
    found = registry.kept(schedule.category)
    if found is None:
        raise Conflict(_("Nothing that is kept here is called “%(name)s”.") % {"name": schedule.category})
    return found


def span_of(schedule: RetentionSchedule) -> Span:
    """Whose time is over now.

    A source with a schedule of its own is left to that one, even while it is not active: too early is the wrong way to
    be wrong about what cannot be brought back.
    """
    before = database_now() - timedelta(days=schedule.keep_days)
    if schedule.source_id is not None:
        return Span(before, source_id=schedule.source_id)
    own = RetentionSchedule.objects.filter(category=schedule.category, source__isnull=False)
    return Span(before, except_sources=tuple(own.values_list("source_id", flat=True)))


def count(schedule: RetentionSchedule) -> Preview:
    """Count without deleting anything."""
    kept, span = kept_of(schedule), span_of(schedule)
    with gate.purpose("erasure", reason="counting what a schedule would delete"):
        rows = _standing(kept, span)
        under_hold = kept.under_hold(holds.held(schedule.category))
        sample = rows.exclude(pk__in=rows.filter(under_hold).values("pk")).order_by("pk")[:SAMPLE]
        return Preview(
            span.before,
            rows.count(),
            rows.filter(under_hold).count(),
            list(sample.values_list("pk", flat=True)),
        )


def find(schedule: RetentionSchedule, *, after: UUID | None, limit: int) -> list[UUID]:
    """Ids of the next rows to go, those under a hold left out. Call it under the purpose ``erasure``."""
    kept = kept_of(schedule)
    rows = _standing(kept, span_of(schedule))
    going = rows.exclude(pk__in=rows.filter(kept.under_hold(holds.held(schedule.category))).values("pk"))
    if after:
        going = going.filter(pk__gt=after)
    return list(going.order_by("pk").values_list("pk", flat=True)[:limit])


def _standing(kept: Kept, span: Span) -> QuerySet[Any]:
    """Rows past their time; accounts that an erasure is about are as good as gone."""
    rows = kept.due(span)
    return rows if kept.erase else rows.exclude(pk__in=limits.being_erased())
