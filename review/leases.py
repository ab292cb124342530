"""Who holds which pair: two columns of the candidate and the database's clock.

A lease keeps two stewards from working on one pair; it is not what makes a decision safe. That is the candidate's
``lock_version`` and the database's constraints. Call everything here inside ``purpose("identity_matching", ...)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.core.errors import Conflict
from crmsocial.core.models import User
from matching.models import Candidate
from matching.states import UNDECIDED

from .filters import QueueFilters
from .models import Skip

LEASE = timedelta(minutes=5)
#: How often an open page says that its steward is still there, in seconds.
HEARTBEAT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a pair, and until when at the latest."""

    name: str
    until: datetime

    @property
    def minutes_left(self) -> int:
        """Minutes until it ends, rounded up; at least one."""
        return minutes_until(self.until)


def minutes_until(moment: datetime) -> int:
    """Minutes from now, rounded up; at least one."""
    return max(1, -int((timezone.now() - moment).total_seconds() // 60))


def _free_for(user: User) -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=Now()) | Q(leased_by=user)


def _skips(user: User) -> QuerySet[Skip]:
    return Skip.objects.filter(user=user, candidate_id=OuterRef("pk"))


@transaction.atomic
def claim_next(*, user: User, filters: QueueFilters) -> UUID | None:
    """Lease the first pair of the queue that nobody else holds; None where there is none.

    Pairs that the user skipped come after all others, the one skipped longest ago first. Other leases of the user end.
    """
    waiting = filters.apply(Candidate.objects.filter(_free_for(user))).select_for_update(of=("self",), skip_locked=True)
    fresh = waiting.filter(~Exists(_skips(user))).only("pk").first()
    first = fresh.pk if fresh else _longest_skipped(user, waiting)
    if first is not None:
        _lease(first, user)
    return first


def _longest_skipped(user: User, waiting: QuerySet[Candidate]) -> UUID | None:
    skipped = Skip.objects.filter(user=user).order_by("skipped_at").values_list("candidate_id", flat=True)[:500]
    order = {candidate_id: place for place, candidate_id in enumerate(skipped)}
    found = [candidate.pk for candidate in waiting.filter(pk__in=order).only("pk")]
    return min(found, key=order.__getitem__, default=None)


@transaction.atomic
def claim(*, candidate_id: UUID, user: User) -> Holder | None:
    """Lease this pair if nobody else holds it; otherwise say who does. A decided pair is leased by nobody."""
    if _lease(candidate_id, user):
        return None
    return holder_of(candidate_id, other_than=user)


def _lease(candidate_id: UUID, user: User) -> bool:
    # The condition is repeated in the UPDATE: whoever comes second waits for the first and then finds it false.
    free = Candidate.objects.filter(_free_for(user), pk=candidate_id, state__in=UNDECIDED)
    taken = bool(free.update(leased_by=user, leased_until=Now() + LEASE))
    if taken:
        # Rows that somebody is just deciding are let be: their lease ends with it, and nobody waits crosswise.
        former = Candidate.objects.filter(leased_by=user).exclude(pk=candidate_id)
        ids = [one.pk for one in former.select_for_update(of=("self",), skip_locked=True).only("pk")]
        Candidate.objects.filter(pk__in=ids).update(leased_by=None, leased_until=None)
    return taken


def renew(*, candidate_id: UUID, user: User) -> bool:
    """Hold the pair for another while; False where the lease is no longer the user's."""
    mine = Candidate.objects.filter(pk=candidate_id, leased_by=user, state__in=UNDECIDED)
    return bool(mine.update(leased_until=Now() + LEASE))


def release(*, candidate_id: UUID, user: User) -> None:
    """Let the pair go."""
    Candidate.objects.filter(pk=candidate_id, leased_by=user).update(leased_by=None, leased_until=None)


def holder_of(candidate_id: UUID, *, other_than: User) -> Holder | None:
    """Who else holds the pair now."""
    row = (
        Candidate.objects.filter(pk=candidate_id, leased_until__gte=Now(), leased_by__isnull=False)
        .exclude(leased_by=other_than)
        .select_related("leased_by")
        .first()
    )
    if row is None or row.leased_by is None or row.leased_until is None:
        return None
    return Holder(str(row.leased_by), row.leased_until)


def require(*, candidate_id: UUID, user: User) -> None:
    """Raise Conflict where somebody else holds the pair now; nobody takes over a lease that has not expired."""
    holder = holder_of(candidate_id, other_than=user)
    if holder is not None:
        message = _("%(who)s is working on this pair. Nothing was changed; take the next one.")
        raise Conflict(message % {"who": holder.name}, code="leased")


def skip(*, candidate_id: UUID, user: User) -> None:
    """Let the pair go, and put it at the end of the queue for this user."""
    release(candidate_id=candidate_id, user=user)
    Skip.objects.update_or_create(user=user, candidate_id=candidate_id, defaults={"skipped_at": Now()})


def unskip(*, candidate_id: UUID, user: User) -> None:
    """Put the pair back to where it was in this user's queue."""
    Skip.objects.filter(user=user, candidate_id=candidate_id).delete()
