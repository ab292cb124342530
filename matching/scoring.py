"""Scoring one chunk of personas and writing what became of it. Done twice, it gives the same candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models.functions import Now

from crmsocial.core import audit, jobs
from privacy.gate import purpose
from privacy.models import Purpose

from . import by_index, prepared, proposing, snapshot, store
from .engine.join import JoinReport
from .models import RunChunk
from .policy import Thresholds
from .reconcile import Proposal

REASON = "match run"


def score_chunk(*, chunk_id: int, heartbeat: Callable[[], None]) -> int:
    """Score a chunk and write its candidates in one transaction; returns how many.

    A chunk that was scored already is left alone. ``heartbeat`` is called between the two and may raise to stop;
    nothing is written then.
    """
    chunk = RunChunk.objects.select_related("run__model").get(pk=chunk_id)
    if chunk.scored_at is not None:
        return chunk.candidates
    run = chunk.run
    looks_up = bool(run.parameters.get("by_index"))
    scored = by_index.score_chunk(chunk, heartbeat) if looks_up else _by_engine(chunk, heartbeat)
    heartbeat()
    return _write(chunk, scored)


def _by_engine(chunk: RunChunk, heartbeat: Callable[[], None]) -> proposing.ScoredAccounts:
    """Compare the chunk with its prepared side, which all workers share."""
    run = chunk.run
    engine = prepared.opened(run.pk, snapshot.SideName.parse(chunk.side))
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        accounts = proposing.read_accounts(chunk.persona_ids)
    heartbeat()
    engine.report = JoinReport()
    scored = engine.score(
        [account.record for account in accounts],
        top=run.parameters["top"],
        min_probability=run.parameters["min_probability"],
    )
    chunk.counts = {"pairs": engine.report.as_dict()}
    by_id = prepared.lefts(run.pk, engine, (one.left_id for one in scored))
    return proposing.ScoredAccounts(accounts, proposing.pairs_of((s for s in scored if s.left_id in by_id), by_id))


def _write(chunk: RunChunk, scored: proposing.ScoredAccounts) -> int:
    """Judge and write inside the purpose: what was withdrawn while scoring is left out."""
    run = chunk.run
    assert run.model_id is not None, "a run is scored after it was prepared"
    with transaction.atomic(), purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        # Serialises the end of chunks, so that exactly one of them sees that it was the last.
        if not RunChunk.objects.select_for_update().filter(pk=chunk.pk, scored_at__isnull=True).exists():
            return chunk.candidates
        proposals, written = proposing.write(
            scored,
            side=snapshot.SideName.parse(chunk.side),
            thresholds=Thresholds(**run.parameters["thresholds"]),
            origin=store.Origin(run.pk, run.model_id),
        )
        _finish(chunk, proposals, written)
    return len(proposals)


def _finish(chunk: RunChunk, proposals: list[Proposal], written: store.Written) -> None:
    bands = Counter(str(one.band) for one in proposals)
    rules = Counter(one.rule for one in proposals)
    RunChunk.objects.filter(pk=chunk.pk).update(
        scored_at=Now(),
        candidates=len(proposals),
        counts=chunk.counts | {"bands": dict(bands), "rules": dict(rules)},
    )
    audit.record(
        verb="matching.chunk_scored",
        object_type="match_run",
        object_id=chunk.run_id,
        actor=None,
        details={"chunk": chunk.number, "candidates": len(proposals), **written.as_details()},
    )
    if chunk.run.job_id:
        jobs.wake(chunk.run.job_id)
