"""The lists of bad rows, which hold values as they arrived, for the organisation's schedules."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.holds import Held
from privacy.retention import registry
from privacy.retention.registry import Kept, Span

from .models import BatchError


def _errors(span: Span) -> QuerySet[BatchError]:
    return BatchError.objects.filter(span.of_source("batch__source_id"), batch__finished_at__lt=span.before)


def _under_hold(held: Held) -> Q:
    # A bad row belongs to nobody yet, so that only a hold on its source can be about it.
    return Q(batch__source_id__in=held.sources)


def _erase(ids: Sequence[UUID]) -> int:
    return BatchError.objects.filter(pk__in=ids).delete()[0]


def register() -> None:
    """Lend privacy what it needs to let lists of bad rows age."""
    registry.register(
        Kept(
            category="import_errors",
            label=_("Bad rows of imports"),
            since=_("since the import ended"),
            due=_errors,
            under_hold=_under_hold,
            erase=_erase,
        )
    )
