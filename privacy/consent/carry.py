"""What was said about an account under its handle goes on counting when its account id is learned.

The ledger is append-only, so the acts are recorded again under the new hash, each once, with the time of the first.
"""

from __future__ import annotations

from collections.abc import Mapping

from crmsocial.core import audit

from ..judging.circumstances import database_now
from ..models import ConsentEvent
from . import ledger_rows
from .ledger_rows import NewAct
from .subjects import Subject

METHOD = "carried_over"


def carry_over(renamed: Mapping[bytes, bytes]) -> int:
    """Record the acts about each former hash under its new one; returns how many. In the caller's transaction."""
    events = ConsentEvent.objects.filter(account_hash__in=list(renamed)).order_by("pk")
    acts = [_again(event, renamed[bytes(event.account_hash or b"")]) for event in events]
    if not acts:
        return 0
    added = ledger_rows.insert(acts, actor_id=None, notice_id=None, recorded_at=database_now())
    return audit.record_many(
        audit.AuditRow("consent.carried_over", "consent_event", pk, None, {"state": act.state, "from": act.proof})
        for pk, _hash, act in added
    )


def _again(event: ConsentEvent, account_hash: bytes) -> NewAct:
    return NewAct(
        subject=Subject(account_hash=account_hash),
        purpose=event.purpose,
        state=event.state,
        basis=event.basis,
        method=METHOD,
        event_time=event.event_time,
        idempotency_key=f"carried:{event.pk}:{account_hash.hex()[:32]}",
        platform=event.platform,
        category=event.category,
        notice_id=event.notice_id,
        expires_at=event.expires_at,
        proof=f"event {event.pk}",
        scopes=tuple(event.scopes),
        jurisdiction=event.jurisdiction,
    )
