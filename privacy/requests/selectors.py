"""Reading requests: the desk, its calendar, one request with its clock and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.core.models import Role, User

from .. import registry as privacy_registry
from ..models import Erasure, ErasureScope, RequestKind, RequestState, SubjectRequest
from . import clock as clocks
from . import clock_words

OPEN = (RequestState.RECEIVED, RequestState.OPEN)
PAGE = 50
#: So many days before its end a request is near it.
SOON = 7


def today() -> date:
    """Today where the organisation is."""
    return clocks.received_on(timezone.now(), settings.ORGANISATION_TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the desk is asked for; ``state`` empty: what is open."""

    kind: str = ""
    state: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One request in a list; ``urgency`` is overdue, soon, later or closed."""

    request: SubjectRequest
    name: str
    left: str
    urgency: str


def desk(filters: Filters, *, user: User, page: int = 1) -> tuple[list[DeskRow], bool]:
    """One page of the desk, what is due first on top, and whether there is another; closed ones newest first."""
    rows = _filtered(filters, user).select_related("assigned_to")
    start = (max(page, 1) - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return desk_rows(found[:PAGE]), len(found) > PAGE


def desk_rows(requests: Iterable[SubjectRequest]) -> list[DeskRow]:
    """The requests with names and what is left; one query."""
    listed, now = list(requests), today()
    names = privacy_registry.names({one.constituent_id for one in listed if one.constituent_id})
    return [
        DeskRow(
            one,
            name_of(one, names),
            clock_words.left(one.due_on, now) if one.is_open else one.get_state_display(),
            _urgency(one, now),
        )
        for one in listed
    ]


def name_of(request: SubjectRequest, names: Mapping[UUID, str]) -> str:
    """What to call who asks."""
    if request.constituent_id is None:
        return _("Not known yet")
    if request.closing_reason == "erased":
        return _("Erased person")
    return names.get(request.constituent_id) or _("Person %(id)s") % {"id": str(request.constituent_id)[-8:]}


def _urgency(request: SubjectRequest, now: date) -> str:
    if not request.is_open:
        return "closed"
    if request.due_on < now:
        return "overdue"
    return "soon" if request.due_on <= now + timedelta(days=SOON) else "later"


def _filtered(filters: Filters, user: User) -> QuerySet[SubjectRequest]:
    rows = SubjectRequest.objects.all()
    if filters.kind in RequestKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.mine:
        rows = rows.filter(assigned_to=user)
    if filters.state in RequestState.values:
        rows = rows.filter(state=filters.state)
        if filters.state not in OPEN:
            return rows.order_by("-closed_at", "-pk")
        return rows.order_by("due_on", "pk")
    return rows.filter(state__in=OPEN).order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests there are: open ones by kind and whether they are mine or overdue, all by state."""

    kinds: Mapping[str, int]
    states: Mapping[str, int]
    mine: int
    overdue: int

    @property
    def open(self) -> int:
        """All that an answer is owed to."""
        return sum(self.states.get(state, 0) for state in OPEN)


def counts(user: User) -> Counts:
    """The figures beside the filters; three queries."""
    states = dict(SubjectRequest.objects.values_list("state").annotate(Count("pk")).order_by())
    standing = SubjectRequest.objects.filter(state__in=OPEN)
    kinds = dict(standing.values_list("kind").annotate(Count("pk")).order_by())
    figures = standing.aggregate(
        mine=Count("pk", filter=Q(assigned_to=user)), overdue=Count("pk", filter=Q(due_on__lt=today()))
    )
    return Counts(kinds, states, figures["mine"], figures["overdue"])


def overdue() -> int:
    """How many requests are overdue."""
    return SubjectRequest.objects.filter(state__in=OPEN, due_on__lt=today()).count()


def assignees() -> QuerySet[User]:
    """Who may be given a request."""
    return User.objects.filter(is_active=True, roles__contains=[Role.PRIVACY_ADMIN]).order_by("first_name", "pk")


def erasure_of(request: SubjectRequest) -> Erasure | None:
    """The erasure that fulfils the request: its own, or an open or complete one of the same person."""
    if request.kind != RequestKind.ERASURE or request.constituent_id is None:
        return None
    named = Q(request=request) | Q(scope=ErasureScope.PERSON, constituent_ids__contains=[request.constituent_id])
    first = Case(When(request=request, then=0), default=1, output_field=IntegerField())
    return Erasure.objects.filter(named).order_by(first, F("requested_at").desc()).first()
