"""What needs a privacy admin today: figures with the page that deals with each. Every one is a count by an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..lawfulness.art14 import art14_due
from ..models import (
    Erasure,
    ErasureState,
    Hold,
    Incident,
    Notice,
    NoticeState,
    RequestState,
    SubjectRequest,
    Suppression,
)
from ..platform_rules import RULES

#: More people than this are due together: the figure stops there.
_MOST_DUE = 1_000
#: A request that is due within so many days is due soon.
_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``urgent``: something is late or stuck; ``quiet``: it asks for nothing."""

    label: str
    number: int
    url: str
    urgent: bool = False
    quiet: bool = False


def figures() -> list[Figure]:
    """The figures of today, what is late first."""
    day = timezone.localdate()
    requests = SubjectRequest.objects.filter(state__in=[RequestState.RECEIVED, RequestState.OPEN])
    late = requests.filter(due_on__lt=day).count()
    soon = requests.filter(due_on__gte=day, due_on__lte=day + _SOON).count()
    blocked = Erasure.objects.filter(state=ErasureState.BLOCKED).count()
    incidents = Incident.objects.filter(resolved_at__isnull=True).count()
    waiting = Notice.objects.filter(state=NoticeState.SUBMITTED).count()
    stale = sum(rule.is_stale(day) for rule in RULES.values())
    holds = Hold.objects.filter(lifted_at__isnull=True, review_on__lte=day).count()
    found = [
        _figure(_("Requests overdue"), late, "requests", urgent=True),
        _figure(_("Requests due within 7 days"), soon, "requests"),
        _figure(_("Erasures blocked"), blocked, "erasures", urgent=True),
        _figure(_("Incidents open"), incidents, "incidents", urgent=True),
        _figure(_("Notices waiting for a second admin"), waiting, "notices"),
        _figure(_("Platform rules older than 180 days"), stale, "platforms"),
        _figure(_("Holds to review"), holds, "holds"),
    ]
    # How many hashes keep the erased from coming back is no task, so it stands last.
    suppressed = Suppression.objects.filter(lifted_at__isnull=True).count()
    return [*found, Figure(_("Hashes that keep the erased out"), suppressed, _address("erasures"), quiet=True)]


def art14() -> Figure:
    """Who must still be sent a notice. It judges accounts, so it is asked for after the page is there."""
    due = art14_due(limit=_MOST_DUE)
    late = any(one.overdue for one in due)
    return _figure(_("Notices to send (art. 14)"), len(due), "art14", urgent=late)


def _figure(label: str, number: int, page: str, *, urgent: bool = False) -> Figure:
    return Figure(label, number, _address(page), urgent=urgent and number > 0, quiet=number == 0)


def _address(page: str) -> str:
    try:
        return reverse(f"privacy:{page}")
    except NoReverseMatch:
        return ""
