"""Writing the audit log. Sealing and verifying it is in ``crmsocial.core.audit_chain``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from .models import AuditEntry, User


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act to be recorded; ``details`` holds ids, states, keyed hashes, counts and reason codes only."""

    verb: str
    object_type: str
    object_id: object
    actor: User | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def row_hash(entry: AuditEntry) -> bytes:
    """SHA-256 over the canonical JSON of everything in the row but its id and its hash."""
    canonical = json.dumps(
        [
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_id,
            entry.verb,
            entry.object_type,
            entry.object_id,
            entry.details,
            entry.request_id,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).digest()


def _entry(row: AuditRow, at: datetime, request_id: str) -> AuditEntry:
    entry = AuditEntry(
        at=at,
        actor_id=row.actor.pk if row.actor else None,
        verb=row.verb,
        object_type=row.object_type,
        object_id=str(row.object_id),
        details=json.loads(json.dumps(dict(row.details), default=str)),
        request_id=request_id,
    )
    entry.row_hash = row_hash(entry)
    return entry


def record_many(rows: Iterable[AuditRow]) -> int:
    """Record acts in the caller's transaction; returns how many. Outside a transaction one is opened."""
    at = datetime.now(UTC)
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
    # bulk_create opens a transaction itself where there is none; a savepoint for each act would cost more than the row.
    return len(AuditEntry.objects.bulk_create([_entry(row, at, request_id) for row in rows], batch_size=2000))


def record(
    *, verb: str, object_type: str, object_id: object, actor: User | None, details: Mapping[str, Any] | None = None
) -> None:
    """Record one act in the caller's transaction, so that it stands or falls with what it speaks of."""
    record_many([AuditRow(verb, object_type, object_id, actor, details or {})])
