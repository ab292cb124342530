"""Reading acts from the ledger for the fold, of accounts and of constituents with all whom they were merged from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from crmsocial.constituents.models import Alias

from ..judging.case import ACCOUNT, HOLDER
from ..models import ConsentEvent
from .fold import Act

#: From so many subjects on their acts are read through a cursor.
_MANY = 1_000
_FIELDS = (
    "state",
    "purpose",
    "platform",
    "category",
    "event_time",
    "recorded_at",
    "expires_at",
    "notice_id",
    "scopes",
    "method",
    "id",
)


@dataclass(slots=True)
class Spoken:
    """What one constituent said: acts, and when each former constituent was merged into it."""

    acts: list[Act] = field(default_factory=list)
    merged_at: dict[str, datetime] = field(default_factory=dict)


def _act(subject: str, row: tuple) -> Act:
    state, purpose, platform, category, event_time, recorded_at, expires_at, notice_id, scopes, method, pk = row
    return Act(
        subject=subject,
        state=state,
        purpose=purpose,
        platform=platform,
        category=category,
        event_time=event_time,
        recorded_at=recorded_at,
        expires_at=expires_at,
        notice_id=notice_id,
        scopes=tuple(scopes),
        method=method,
        event_id=pk,
    )


def _rows(events: QuerySet[ConsentEvent, tuple], subjects: int) -> Iterable[tuple]:
    # A cursor on the server costs three statements; it is for those whose acts would fill the memory.
    return events if subjects < _MANY else events.iterator(chunk_size=10_000)


def of_accounts(hashes: Collection[bytes]) -> dict[bytes, list[Act]]:
    """Acts whose subject is one of the accounts."""
    found: dict[bytes, list[Act]] = defaultdict(list)
    events = ConsentEvent.objects.filter(account_hash__in=list(hashes)).values_list("account_hash", *_FIELDS)
    for key, *row in _rows(events, len(hashes)):
        found[bytes(key)].append(_act(ACCOUNT, tuple(row)))
    return found


def of_constituents(constituent_ids: Iterable[UUID]) -> dict[UUID, Spoken]:
    """What the constituents said, themselves and under ids that were merged into them."""
    found = {pk: Spoken() for pk in constituent_ids}
    owner = {pk: (pk, HOLDER) for pk in found}
    for former, pk, merged in Alias.objects.filter(constituent_id__in=found).values_list(
        "former_id", "constituent_id", "created_at"
    ):
        owner[former] = (pk, str(former))
        found[pk].merged_at[str(former)] = merged
    events = ConsentEvent.objects.filter(constituent_id__in=list(owner)).values_list("constituent_id", *_FIELDS)
    for subject_id, *row in _rows(events, len(owner)):
        pk, label = owner[subject_id]
        found[pk].acts.append(_act(label, tuple(row)))
    return found
