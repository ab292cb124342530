"""Reading the access log, newest first, by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from crmsocial.constituents.ids import with_former
from crmsocial.core.models import User

from .. import registry
from ..models import AccessEntry, Account, Purpose
from .opening import CONSTITUENT

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the log is asked for; empty fields filter nothing. ``until`` is the last day."""

    constituent_id: UUID | None = None
    actor_id: int | None = None
    purpose: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the name of who acted, and that of the constituent whom it is about, where it is about one."""

    entry: AccessEntry
    who: str
    name: str = ""

    @property
    def purpose_label(self) -> str:
        """The purpose in words."""
        return str(Purpose(self.entry.purpose).label) if self.entry.purpose in Purpose.values else self.entry.purpose

    @property
    def constituent_id(self) -> UUID | None:
        """Whose page may be opened from here."""
        return self.entry.subject_id if self.entry.subject_kind == CONSTITUENT else None


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and the id before which the next page begins (None at the end)."""

    lines: list[Line]
    before: int | None


def page(filters: Filters, *, before: int | None = None, limit: int = PAGE) -> Page:
    """One page of the log."""
    rows = entries(filters)
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    shown = found[:limit]
    return Page(_lines(shown), shown[-1].pk if len(found) > limit else None)


def entries(filters: Filters) -> QuerySet[AccessEntry]:
    """The entries that the filters name, newest first.

    Of a person: under any id that they ever had, or through an account that they hold now.
    """
    rows = AccessEntry.objects.order_by("-pk")
    if filters.constituent_id:
        rows = rows.filter(subject_id__in=subjects(filters.constituent_id))
    if filters.actor_id:
        rows = rows.filter(actor_id=filters.actor_id)
    if filters.purpose:
        rows = rows.filter(purpose=filters.purpose)
    period = Q()
    if filters.since:
        period &= Q(at__gte=_midnight(filters.since))
    if filters.until:
        period &= Q(at__lt=_midnight(filters.until + timedelta(days=1)))
    return rows.filter(period)


def subjects(constituent_id: UUID) -> list[UUID]:
    """Ids under which a person's data is entered."""
    held = Account.objects.filter(constituent_id=constituent_id).values_list("persona_id", flat=True)
    return [*with_former(constituent_id), *held]


def names_of(actor_ids: Iterable[int]) -> dict[int, str]:
    """Names of those who acted."""
    return {pk: str(user) for pk, user in User.objects.in_bulk(set(actor_ids)).items()}


def _lines(rows: Collection[AccessEntry]) -> list[Line]:
    who = names_of(row.actor_id for row in rows)
    people = {row.subject_id for row in rows if row.subject_kind == CONSTITUENT and row.subject_id}
    called = registry.names(people)
    return [
        Line(row, who.get(row.actor_id, f"#{row.actor_id}"), called.get(row.subject_id, "") if row.subject_id else "")
        for row in rows
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
