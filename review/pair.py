"""Everything that the page of one pair shows. Call it inside the purpose; render there, too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.consolidation.selectors import names
from crmsocial.core.models import User
from crmsocial.identity import selectors as identity
from crmsocial.identity.models import Decision
from matching import selectors as matching
from matching.models import Candidate
from matching.selectors import EvidenceRow
from matching.states import UNDECIDED
from matching.what_if import WhatIf, what_if

from . import conflicts, consent, leases, reasons
from .comparison import Comparison, compare
from .consent import Permitted
from .evidence import ShownRow, arrange
from .filters import TIERS
from .leases import Holder

#: Digits that pick a runner-up.
RUNNER_UPS = 9


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another constituent for the same persona, with the digit that opens it."""

    candidate: Candidate
    name: str
    key: int


@dataclass(frozen=True, slots=True)
class Past:
    """A decision on the pair as the page tells it."""

    decision: Decision
    sentence: str
    reason: str
    can_be_undone: bool


@dataclass(frozen=True)
class PairView:
    """One candidate as a steward sees it."""

    candidate: Candidate
    name: str
    evidence: Sequence[EvidenceRow]
    rule: str
    state_sentence: str
    comparison: Comparison
    permitted: Sequence[Permitted]
    runner_ups: Sequence[RunnerUp]
    past: Sequence[Past]
    holder: Holder | None

    @property
    def bars(self) -> list[ShownRow]:
        """The evidence in the order of its weight."""
        return arrange(self.evidence)

    @cached_property
    def what_if(self) -> list[WhatIf]:
        """What would settle an undecided pair."""
        return what_if(self.candidate) if self.undecided else []

    @property
    def undecided(self) -> bool:
        """Whether the pair waits for a decision."""
        return self.candidate.state in UNDECIDED

    @property
    def can_decide(self) -> bool:
        """Whether this steward may decide it now."""
        return self.undecided and self.holder is None

    @property
    def giving(self) -> str:
        """The constituent's giving tier in words; empty for none."""
        return str(TIERS.get(str(self.candidate.giving_tier), ""))

    @property
    def handle(self) -> str:
        """How the account is called."""
        persona = self.candidate.persona
        return f"@{persona.handle}" if persona.handle else str(persona.account_id)

    @property
    def right_name(self) -> str:
        """The account's display name, or its handle."""
        return self.candidate.persona.display_name or self.handle

    @property
    def left_note(self) -> str:
        """Which record was compared."""
        identity = self.candidate.identity
        return f"{identity.source} · {identity.external_id}"

    @property
    def right_note(self) -> str:
        """Which account, and where."""
        persona = self.candidate.persona
        platform = self.candidate.get_platform_display()
        note = f"{self.handle} · {platform}" if persona.display_name else platform
        return f"{note} · {_('only the handle is known')}" if persona.is_provisional else note

    @cached_property
    def seen(self) -> dict[str, Any]:
        """What this page shows, for the form to carry, so that a stale save can tell what changed."""
        return conflicts.seen(self.candidate, self.evidence)

    @property
    def seen_json(self) -> str:
        """The same as text."""
        return json.dumps(self.seen)


def open_pair(*, candidate_id: UUID, user: User, lease: bool = True) -> PairView:
    """Read a pair, taking its lease where it is free. Raises NotFound where it may not be seen."""
    shown = matching.candidate(candidate_id)
    candidate = shown.candidate
    holder = None
    if candidate.state in UNDECIDED and lease:
        holder = leases.claim(candidate_id=candidate.pk, user=user)
    permitted = consent.for_pair(candidate)
    others = matching.runner_ups(candidate, limit=RUNNER_UPS)
    known = names({candidate.constituent_id, *(other.constituent_id for other in others)})
    return PairView(
        candidate=candidate,
        name=known[candidate.constituent_id],
        evidence=shown.evidence,
        rule=shown.rule_sentence,
        state_sentence=shown.reason_sentence or reasons.label_of(candidate.state_reason),
        comparison=compare(
            constituent_id=candidate.constituent_id, persona=candidate.persona, shown=consent.may_show(permitted)
        ),
        permitted=permitted,
        runner_ups=[RunnerUp(other, known[other.constituent_id], key) for key, other in enumerate(others, 1)],
        past=_past(candidate),
        holder=holder,
    )


def _past(candidate: Candidate) -> list[Past]:
    decisions = identity.decisions_for(candidate.persona_id, candidate.constituent_id)[:5]
    return [
        Past(
            decision=decision,
            sentence=conflicts.sentence(decision),
            reason=reasons.label_of(decision.reason),
            can_be_undone=decision.reverses_id is None and not hasattr(decision, "reversed_by"),
        )
        for decision in decisions
    ]
