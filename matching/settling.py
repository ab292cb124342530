"""Deciding a candidate, and taking that back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import User
from privacy.gate import purpose

from .models import Candidate, CandidateState
from .permitted import withhold_unpermitted
from .shelf import bring_back, put_away
from .states import DECIDED, require_candidate_move

UPKEEP = "candidates of one account follow a decision on it"


@transaction.atomic
def settle(*, candidate_id: UUID, lock_version: int, state: str, reason: str, actor: User | None) -> Candidate:
    """Decide a candidate: approved, rejected or deferred. The one way in which a person changes its state.

    Call it inside a purpose that shows the candidate. Approving puts the account's other undecided candidates away;
    ``reopen`` brings them back. Raises NotFound, InvalidInput for another state, and Conflict when the candidate is not
    as it was when ``lock_version`` was read; its context says how it stands now.
    """
    if state not in DECIDED:
        raise InvalidInput(_("A pair can be approved, rejected or set aside as unsure."))
    candidate = _locked(candidate_id)
    if candidate.lock_version != lock_version:
        raise Conflict(changed_sentence(candidate), **as_it_stands(candidate))
    require_candidate_move(candidate.state, state)
    was = candidate.state
    Candidate.objects.filter(pk=candidate.pk).update(
        state=state,
        state_reason=reason[:60],
        former_state=F("state"),
        former_reason=F("state_reason"),
        leased_by=None,
        leased_until=None,
        lock_version=F("lock_version") + 1,
        updated_at=Now(),
    )
    audit.record(
        verb="candidate.moved",
        object_type="candidate",
        object_id=candidate.pk,
        actor=actor,
        details={"from": was, "to": state, "reason": reason},
    )
    if state == CandidateState.APPROVED:
        with purpose("upkeep", reason=UPKEEP):
            put_away(siblings_of(candidate), CandidateState.SUPERSEDED, "persona_linked", actor=actor)
    candidate.refresh_from_db()
    return candidate


@transaction.atomic
def reopen(*, candidate_id: UUID, actor: User | None, reason: str = "undone") -> Candidate:
    """Take a settled candidate back to what it was, and with it what its approval put away.

    Reopening twice changes nothing. What may not be matched any more is withheld rather than opened. Raises NotFound.
    """
    with purpose("upkeep", reason=UPKEEP):
        candidate = _locked(candidate_id)
        if candidate.state in DECIDED:
            one = Candidate.objects.filter(pk=candidate.pk)
            bring_back(one, reason, actor=actor)
            if candidate.state == CandidateState.APPROVED:
                away = siblings_of(candidate).filter(state=CandidateState.SUPERSEDED, state_reason="persona_linked")
                bring_back(away, reason, actor=actor)
            withhold_unpermitted(Candidate.objects.filter(persona_id=candidate.persona_id))
        candidate.refresh_from_db()
    return candidate


def siblings_of(candidate: Candidate) -> QuerySet[Candidate]:
    """The account's other candidates."""
    return Candidate.objects.filter(persona_id=candidate.persona_id).exclude(pk=candidate.pk)


def _locked(candidate_id: UUID) -> Candidate:
    candidate = Candidate.objects.select_for_update(of=("self",), no_key=True).filter(pk=candidate_id).first()
    if candidate is None:
        raise NotFound(_("This pair is no longer here, or may no longer be matched."))
    return candidate


def changed_sentence(candidate: Candidate) -> str:
    """Why a decision on an older look at the pair is refused."""
    if candidate.state in (CandidateState.OPEN, CandidateState.DEFERRED):
        return _("This pair has been scored anew since you opened it. Look at it again before you decide.")
    label = CandidateState(candidate.state).label
    return _("This pair has been decided or put away since you opened it: it is “%(state)s”.") % {"state": label}


def as_it_stands(candidate: Candidate) -> dict[str, Any]:
    """What a conflict tells the caller."""
    names = ("state", "state_reason", "lock_version", "probability", "band", "rule", "fingerprint", "model_version")
    return {name: getattr(candidate, name) for name in names}
