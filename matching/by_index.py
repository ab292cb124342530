"""Matching a few accounts by the index: a small batch as a match run of its own, or accounts as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from crmsocial.core import audit
from crmsocial.intake.models import Batch
from privacy.gate import purpose
from privacy.models import Purpose

from . import appending, conf, proposing, scope, store
from .engine.api import Scored
from .index import state
from .index.looking import Look, side_of
from .index.models import IndexedRecord
from .judge import Account
from .models import Band, Candidate, CandidateState, MatchRun, RunChunk
from .policy import Thresholds
from .prepared import Left
from .snapshot import SideName

REASON = "matching by the index"


def suits(run: MatchRun) -> bool:
    """Whether the run is over a batch so small that its accounts are looked up one by one."""
    if run.since_batch is None or not state.is_ready():
        return False
    return is_small(Batch.objects.get(pk=run.since_batch))


def is_small(batch: Batch) -> bool:
    """Whether so few rows of the batch are new that nothing else need be read for them."""
    return batch.rows_added + batch.rows_changed <= conf.current().by_index_most


def records() -> int:
    """How many records the index holds."""
    generation = state.live()
    return 0 if generation is None else IndexedRecord.objects.filter(generation=generation).count()


def score_chunk(chunk: RunChunk, heartbeat: Callable[[], None]) -> proposing.ScoredAccounts:
    """Score the accounts of a chunk with the model of its run."""
    assert chunk.run.model is not None, "a run is scored after it was prepared"
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        accounts = proposing.read_accounts(chunk.persona_ids)
    look = Look(SideName.parse(chunk.side), version=chunk.run.model)
    return _scored(look, accounts, chunk.run.parameters, heartbeat)


def _scored(
    look: Look, accounts: list[Account], parameters: dict[str, Any], heartbeat: Callable[[], None]
) -> proposing.ScoredAccounts:
    scored: list[Scored] = []
    by_id: dict[str, Left] = {}
    for account in accounts:
        found = look.score(account.record, top=parameters["top"], min_probability=parameters["min_probability"])
        scored += found.scored
        by_id |= found.by_id
        heartbeat()
    return proposing.ScoredAccounts(accounts, proposing.pairs_of(scored, by_id))


def match_personas(persona_ids: Collection[UUID], heartbeat: Callable[[], None] = lambda: None) -> int:
    """Score these accounts as a run would and write their candidates; how many. What may be linked at once is linked.

    Accounts that may not be matched are left out. Nothing is done while the index cannot be read.
    """
    if not state.is_ready():
        return 0
    written = 0
    for side, ids in _by_side(persona_ids).items():
        look = Look(side)
        with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
            accounts = proposing.read_accounts(ids)
        scored = _scored(look, accounts, look.parameters, heartbeat)
        written += _write(scored, side, look)
    appending.append_all(_to_append(persona_ids))
    return written


def _by_side(persona_ids: Collection[UUID]) -> dict[SideName, list[UUID]]:
    found: dict[SideName, list[UUID]] = defaultdict(list)
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        for one in scope.permitted_among(persona_ids):
            found[side_of(platform=one.platform, pair_limited=one.pair_limited, reason=one.reason)].append(
                one.persona_id
            )
    return found


def _write(scored: proposing.ScoredAccounts, side: SideName, look: Look) -> int:
    with transaction.atomic(), purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        proposals, written = proposing.write(
            scored,
            side=side,
            thresholds=Thresholds(**look.parameters["thresholds"]),
            origin=store.Origin(None, look.version),
        )
        audit.record(
            verb="matching.looked_up",
            object_type="persona",
            object_id="several",
            actor=None,
            details={"personas": [one.persona_id for one in scored.accounts], "candidates": len(proposals)}
            | written.as_details(),
        )
    return len(proposals)


def _to_append(persona_ids: Collection[UUID]) -> list[UUID]:
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        waiting = Candidate.objects.filter(persona_id__in=list(persona_ids), band=Band.APPEND, run__isnull=True)
        return list(waiting.filter(state=CandidateState.OPEN).order_by("-priority", "pk").values_list("pk", flat=True))
