"""Undo: a decision is taken back by another, and everything stands as it did before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.core.audit import record
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.models import User
from crmsocial.identity.models import Decision, Verdict
from crmsocial.identity.selectors import standing_decisions
from crmsocial.identity.services import reverse
from matching.models import Candidate, CandidateState
from matching.services import reopen
from privacy import gate
from privacy.models import Purpose

from .. import reasons
from .base import OPENED_FOR, Outcome

#: The state in which each verdict leaves its candidate.
_STATES = {
    Verdict.SAME: CandidateState.APPROVED,
    Verdict.NOT_SAME: CandidateState.REJECTED,
    Verdict.UNSURE: CandidateState.DEFERRED,
}


@dataclass(kw_only=True)
class Undo:
    """Takes any decision on a persona back: one's own by a key, a colleague's from the history."""

    decision_id: UUID
    actor: User
    reason: str = ""
    verb = "undo"

    def run(self) -> Outcome:
        """Do it or raise a DomainError; after an error nothing has changed."""
        return again_after_deadlock(self._once)

    def _once(self) -> Outcome:
        with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=self.actor) as opening:
            self.check()
            outcome = self.execute()
            self.audit(outcome)
            opening.shows(constituents=[self._decision.constituent_id], personas=[self._decision.persona_id])
            return outcome

    def check(self) -> None:
        """There is such a decision and it is on a persona; merges are taken back on the constituent's page."""
        self.reason = reasons.require(self.reason or reasons.UNDO[0].code, reasons.UNDO)
        found = Decision.objects.filter(pk=self.decision_id).first()
        if found is None:
            raise NotFound(_("There is no such decision."))
        if found.persona_id is None:
            raise InvalidInput(_("A merge is taken back on the constituent's page."))
        self._decision = found

    def execute(self) -> Outcome:
        """Reverse the decision, then put its candidate back where it was."""
        reversal = reverse(decision=self._decision, actor=self.actor, reason=self.reason)
        candidate_id = self._decision.candidate_id
        candidate = Candidate.objects.filter(pk=candidate_id).first() if candidate_id else None
        # Matching follows the edges by itself; what it has brought back already must not be brought back once more.
        if candidate and candidate.state == _STATES[Verdict(self._decision.verdict)] and not self._was_followed():
            reopen(candidate_id=candidate.pk, actor=self.actor)
        return Outcome(_("Undone: the pair stands as before."), candidate.pk if candidate else None, reversal)

    def _was_followed(self) -> bool:
        later = standing_decisions().filter(candidate_id=self._decision.candidate_id, pk__gt=self._decision.pk)
        return later.exists()

    def audit(self, outcome: Outcome) -> None:
        """Record the verb."""
        record(
            verb=f"review.{self.verb}",
            object_type="decision",
            object_id=self.decision_id,
            actor=self.actor,
            details={"reason": self.reason, "decision_id": outcome.decision.pk if outcome.decision else None},
        )
