"""Automatic appends.

Candidates of the band *append* become links, some dozens in one transaction, each asked of the gate again; one that
cannot be linked after all takes none of the others with it.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, DomainError, NotPermitted
from crmsocial.identity.models import Verdict
from crmsocial.identity.services import decide, lock_pairs, together
from privacy.gate import purpose
from privacy.models import Purpose

from .models import Band, Candidate, CandidateState, MatchRun
from .settling import settle

log = structlog.get_logger(__name__)
REASON = "automatic append"


def append_some(*, run_id: UUID, limit: int = 50) -> tuple[int, bool]:
    """Link up to ``limit`` of the run's candidates; returns how many were linked and whether more are waiting.

    What cannot be linked after all is referred to a steward, so that it is not tried for ever.
    """
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        waiting = Candidate.objects.filter(band=Band.APPEND, state=CandidateState.OPEN, run_id=run_id)
        ids = list(waiting.order_by("-priority", "pk").values_list("pk", flat=True)[: limit + 1])
    linked = append_all(ids[:limit])
    if linked:
        with transaction.atomic():
            run = MatchRun.objects.select_for_update().get(pk=run_id)
            run.summary["appended"] = run.summary.get("appended", 0) + linked
            run.save(update_fields=["summary"])
    return linked, len(ids) > limit


def append_all(candidate_ids: list[UUID]) -> int:
    """Link these candidates, each that can be; how many were. What cannot be linked after all is referred."""
    return again_after_deadlock(lambda: _append_all(candidate_ids)) if candidate_ids else 0


def _append_all(candidate_ids: list[UUID]) -> int:
    with together():
        with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
            pairs = Candidate.objects.filter(pk__in=candidate_ids).values_list("persona_id", "constituent_id")
            lock_pairs(list(pairs))
        return sum(_append(candidate_id) for candidate_id in candidate_ids)


def _append(candidate_id: UUID) -> bool:
    try:
        with transaction.atomic(), purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
            candidate = (
                Candidate.objects.select_related("evidence").filter(pk=candidate_id, state=CandidateState.OPEN).first()
            )
            if candidate is None:
                return False
            settle(
                candidate_id=candidate.pk,
                lock_version=candidate.lock_version,
                state=CandidateState.APPROVED,
                reason=candidate.rule,
                actor=None,
            )
            decide(
                persona_id=candidate.persona_id,
                constituent_id=candidate.constituent_id,
                verdict=Verdict.SAME,
                reason=candidate.rule[:40],
                method="automatic",
                actor=None,
                evidence=candidate.evidence.rows if hasattr(candidate, "evidence") else (),
                fingerprint=candidate.fingerprint,
                probability=candidate.probability,
                model_version=candidate.model_version,
                policy_rule=candidate.rule,
                candidate_id=candidate.pk,
            )
        return True
    except DomainError as error:
        log.info("not appended", candidate_id=str(candidate_id), code=error.code)
        _refer(candidate_id, error)
        return False


def _refer(candidate_id: UUID, error: DomainError) -> None:
    rule = "not_permitted" if isinstance(error, NotPermitted) else "append_refused"
    if isinstance(error, Conflict) and error.code == "cannot_link":
        rule = "cannot_link"
    with purpose("upkeep", reason=REASON):
        changed = Candidate.objects.filter(pk=candidate_id, state=CandidateState.OPEN, band=Band.APPEND).update(
            band=Band.REFER, rule=rule, lock_version=F("lock_version") + 1, updated_at=Now()
        )
        if changed:
            audit.record(
                verb="candidate.referred",
                object_type="candidate",
                object_id=candidate_id,
                actor=None,
                details={"rule": rule},
            )
