"""Writing candidates in bulk: COPY into a temporary table, then one INSERT … ON CONFLICT."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from .models import Candidate, CandidateState
from .reconcile import History, Proposal, Standing, former, is_news, keeps_its_score, next_state
from .shelf import put_away
from .states import UNDECIDED, candidate_may

#: Columns of the temporary table in COPY's order, with their types.
_COLUMNS = {
    "persona_id": "uuid", "constituent_id": "uuid", "identity_id": "uuid", "record_id": "uuid", "run_id": "uuid",
    "model_version": "text", "platform": "text", "source_id": "bigint", "probability": "float8", "weight": "float8",
    "rank": "smallint", "lead": "float8", "band": "text", "rule": "text", "fingerprint": "text", "state": "text",
    "state_reason": "text", "former_state": "text", "former_reason": "text", "priority": "int",
    "giving_tier": "smallint", "rise": "int", "evidence": "jsonb",
}  # fmt: skip
_STORED = [name for name in _COLUMNS if name not in ("rise", "evidence")]
_FIXED = {"persona_id", "constituent_id"}

_CREATE = "CREATE TEMPORARY TABLE matching_incoming ({columns}) ON COMMIT DROP"
_UPSERT = """
INSERT INTO matching_candidate AS c ({stored}, lock_version)
SELECT {stored}, 1 FROM matching_incoming ORDER BY persona_id, constituent_id
ON CONFLICT (persona_id, constituent_id) DO UPDATE SET {updates},
  lock_version = c.lock_version + (SELECT i.rise FROM matching_incoming i
                                   WHERE i.persona_id = c.persona_id AND i.constituent_id = c.constituent_id),
  leased_by_id = CASE WHEN EXCLUDED.state = 'open' THEN c.leased_by_id END,
  leased_until = CASE WHEN EXCLUDED.state = 'open' THEN c.leased_until END,
  updated_at = now()
"""
_EVIDENCE = """
INSERT INTO matching_evidence AS e (candidate_id, persona_id, rows)
SELECT c.id, c.persona_id, i.evidence FROM matching_incoming i
JOIN matching_candidate c ON c.persona_id = i.persona_id AND c.constituent_id = i.constituent_id
ON CONFLICT (candidate_id) DO UPDATE SET rows = EXCLUDED.rows WHERE e.rows IS DISTINCT FROM EXCLUDED.rows
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """What scored: a match run, or a look-up by the index (no run); and the model."""

    run_id: UUID | None
    model_version: str


@dataclass(slots=True)
class Written:
    """What a write changed: how many were new, and which candidates changed their state to what."""

    added: int = 0
    moved: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def as_details(self) -> dict[str, Any]:
        """For the audit log: counts and ids only."""
        return {"added": self.added, "moved": dict(self.moved)}


def write(
    *,
    origin: Origin,
    persona_ids: Iterable[UUID],
    proposals: list[Proposal],
    histories: Mapping[tuple[UUID, UUID], History],
) -> Written:
    """Insert or update the proposals; undecided candidates of the personas that were not proposed again are superseded.

    Call it in a transaction inside ``purpose("identity_matching")``. The rows are locked first, so that a decision
    taken at the same time is either seen here or sees what was written.
    """
    standing = _locked(persona_ids)
    written = Written()
    rows = []
    for proposal in proposals:
        old = standing.pop((proposal.persona_id, proposal.constituent_id), None)
        history = histories.get((proposal.persona_id, proposal.constituent_id), History())
        state, reason = next_state(old, proposal, history)
        if old is not None and old.state != state:
            assert candidate_may(old.state, state), f"{old.state} to {state}"
            written.moved[state].append(str(old.id))
        written.added += old is None
        if not keeps_its_score(old, state):
            rows.append(_row(origin, proposal, old, state, reason))
    _copy_in(rows)
    _supersede(standing.values(), written)
    return written


def _locked(persona_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], Standing]:
    rows = Candidate.objects.select_for_update(of=("self",)).filter(persona_id__in=list(persona_ids)).order_by("pk")
    return {
        (row.persona_id, row.constituent_id): Standing(
            row.pk, CandidateState(row.state), row.state_reason, row.former_state, row.former_reason, row.fingerprint,
            row.weight, row.probability, row.band,
        )
        for row in rows
    }  # fmt: skip


def _row(
    origin: Origin, proposal: Proposal, old: Standing | None, state: CandidateState, reason: str
) -> tuple[Any, ...]:
    former_state, former_reason = former(old, state)
    return (
        proposal.persona_id, proposal.constituent_id, proposal.identity_id, proposal.record_id, origin.run_id,
        origin.model_version, proposal.platform, proposal.source_id, proposal.probability, proposal.weight,
        proposal.rank, proposal.lead, proposal.band.value, proposal.rule, proposal.fingerprint, state.value,
        reason, former_state, former_reason, proposal.priority,
        proposal.giving_tier, int(old is not None and is_news(old, proposal, state)), json.dumps(proposal.evidence),
    )  # fmt: skip


def _copy_in(rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    stored = ", ".join(_STORED)
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in _STORED if name not in _FIXED)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE.format(columns=", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())))
        with cursor.copy(f"COPY matching_incoming ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("CREATE INDEX ON matching_incoming (persona_id, constituent_id)")
        cursor.execute("ANALYZE matching_incoming")
        cursor.execute(_UPSERT.format(stored=stored, updates=updates))
        cursor.execute(_EVIDENCE)
        cursor.execute("DROP TABLE matching_incoming")


def _supersede(left_over: Iterable[Standing], written: Written) -> None:
    """Put away what this run did not propose again; decisions stay as they are."""
    stale = [old.id for old in left_over if old.state in UNDECIDED]
    moved = put_away(Candidate.objects.filter(pk__in=stale), CandidateState.SUPERSEDED, "no_longer_proposed")
    written.moved[CandidateState.SUPERSEDED].extend(str(one) for one in moved)
