"""The timeline and what giving comes to. Interactions hang on source identities, so they follow memberships."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.dateparse import parse_datetime

from crmsocial.constituents.models import Interaction, InteractionKind
from crmsocial.identity.models import Membership

from .money import money_text

PAGE = 25
_HOLDER = "identity__memberships__constituent_id"


@dataclass(frozen=True)
class Gift:
    """The newest gift."""

    amount: str
    at: datetime


@dataclass(frozen=True)
class Giving:
    """What somebody gave: the newest gift, how many, and the sum in each currency, largest first."""

    last: Gift | None
    count: int
    totals: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One line of the timeline, as ``components/timeline.html`` shows it."""

    icon: str
    title: str
    detail: str
    figure: str
    at: datetime
    url: str = ""


@dataclass(frozen=True)
class TimelinePage:
    """Newest first; ``before`` continues behind the last entry and is empty at the end."""

    entries: Sequence[Entry]
    before: str


def _of(constituent_ids: Collection[UUID]) -> QuerySet[Interaction]:
    active = Membership.objects.filter(constituent_id__in=constituent_ids, ended_at__isnull=True)
    return Interaction.objects.filter(identity_id__in=active.values("identity_id"))


def last_gifts(constituent_ids: Collection[UUID]) -> dict[UUID, Gift]:
    """The newest gift of each; one query."""
    rows = (
        Interaction.objects.filter(
            kind=InteractionKind.GIFT,
            identity__memberships__ended_at__isnull=True,
            identity__memberships__constituent_id__in=constituent_ids,
        )
        .order_by(_HOLDER, "-at", "-pk")
        .distinct(_HOLDER)
        .values_list(_HOLDER, "amount", "currency", "at")
    )
    return {holder: Gift(money_text(amount, currency), at) for holder, amount, currency, at in rows}


def giving(constituent_id: UUID) -> Giving:
    """The figures of one constituent's gifts; two queries."""
    sums = (
        _of([constituent_id])
        .filter(kind=InteractionKind.GIFT)
        .values("currency")
        .annotate(total=Sum("amount"), number=Count("pk"))
        .order_by("-total")
    )
    rows: list[tuple[str, Decimal | None, int]] = list(sums.values_list("currency", "total", "number"))
    totals = [money_text(total, currency) for currency, total, _number in rows if total]
    return Giving(last_gifts([constituent_id]).get(constituent_id), sum(row[2] for row in rows), totals)


def timeline(constituent_id: UUID, *, before: str = "") -> TimelinePage:
    """One page of everything between us and the constituent. A ``before`` that is no cursor begins at the newest."""
    rows = _of([constituent_id]).select_related("identity__source").order_by("-at", "-pk")
    if cursor := _cursor(before):
        at, last = cursor
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=last))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    after = f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    return TimelinePage([_entry(row) for row in shown], after)


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    moment, _bar, last = text.partition("_")
    try:
        at = parse_datetime(moment.replace(" ", "+"))
        return (at, UUID(last)) if at and at.tzinfo else None
    except ValueError:
        return None


def _entry(row: Interaction) -> Entry:
    label = str(InteractionKind(row.kind).label)
    detail = f"{label} · {row.identity.source}" if row.summary else str(row.identity.source)
    return Entry(row.kind, row.summary or label, detail, money_text(row.amount, row.currency), row.at)
