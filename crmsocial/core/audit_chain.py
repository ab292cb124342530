"""Sealing audit rows into a chain, and verifying it.

Writers only hash their own row, so they never queue behind one another. Once a minute a job lists the rows that no seal
names yet and hashes them together with the previous seal. A row that is edited, removed or slipped in between is named
by ``verify``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from .audit import row_hash
from .models import AuditEntry, AuditSeal

#: Key of the advisory lock that keeps two sealers apart (PostgreSQL documentation, 13.3.5).
_LOCK = 0x5EA1
_MANY = 5000
_SETTLED = "1 hour"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing that does not fit: ``entry_id`` is empty when it is the seal itself."""

    seal_id: int | None
    entry_id: int | None
    reason: str


def _seal_hash(previous: bytes, hashes: Iterable[tuple[int, bytes]]) -> bytes:
    digest = hashlib.sha256(previous)
    for entry_id, one in hashes:
        digest.update(entry_id.to_bytes(8, "big") + one)
    return digest.digest()


def _unsealed(limit: int = _MANY) -> list[tuple[int, bytes]]:
    """Rows above the settled floor that no later seal names.

    Ids are drawn before commit, so a row may appear below ids that are already sealed. Transactions are far shorter
    than ``_SETTLED``; what lies below the last seal of that age is final, and the anti-join stays small.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH floor AS (SELECT coalesce(max(entry_ids[cardinality(entry_ids)]), 0) AS id FROM core_auditseal"
            "  WHERE at < now() - %s::interval),"
            " recent AS (SELECT unnest(entry_ids) AS id FROM core_auditseal WHERE at >= now() - %s::interval)"
            " SELECT e.id, e.row_hash FROM core_auditentry e WHERE e.id > (SELECT id FROM floor)"
            " AND NOT EXISTS (SELECT 1 FROM recent r WHERE r.id = e.id) ORDER BY e.id LIMIT %s",
            [_SETTLED, _SETTLED, limit],
        )
        return [(entry_id, bytes(one)) for entry_id, one in cursor.fetchall()]


def seal() -> int:
    """Seal rows that no seal names yet; returns how many. A second sealer at the same time does nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            row = cursor.fetchone()
            if not row or not row[0]:
                return 0
        rows = _unsealed()
        if not rows:
            return 0
        last = AuditSeal.objects.order_by("-pk").first()
        previous = bytes(last.seal_hash) if last else bytes(32)
        AuditSeal.objects.create(
            entry_ids=[entry_id for entry_id, _ in rows], previous_hash=previous, seal_hash=_seal_hash(previous, rows)
        )
        return len(rows)


def verify() -> Flaw | None:
    """Walk the whole chain; returns the first flaw, or None when every row and seal is as it was written."""
    previous = bytes(32)
    for one in AuditSeal.objects.order_by("pk").iterator(chunk_size=50):
        if bytes(one.previous_hash) != previous:
            return Flaw(one.pk, None, "the seal before it was removed or changed")
        flaw = _verify_seal(one)
        if flaw:
            return flaw
        previous = bytes(one.seal_hash)
    return _verify_unsealed()


def _verify_unsealed() -> Flaw | None:
    sealed: set[int] = set()
    for ids in AuditSeal.objects.values_list("entry_ids", flat=True).iterator(chunk_size=50):
        sealed.update(ids)
    waiting = {entry_id for entry_id, _ in _unsealed(limit=1_000_000)}
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.pk in sealed:
            continue
        if entry.pk not in waiting:
            return Flaw(None, entry.pk, "the row was slipped in after its time was sealed")
        if row_hash(entry) != bytes(entry.row_hash):
            return Flaw(None, entry.pk, "the row was edited")
    return None


def _verify_seal(one: AuditSeal) -> Flaw | None:
    hashes: list[tuple[int, bytes]] = []
    for ids in batched_ids(one.entry_ids):
        entries = AuditEntry.objects.in_bulk(ids)
        missing = next((entry_id for entry_id in ids if entry_id not in entries), None)
        if missing is not None:
            return Flaw(one.pk, missing, "the row was removed")
        ordered = [entries[entry_id] for entry_id in ids]
        flaw = _verify_rows(one.pk, ordered)
        if flaw:
            return flaw
        hashes += [(entry.pk, bytes(entry.row_hash)) for entry in ordered]
    if _seal_hash(bytes(one.previous_hash), hashes) != bytes(one.seal_hash):
        return Flaw(one.pk, None, "the seal does not fit its rows: a row and its hash were both rewritten")
    return None


def _verify_rows(seal_id: int | None, entries: Iterable[AuditEntry]) -> Flaw | None:
    for entry in entries:
        if row_hash(entry) != bytes(entry.row_hash):
            return Flaw(seal_id, entry.pk, "the row was edited")
    return None


def batched_ids(ids: list[int], size: int = 1000) -> Iterable[list[int]]:
    """Slices of at most ``size`` ids, in order."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
