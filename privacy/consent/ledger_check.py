"""Whether every row of the ledger is as it was written: its hash is computed again, and the audit log's word is taken.

The audit log is a sealed chain of its own, so whoever alters a row and its hash alike, or removes a row that was
entered singly, is found out by what the log says of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from crmsocial.core.models import AuditEntry

from .. import incidents
from ..models import ConsentEvent
from .ledger_rows import hash_of, hash_of_many

#: Rows checked at a time.
AT_ONCE = 5_000
_FIRST = UUID(int=0)
_SINGLY, _TOGETHER = ["consent.recorded", "consent.carried_over"], "consent.recorded_many"

_GONE = """
SELECT e.object_id FROM core_auditentry e WHERE e.verb = ANY(%s) AND e.id > %s AND e.id <= %s
  AND NOT EXISTS (SELECT 1 FROM privacy_consentevent c WHERE c.id = e.object_id::uuid) ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that is not as it was written."""

    event_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What one slice came to. ``last``: go on after this; None when all are done."""

    last: str | None
    rows: int
    flaws: list[Flaw]


def check_rows(after: str = "", *, limit: int = AT_ONCE) -> Checked:
    """Compute the hashes of the next rows again."""
    start = UUID(after) if after else _FIRST
    events = list(ConsentEvent.objects.filter(pk__gt=start).order_by("pk")[:limit])
    said = _audited([event.pk for event in events])
    flaws = []
    for event in events:
        fresh = hash_of(event)
        if fresh != bytes(event.row_hash):
            flaws.append(Flaw(event.pk, "the row does not match its hash"))
        elif said.get(str(event.pk), fresh.hex()) != fresh.hex():
            flaws.append(Flaw(event.pk, "the row and its hash do not match the audit log"))
    return Checked(str(events[-1].pk) if len(events) == limit else None, len(events), flaws)


def _audited(event_ids: list[UUID]) -> dict[str, str]:
    """Hash by event id, for rows that were entered singly."""
    entries = AuditEntry.objects.filter(
        verb__in=_SINGLY, object_type="consent_event", object_id__in=[str(pk) for pk in event_ids]
    )
    return {
        pk: details["row_hash"]
        for pk, details in entries.values_list("object_id", "details")
        if isinstance(details, dict) and "row_hash" in details
    }


def check_removed(after: str = "", *, limit: int = AT_ONCE * 4) -> Checked:
    """Look for rows that the next entries of the audit log speak of, and that are gone."""
    start = int(after or 0)
    last = start + limit
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [_SINGLY, start, last])
        gone = [Flaw(UUID(str(row[0])), "the row was removed") for row in cursor.fetchall()]
    together = AuditEntry.objects.filter(verb=_TOGETHER, pk__gt=start, pk__lte=last).order_by("pk")
    gone += [flaw for entry in together if (flaw := _file_flaw(entry))]
    return Checked(str(last) if last < newest else None, min(limit, max(newest - start, 0)), gone)


def _file_flaw(entry: AuditEntry) -> Flaw | None:
    """The acts of a large file were entered as one, with a hash over the hashes of all of them."""
    first = UUID(entry.object_id)
    moment = ConsentEvent.objects.filter(pk=first).values_list("recorded_at", flat=True).first()
    if moment is None:
        return Flaw(first, "the row was removed")
    hashes = ConsentEvent.objects.filter(recorded_at=moment).values_list("row_hash", flat=True)
    together = hash_of_many(bytes(one) for one in hashes)
    whole = together == entry.details.get("row_hashes_sha256")
    return None if whole else Flaw(first, "rows of the same file were removed, or altered with their hashes")


def report(flaws: list[Flaw]) -> None:
    """An incident for each row, named."""
    for flaw in flaws:
        incidents.record(
            kind=incidents.LEDGER_ROW_ALTERED, details={"event": flaw.event_id, "reason": flaw.reason}, actor=None
        )
