"""Writes: profiles follow their sources, edges, rules and permissions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from uuid import UUID, uuid4

from crmsocial.core import jobs
from crmsocial.core.models import Job, User
from privacy.facts import people
from privacy.gate import purpose
from privacy.projecting.locks import hold_circumstances

from . import protection
from . import refresh as refreshing
from .models import Profile
from .signals import profiles_refreshed

#: As many profiles as a person who waits for an answer can be made to wait for.
AT_ONCE = 200
#: Profiles of one transaction of a job.
SLICE = 1000


def refresh(*, constituent_ids: Collection[UUID]) -> set[UUID]:
    """Compute profiles anew in the caller's transaction; returns the constituents whose profile changed.

    Where what a profile is computed from is unchanged nothing is written. Those of merged and erased constituents go.
    """
    changed = set[UUID]()
    with purpose("upkeep", reason="profiles follow their inputs"):
        # Before any constituent is locked, as everybody does: what privacy is told may change permissions.
        hold_circumstances()
        for part in _slices(sorted(set(constituent_ids)), SLICE):
            changed |= refreshing.recompute(part)
        if changed:
            profiles_refreshed.send(sender=refresh, constituent_ids=changed)
    return changed


def refresh_now_or_later(*, constituent_ids: Collection[UUID]) -> None:
    """Compute up to ``AT_ONCE`` profiles in this transaction, more by jobs that are sent when it commits."""
    if len(constituent_ids) <= AT_ONCE:
        refresh(constituent_ids=constituent_ids)
    else:
        refresh_later(constituent_ids=constituent_ids)


def refresh_later(*, constituent_ids: Iterable[UUID], actor: User | None = None) -> list[Job]:
    """Have workers compute these profiles; one job for each ``SLICE`` of them."""
    # A key of its own each time: an open job may already have read what has just changed.
    return [
        jobs.enqueue(
            kind="consolidation.refresh",
            unique_key=f"consolidation.refresh:{uuid4()}",
            args={"constituent_ids": [str(constituent_id) for constituent_id in part]},
            actor=actor,
            total=len(part),
        )
        for part in _slices(sorted(set(constituent_ids)), SLICE)
    ]


def refresh_batch_later(batch_id: UUID, *, actor: User | None = None, parent: Job | UUID | None = None) -> Job:
    """Have a worker compute the profiles of all constituents that an imported batch touched, with progress."""
    return jobs.enqueue(
        kind="consolidation.refresh_batch",
        unique_key=f"consolidation.refresh_batch:{batch_id}",
        args={"batch_id": str(batch_id)},
        actor=actor,
        parent=parent,
    )


def _slices(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while part := list(islice(rest, size)):
        yield part


def tell_of_people(*, after: UUID | None, limit: int = SLICE) -> UUID | None:
    """Tell privacy where the next people live and when they are of age, as their stored profiles say.

    For profiles that were computed before privacy asked; ``refresh`` tells of all others. Returns the last one's id;
    None when all are done.
    """
    with purpose("upkeep", reason="whose law protects people"):
        rows = Profile.objects.filter(pk__gt=after) if after else Profile.objects.all()
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
        people.tell(protection.stored_facts(ids))
    return ids[-1] if len(ids) == limit else None
