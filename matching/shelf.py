"""Putting undecided candidates away for a while, and bringing them back exactly as they were.

Call it in a transaction.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from crmsocial.core.audit import AuditRow, record_many
from crmsocial.core.models import User

from .models import Candidate, CandidateState
from .states import CANDIDATE_MOVES, UNDECIDED

#: States to which a candidate may be brought back; what was put away twice comes back open.
RESTORED = (CandidateState.OPEN, CandidateState.DEFERRED, CandidateState.APPROVED, CandidateState.REJECTED)


def put_away(
    candidates: QuerySet[Candidate],
    state: CandidateState,
    reason: str,
    *,
    sources: frozenset[CandidateState] = UNDECIDED,
    actor: User | None = None,
) -> list[UUID]:
    """Move candidates that are in one of ``sources`` to ``state``; what they were is kept. Returns their ids."""
    return _move(
        candidates.filter(state__in=sources),
        state,
        reason,
        actor,
        state_reason=reason,
        former_state=F("state"),
        former_reason=F("state_reason"),
    )


def bring_back(candidates: QuerySet[Candidate], reason: str, *, actor: User | None = None) -> list[UUID]:
    """Return candidates to what they were before, open where that is not known. Returns their ids."""
    back: list[UUID] = []
    if not candidates.exists():
        return back
    for state in RESTORED:
        others = [other for other in RESTORED if other != state]
        known = (
            candidates.exclude(former_state__in=others)
            if state == CandidateState.OPEN
            else candidates.filter(former_state=state)
        )
        back += _move(
            known,
            state,
            reason,
            actor,
            state_reason=F("former_reason"),
            former_state="",
            former_reason="",
        )
    return back


def _move(
    candidates: QuerySet[Candidate], state: CandidateState, reason: str, actor: User | None, **changes: Any
) -> list[UUID]:
    reachable = [source for source, targets in CANDIDATE_MOVES.items() if state in targets]
    locked = candidates.filter(state__in=reachable).select_for_update(of=("self",), no_key=True).order_by("pk")
    before = dict(locked.values_list("pk", "state"))
    if not before:
        return []
    Candidate.objects.filter(pk__in=before).update(
        state=state, leased_by=None, leased_until=None, lock_version=F("lock_version") + 1, updated_at=Now(), **changes
    )
    record_many(
        AuditRow("candidate.moved", "candidate", one, actor, {"from": was, "to": state, "reason": reason})
        for one, was in before.items()
    )
    return list(before)
