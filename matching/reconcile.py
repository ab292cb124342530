"""What a new score makes of a candidate that may already have a history. Pure.

A run proposes; what people decided stands unless the compared inputs changed. A rejected pair comes back only with new
*strong* evidence, an unsure one with any new input.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from .models import Band, CandidateState

#: Bits that a rejected pair must have gained before a steward is asked again.
COME_BACK_BITS = 3.0
#: Without the rejected pair's own score (rejected by way of another record), only a strong pair asks again.
COME_BACK_PROBABILITY = 0.9
#: A score that moved less than this leaves a page that shows it true.
QUIET_BITS = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair as this run scored it and as the policy judged it."""

    persona_id: UUID
    constituent_id: UUID
    identity_id: UUID
    record_id: UUID
    platform: str
    source_id: int
    probability: float
    weight: float
    rank: int
    lead: float | None
    band: Band
    rule: str
    fingerprint: str
    giving_tier: int = 0
    priority: int = 0
    evidence: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """The candidate's row as it stands."""

    id: UUID
    state: CandidateState
    state_reason: str
    former_state: str
    former_reason: str
    fingerprint: str
    weight: float
    probability: float
    band: str


@dataclass(frozen=True, slots=True)
class History:
    """What identity knows of the pair."""

    verdict: str = ""
    fingerprint: str = ""
    cannot_link: bool = False
    linked_here: bool = False
    linked_elsewhere: bool = False


def next_state(standing: Standing | None, proposal: Proposal, history: History) -> tuple[CandidateState, str]:
    """Return the state and its reason code after this proposal."""
    if history.linked_here:
        kept = standing is not None and standing.state == CandidateState.APPROVED
        return CandidateState.APPROVED, standing.state_reason if standing and kept else "linked"
    if _was_rejected(standing, history):
        return _rejected(standing, proposal, history)
    if history.linked_elsewhere:
        return CandidateState.SUPERSEDED, "persona_linked"
    if standing is None:
        unsure = history.verdict == "unsure" and history.fingerprint == proposal.fingerprint
        return (CandidateState.DEFERRED, "unsure_before") if unsure else (CandidateState.OPEN, "")
    return _undecided(standing, proposal)


def _was_rejected(standing: Standing | None, history: History) -> bool:
    by_row = standing is not None and standing.state == CandidateState.REJECTED
    # A pair that came back is shown until it is decided anew, though its old verdict still stands.
    came_back = standing is not None and standing.state_reason == "came_back"
    return by_row or (not came_back and (history.cannot_link or history.verdict == "not_same"))


def _rejected(standing: Standing | None, proposal: Proposal, history: History) -> tuple[CandidateState, str]:
    old = history.fingerprint or (standing.fingerprint if standing else "")
    is_new = bool(old) and proposal.fingerprint != old
    scored = standing if standing is not None and standing.state == CandidateState.REJECTED else None
    is_strong = (
        proposal.weight - scored.weight >= COME_BACK_BITS if scored else proposal.probability >= COME_BACK_PROBABILITY
    )
    if is_new and is_strong and not history.linked_elsewhere:
        return CandidateState.OPEN, "came_back"
    return CandidateState.REJECTED, scored.state_reason if scored else "rejected_before"


def _undecided(standing: Standing, proposal: Proposal) -> tuple[CandidateState, str]:
    if standing.state == CandidateState.APPROVED:
        return CandidateState.OPEN, "link_ended"
    was: CandidateState = standing.state
    reason = standing.state_reason
    if was in (CandidateState.WITHHELD, CandidateState.SUPERSEDED):
        was, reason = CandidateState(standing.former_state or CandidateState.OPEN), standing.former_reason
    if was != CandidateState.DEFERRED:
        return CandidateState.OPEN, reason
    if standing.fingerprint == proposal.fingerprint:
        return CandidateState.DEFERRED, reason
    return CandidateState.OPEN, "inputs_changed"


def former(standing: Standing | None, state: CandidateState) -> tuple[str, str]:
    """What the row goes back to when ``state`` is taken back: kept while the state stays, else what stood before."""
    if standing is None:
        return "", ""
    if standing.state == state:
        return standing.former_state, standing.former_reason
    undecided = standing.state in (CandidateState.OPEN, CandidateState.DEFERRED)
    return (standing.state, standing.state_reason) if undecided and state != CandidateState.OPEN else ("", "")


def is_news(standing: Standing, proposal: Proposal, state: CandidateState) -> bool:
    """Whether a page that shows the row as it stood would now mislead: its lock version rises."""
    return (
        standing.state != state
        or standing.fingerprint != proposal.fingerprint
        or standing.band != proposal.band
        or abs(log_odds(standing.probability) - log_odds(proposal.probability)) >= QUIET_BITS
    )


def keeps_its_score(standing: Standing | None, state: CandidateState) -> bool:
    """A pair that stays rejected keeps the score it was rejected at, else small gains would never add up."""
    return standing is not None and standing.state == state == CandidateState.REJECTED


def log_odds(probability: float) -> float:
    """Log2 odds of a probability strictly between 0 and 1."""
    return math.log2(probability / (1 - probability))
