"""Rows of the ledger: what a new act holds, its hash, and the one statement that inserts them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ..models import Category, ConsentEvent
from .fold import KIND_OF, Kind
from .subjects import Subject

_AT_ONCE = 10_000
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("constituent_id", "uuid"),
    ("account_hash", "bytea"),
    ("platform", "text"),
    ("purpose", "text"),
    ("category", "text"),
    ("state", "text"),
    ("basis", "text"),
    ("scopes", "text"),
    ("method", "text"),
    ("notice_id", "uuid"),
    ("event_time", "timestamptz"),
    ("recorded_at", "timestamptz"),
    ("expires_at", "timestamptz"),
    ("jurisdiction", "text"),
    ("actor_id", "bigint"),
    ("proof", "text"),
    ("idempotency_key", "text"),
    ("row_hash", "bytea"),
)
# Lists of lists would be flattened by unnest, so scopes travel as JSON.
_SCOPES = "ARRAY(SELECT jsonb_array_elements_text(v.scopes::jsonb))"
_INSERT = (
    f"INSERT INTO privacy_consentevent ({', '.join(name for name, _ in _COLUMNS)}) "
    f"SELECT {', '.join(_SCOPES if name == 'scopes' else f'v.{name}' for name, _ in _COLUMNS)} "
    f"FROM unnest({', '.join(f'%({name})s::{kind}[]' for name, kind in _COLUMNS)}) "
    f"AS v({', '.join(name for name, _ in _COLUMNS)}) "
    "ON CONFLICT (idempotency_key) DO NOTHING RETURNING id, row_hash, idempotency_key"
)


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act that is to be recorded; fields as in ``ConsentEvent``."""

    subject: Subject
    purpose: str
    state: str
    basis: str
    method: str
    event_time: datetime | None
    idempotency_key: str
    platform: str = ""
    category: str = Category.PERSONA
    notice_id: UUID | None = None
    expires_at: datetime | None = None
    proof: str = ""
    scopes: tuple[str, ...] = ()
    jurisdiction: str = ""


def says_the_same(event: ConsentEvent, act: NewAct) -> bool:
    """Whether the recorded event is this act."""
    hash_of_event = bytes(event.account_hash) if event.account_hash is not None else None
    return (
        (event.constituent_id, hash_of_event) == (act.subject.constituent_id, act.subject.account_hash)
        and (event.purpose, event.platform, event.state) == (act.purpose, act.platform, act.state)
        and (event.category, event.event_time, event.expires_at) == (act.category, act.event_time, act.expires_at)
    )


def row_hash(values: dict[str, Any]) -> bytes:
    """SHA-256 over the canonical JSON of a row but its id and its hash; times in UTC to the microsecond."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, bytes):
            return value.hex()
        return str(value) if isinstance(value, UUID) else value

    canonical = {name: plain(values[name]) for name, _ in _COLUMNS if name != "row_hash"}
    return hashlib.sha256(json.dumps(canonical, sort_keys=True, ensure_ascii=False).encode()).digest()


def hash_of(event: ConsentEvent) -> bytes:
    """The hash that an event should carry, computed again from its row."""
    values = {name: getattr(event, name) for name, _ in _COLUMNS}
    values["scopes"] = json.dumps(list(event.scopes))
    values["account_hash"] = bytes(event.account_hash) if event.account_hash is not None else None
    return row_hash(values)


def hash_of_many(row_hashes: Iterable[bytes]) -> str:
    """SHA-256 over the hashes of many rows, whatever their order, in hexadecimal."""
    return hashlib.sha256(b"".join(sorted(row_hashes))).hexdigest()


def _values(act: NewAct, actor_id: int | None, notice_id: UUID | None, recorded_at: datetime) -> dict[str, Any]:
    given = KIND_OF[act.state] is Kind.GIVEN
    values: dict[str, Any] = {
        "constituent_id": act.subject.constituent_id,
        "account_hash": act.subject.account_hash,
        "scopes": json.dumps(list(act.scopes)),
        "notice_id": act.notice_id or (notice_id if given else None),
        "recorded_at": recorded_at,
        "actor_id": actor_id,
    }
    for name, _ in _COLUMNS:
        if name not in values and name != "row_hash":
            values[name] = getattr(act, name)
    values["row_hash"] = row_hash(values)
    return values


def insert(
    acts: Sequence[NewAct], *, actor_id: int | None, notice_id: UUID | None, recorded_at: datetime
) -> list[tuple[UUID, bytes, NewAct]]:
    """Insert acts whose key is new; returns (id, row hash, act) of those.

    ``notice_id`` is for consents that name none.
    """
    by_key = {act.idempotency_key: act for act in acts}
    rows = [_values(act, actor_id, notice_id, recorded_at) for act in by_key.values()]
    added: list[tuple[UUID, bytes, NewAct]] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, {name: [row[name] for row in some] for name, _ in _COLUMNS})
            added += [(pk, bytes(digest), by_key[key]) for pk, digest, key in cursor.fetchall()]
    return added
