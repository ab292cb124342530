"""Reading notices: which is in force, which there are, and how many consents rest on each."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from ..models import ConsentEvent, Notice, NoticeState
from . import diff

_GIVEN = ("ConsentGiven", "RenewedConsentGiven")


def in_force() -> Notice | None:
    """The newest published notice."""
    return published().filter(published_at__lte=Now()).first()


def published() -> QuerySet[Notice]:
    """Every version that was ever published, the newest first."""
    return Notice.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")


def versions() -> list[Notice]:
    """All versions but the discarded ones: what is being written first, then the published ones, newest first."""
    rows = list(Notice.objects.select_related("drafted_by", "submitted_by", "approved_by"))
    open_ones = [row for row in rows if row.state in (NoticeState.DRAFT, NoticeState.SUBMITTED)]
    done = [row for row in rows if row.published_at is not None]
    open_ones.sort(key=lambda row: row.created_at, reverse=True)
    done.sort(key=lambda row: (row.published_at, row.pk), reverse=True)
    return open_ones + done


def consents_on(notice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many consents were given under each of the notices, counted in the database."""
    rows = ConsentEvent.objects.filter(notice_id__in=list(notice_ids), state__in=_GIVEN)
    return {pk: number for pk, number in rows.values_list("notice_id").annotate(Count("pk")) if pk}


def next_version() -> str:
    """A name for the next version: the whole number after the highest one."""
    numbers = [
        int(name.split(".")[0])
        for name in Notice.objects.values_list("version", flat=True)
        if name.split(".")[0].isdigit()
    ]
    return str(max(numbers, default=0) + 1)


def difference(old: Notice | None, new: Notice) -> diff.Difference:
    """What the new version says otherwise than the old one (None: nothing was said before)."""
    return diff.between(
        old_title=old.title if old else "",
        old_body=old.body if old else "",
        old_rows=old.disclosures if old else (),
        title=new.title,
        body=new.body,
        rows=new.disclosures,
    )


def former(notice: Notice) -> Notice | None:
    """The version before: for a published one the one published before it, else the one in force."""
    if notice.published_at is None:
        return in_force()
    return published().filter(published_at__lt=notice.published_at).first()
