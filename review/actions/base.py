"""What every verb of the review desk has in common: check, execute, audit, in one transaction under one purpose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crmsocial.core.audit import record
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, NotFound
from crmsocial.core.models import User
from crmsocial.identity.models import Decision
from crmsocial.identity.services import decide, lock_pair, lock_persona
from matching.models import Candidate, Evidence
from matching.services import settle
from matching.settling import as_it_stands, changed_sentence
from matching.states import UNDECIDED
from privacy import gate
from privacy.models import Purpose

from .. import conflicts, leases
from ..reasons import Reason

OPENED_FOR = "a steward decides on a pair"
#: Longest note that is kept; the browser says so too.
NOTE_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did: the sentence for the toast, and the decision that may be undone."""

    message: str
    candidate_id: UUID | None
    decision: Decision | None = None


@dataclass(kw_only=True)
class Action(ABC):
    """One verb on one candidate, as one steward saw it (``lock_version``)."""

    verb: ClassVar[str]

    candidate_id: UUID
    actor: User
    lock_version: int = 0
    reason: str = ""
    note: str = ""

    def run(self) -> Outcome:
        """Do it or raise a DomainError; after an error nothing has changed."""
        try:
            return again_after_deadlock(self._once)
        except Conflict as error:
            raise conflicts.explained(error, candidate_id=self.candidate_id) from error

    def _once(self) -> Outcome:
        with gate.purpose(Purpose.IDENTITY_MATCHING, reason=OPENED_FOR, actor=self.actor) as opening:
            self.check()
            outcome = self.execute()
            self.audit(outcome)
            pair = outcome.decision or find(self.candidate_id)
            opening.shows(constituents=[pair.constituent_id], personas=[pair.persona_id])
            return outcome

    @abstractmethod
    def check(self) -> None:
        """Raise a DomainError where the act is not permitted or makes no sense."""

    @abstractmethod
    def execute(self) -> Outcome:
        """Write."""

    def audit(self, outcome: Outcome) -> None:
        """Record the verb; what it changed is recorded by the services that changed it."""
        record(
            verb=f"review.{self.verb}",
            object_type="candidate",
            object_id=self.candidate_id,
            actor=self.actor,
            details={
                "reason": self.reason,
                "lock_version": self.lock_version,
                "decision_id": outcome.decision.pk if outcome.decision else None,
            },
        )


def find(candidate_id: UUID) -> Candidate:
    """The candidate as the purpose shows it. Raises NotFound."""
    candidate = Candidate.objects.filter(pk=candidate_id).first()
    if candidate is None:
        raise NotFound(_("This pair is no longer here, or may no longer be matched. Nothing was changed."))
    return candidate


class Judgement(Action):
    """A verb that ends in a verdict: the candidate is settled, then the decision makes the edges."""

    verdict: ClassVar[str]
    state: ClassVar[str]
    reasons: ClassVar[tuple[Reason, ...]]
    done: ClassVar[str | Promise]

    def check(self) -> None:
        """The pair is there and nobody else holds it; one decision at a time is taken on a persona."""
        lock_persona(find(self.candidate_id).persona_id)
        candidate = find(self.candidate_id)
        if candidate.state not in UNDECIDED:
            raise Conflict(changed_sentence(candidate), **as_it_stands(candidate))
        leases.require(candidate_id=self.candidate_id, user=self.actor)
        # Before the candidate, as a withdrawal does: otherwise the two would wait for each other.
        lock_pair(persona_id=candidate.persona_id, constituent_id=candidate.constituent_id)

    def execute(self) -> Outcome:
        """Settle and decide in one transaction."""
        rows = Evidence.objects.filter(pk=self.candidate_id).values_list("rows", flat=True).first()
        candidate = settle(
            candidate_id=self.candidate_id,
            lock_version=self.lock_version,
            state=self.state,
            reason=self.reason,
            actor=self.actor,
        )
        decision = decide(
            persona_id=candidate.persona_id,
            constituent_id=candidate.constituent_id,
            verdict=self.verdict,
            reason=self.reason,
            method="steward",
            actor=self.actor,
            note=self.note.strip()[:NOTE_LENGTH],
            evidence=rows or (),
            fingerprint=candidate.fingerprint,
            probability=candidate.probability,
            model_version=candidate.model_version,
            policy_rule=candidate.rule,
            candidate_id=candidate.pk,
        )
        return Outcome(str(self.done), candidate.pk, decision)
