"""After a backup was restored: what the journal knows as erased is erased again, before anything is served."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction

from crmsocial.constituents.models import Constituent
from crmsocial.core import audit, jobs
from crmsocial.core.database.deadlocks import again_after_deadlock

from ..judging.circumstances import database_now
from ..models import Erasure, ErasureScope, ErasureState, SubjectRequest, Suppression
from ..projecting.locks import hold_constituents
from . import guard, registry, services
from .journal_reading import Entry, reader
from .planning import Targets
from .suppression import lock


def due() -> list[Entry]:
    """What has to be done again: what the database lacks, or knows as open although it was complete.

    Raises JournalBroken when the journal cannot be trusted.
    """
    entries = reader().entries()
    complete = Erasure.objects.filter(pk__in=list(entries), state=ErasureState.COMPLETE)
    done = set(complete.values_list("pk", flat=True))
    lacking = {entry.erasure_id for entry in guard.lacking(entries)}
    return [
        entry
        for pk, entry in entries.items()
        if pk not in done and (entry.complete or pk in lacking) and (entry.started or entry.suppressions)
    ]


def run(entry: Entry) -> Erasure:
    """Erase again, at once and in this process; the erasure is complete afterwards, or says what blocks it."""
    erasure = again_after_deadlock(lambda: open_again(entry))
    while erasure.state not in (ErasureState.COMPLETE, ErasureState.BLOCKED):
        if erasure.job_id is None or jobs.work(erasure.job_id) == "not_due":
            time.sleep(0.2)
        erasure.refresh_from_db()
    return erasure


def open_again(entry: Entry) -> Erasure:
    """Enter the erasure under its id, hide its subject, and first of all restore what holds the erased back."""
    with transaction.atomic():
        return _again(entry)


def _again(entry: Entry) -> Erasure:
    lock(shared=False)
    hold_constituents(entry.constituent_ids)
    erasure = Erasure.objects.select_for_update().filter(pk=entry.erasure_id).first()
    if erasure is None:
        # The journal has every id that the person had: whom a later merge is with was parted from them since.
        registry.separate(entry.constituent_ids)
        erasure = services.begin(_erasure(entry), _targets(entry), actor=None)
    else:
        services.hide(erasure, actor=None)
        services.enter_work(erasure, actor=None)
    count = restore_suppressions(erasure, entry)
    audit.record(
        verb="erasure.replayed",
        object_type="erasure",
        object_id=erasure.pk,
        actor=None,
        details={
            "suppressions": count,
            "constituents_back": Constituent.objects.filter(pk__in=entry.constituent_ids).count(),
        },
    )
    return erasure


def restore_suppressions(erasure: Erasure, entry: Entry) -> int:
    """Enter the journal's hashes for the erasure; those of people who came back by choice stay lifted."""
    now = database_now()
    rows = [
        Suppression(
            erasure=erasure,
            key_id=key_id,
            kind=kind,
            digest=bytes.fromhex(digest),
            platform=platform,
            lifted_at=now if (key_id, kind, digest, platform) in entry.lifted else None,
        )
        for key_id, kind, digest, platform in sorted(entry.suppressions)
    ]
    return len(Suppression.objects.bulk_create(rows, ignore_conflicts=True))


def _erasure(entry: Entry) -> Erasure:
    return Erasure(
        pk=entry.erasure_id,
        # A line about an erasure whose start was never written tells of nobody but of hashes.
        scope=entry.scope or ErasureScope.ACCOUNTS,
        # What had merely grown too old is not held back from coming again.
        origin="retention" if entry.origin == "retention" else "replay",
        platform=entry.platform,
        request=_request(entry.request_id),
        state=ErasureState.PENDING,
    )


def _request(request_id: str) -> SubjectRequest | None:
    return SubjectRequest.objects.filter(pk=UUID(request_id)).first() if request_id else None


def _targets(entry: Entry) -> Targets:
    return Targets(entry.constituent_ids, entry.identity_ids, entry.persona_ids, entry.account_hashes)
