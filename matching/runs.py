"""The steps of a match run.

Prepare, score by chunks, finish. Each is short, may be repeated, and goes on where it was left.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from crmsocial.identity.models import Decision, Verdict
from crmsocial.personas.models import Persona
from privacy.gate import purpose
from privacy.models import Purpose
from privacy.selectors import withheld_for_matching

from . import arrivals, by_index, conf, freezing, prepared, scope, shared_sides, snapshot
from .calibration import Calibration, append_threshold
from .engine.api import Engine, Record
from .index import state
from .index.looking import side_of
from .models import MatchRun, RunChunk, RunState
from .policy import ONLY_PROBABILITY, Thresholds
from .records import persona_record
from .running import move_run
from .snapshot import SideName

REASON = "match run"
#: Of one account in the index, for cutting chunks.
_SECONDS_LOOKING_UP = 0.05


def begin(*, run_id: UUID) -> MatchRun:
    """Take the snapshot and count what is withheld. The run is *preparing* then."""
    with transaction.atomic():
        run = move_run(run_id=run_id, state=RunState.PREPARING)
        run.chunks.all().delete()
        shared_sides.drop(run.pk)
        looks_up = by_index.suits(run)
        records = by_index.records() if looks_up else snapshot.take(run)
        counts = {"began": timezone.now().isoformat(), "records": records, "withheld": _withheld()}
        run.summary, run.parameters, run.model = {**run.summary, **counts}, {"by_index": looks_up}, None
        run.save(update_fields=["summary", "parameters", "model"])
    return run


def prepare(*, run_id: UUID) -> MatchRun | None:
    """Adapt and freeze the model, cut the permitted personas into chunks; None while the engine is being built.

    Moves the run to *scoring*, or straight to *finishing* where nothing may be or can be compared.
    """
    run = MatchRun.objects.get(pk=run_id)
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        sides, platforms = _by_side(run)
    counts = {"personas": sum(platforms.values()), "platforms": platforms}
    if not sides or not run.summary["records"]:
        return move_run(run_id=run_id, state=RunState.FINISHING, summary=counts)
    if run.parameters.get("by_index"):
        return _prepare_by_index(run, sides, counts)
    if not (_learn(run, sides) and _publish_others(run, sides)):
        return None
    with transaction.atomic():
        _cut(run, sides, run.parameters["seconds_each"])
        return move_run(run_id=run_id, state=RunState.SCORING, summary=counts)


def _learn(run: MatchRun, sides: dict[SideName, list[UUID]]) -> bool:
    """Adapt and freeze the model and publish its side; whether that is done.

    It learns from the largest side alone: from accounts and constituents that may be compared with one another.
    """
    largest, ids = next(iter(sides.items()))
    if run.model_id is not None and shared_sides.is_published(run.pk, largest):
        return True
    engine = prepared.adapted(run, largest, lambda: sample_of(ids))
    if engine is None:
        return False
    seconds_each = _timed(engine, ids)
    with transaction.atomic():
        run.model, run.parameters = freezing.freeze(engine), _parameters() | {"seconds_each": seconds_each}
        run.save(update_fields=["model", "parameters"])
    return True


def _publish_others(run: MatchRun, sides: dict[SideName, list[UUID]]) -> bool:
    """Make and publish the sides but the first with the frozen model; whether all are there."""
    left = (side for side in list(sides)[1:] if not shared_sides.is_published(run.pk, side))
    return all(prepared.made(run, side) is not None for side in left)


def _prepare_by_index(run: MatchRun, sides: dict[SideName, list[UUID]], counts: dict[str, Any]) -> MatchRun:
    """Score by the model in use; nothing is learned from a few accounts."""
    found, _generation = state.require()
    with transaction.atomic():
        run.model, run.parameters = found.model, _parameters() | {"by_index": True}
        run.save(update_fields=["model", "parameters"])
        _cut(run, sides, _SECONDS_LOOKING_UP)
        return move_run(run_id=run.pk, state=RunState.SCORING, summary=counts)


def _by_side(run: MatchRun) -> tuple[dict[SideName, list[UUID]], dict[str, int]]:
    """Ids of the run's personas for each side, the largest side first, and how many each platform has."""
    permitted = list(scope.permitted(run))
    looks_up = bool(run.parameters.get("by_index"))
    name = side_of if looks_up else snapshot.Sides(run.pk, (one.platform for one in permitted)).name
    found: dict[SideName, list[UUID]] = defaultdict(list)
    for one in permitted:
        found[name(platform=one.platform, pair_limited=one.pair_limited, reason=one.reason)].append(one.persona_id)
    order = sorted(found, key=lambda side: (side.kind == snapshot.LOOKED_FOR, -len(found[side]), str(side)))
    return {side: found[side] for side in order}, dict(Counter(one.platform for one in permitted))


def _withheld() -> list[dict[str, Any]]:
    """Accounts that may not be matched, counted by platform and reason; the sentence is told again when it is shown."""
    return [
        {"platform": platform, "code": code, "count": count}
        for platform, code, _sentence, count in withheld_for_matching()
    ]


def _parameters() -> dict[str, Any]:
    """What the engine and the policy go by in this run."""
    settings = conf.current()
    calibration = calibrate()
    thresholds = Thresholds(calibration.threshold, settings.refer_from, settings.close_bits, settings.far_behind_bits)
    return {
        "top": settings.top,
        "min_probability": settings.min_probability,
        "thresholds": asdict(thresholds),
        "audited": calibration.audited,
        "audit_errors": calibration.errors,
    }


def _timed(engine: Engine, ids: list[UUID]) -> float:
    """Seconds of scoring that a persona takes, by some of them."""
    settings = conf.current()
    some = _records_of(every_nth(ids, settings.timing_sample))
    began = time.perf_counter()
    engine.score(some, top=settings.top, min_probability=settings.min_probability)
    return (time.perf_counter() - began) / max(1, len(some))


def sample_of(ids: list[UUID]) -> list[Record]:
    """The personas that the model is adapted to."""
    return _records_of(every_nth(ids, conf.current().sample))


def every_nth(ids: list[UUID], wanted: int) -> list[UUID]:
    """At most ``wanted`` of the ids, evenly spread, the same ones each time."""
    step = max(1, -(-len(ids) // wanted))
    return ids[::step]


def _records_of(persona_ids: Iterable[UUID]) -> list[Record]:
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        return [persona_record(one) for one in Persona.objects.filter(pk__in=list(persona_ids)).order_by("pk")]


def calibrate() -> Calibration:
    """From which probability on to append, by what stewards decided of pairs that could be appended.

    Decisions that were taken back do not count, nor pairs that are a steward's whatever their probability.
    """
    settings = conf.current()
    audited = Decision.objects.filter(
        method="steward",
        persona_id__isnull=False,
        probability__isnull=False,
        policy_rule__in=ONLY_PROBABILITY,
        verdict__in=[Verdict.SAME, Verdict.NOT_SAME],
        reverses__isnull=True,
        reversed_by__isnull=True,
    )
    decided = [
        (probability, verdict == Verdict.SAME)
        for probability, verdict in audited.values_list("probability", "verdict")
        if probability is not None
    ]
    return append_threshold(
        decided,
        target=settings.append_target,
        confidence=settings.append_confidence,
        minimum=settings.append_minimum_decisions,
    )


def _cut(run: MatchRun, sides: dict[SideName, list[UUID]], seconds_each: float) -> None:
    settings = conf.current()
    wanted = int(settings.chunk_seconds / max(seconds_each, 1e-6))
    size = max(settings.chunk_smallest, min(settings.chunk_largest, wanted))
    pieces = [(side, ids[start : start + size]) for side, ids in sides.items() for start in range(0, len(ids), size)]
    RunChunk.objects.bulk_create(
        [
            RunChunk(run=run, number=number, side=str(side), persona_ids=ids)
            for number, (side, ids) in enumerate(pieces, 1)
        ]
    )


def left_to_score(run_id: UUID) -> list[RunChunk]:
    """Chunks that no worker has finished, in order."""
    return list(RunChunk.objects.filter(run_id=run_id, scored_at__isnull=True).order_by("number").defer("persona_ids"))


def personas_scored(run_id: UUID) -> int:
    """How many personas the finished chunks held."""
    done = RunChunk.objects.filter(run_id=run_id, scored_at__isnull=False).values_list("persona_ids__len", flat=True)
    return sum(length or 0 for length in done)


def scored_all(run_id: UUID) -> MatchRun:
    """Go from scoring to finishing; the caller has seen that no chunk is left."""
    return move_run(run_id=run_id, state=RunState.FINISHING)


def finish(*, run_id: UUID) -> MatchRun:
    """Sum up what the chunks counted, forget the snapshot, and end the run. Look-ups then use a full one's model."""
    run = MatchRun.objects.get(pk=run_id)
    totals: dict[str, Counter[str]] = {"bands": Counter(), "rules": Counter()}
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for counts in RunChunk.objects.filter(run_id=run_id).values_list("counts", flat=True):
        for name, counter in totals.items():
            counter.update(counts.get(name, {}))
        for name, given in counts.get("pairs", {}).items():
            pairs[name].update(given)
    size = RunChunk.objects.filter(run_id=run_id).aggregate(
        chunks=Count("pk"), candidates=Sum("candidates"), scored=Count("pk", filter=Q(scored_at__isnull=False))
    )
    began = run.summary.get("began")
    seconds = (timezone.now() - datetime.fromisoformat(began)).total_seconds() if began else None
    summary = {
        **{name: dict(counter) for name, counter in totals.items()},
        "pairs": {name: dict(counter) for name, counter in pairs.items()},
        "chunks": size["chunks"],
        "candidates": size["candidates"] or 0,
        "appended": run.summary.get("appended", 0),
        "seconds": round(seconds, 1) if seconds is not None else None,
    }
    snapshot.drop(run_id)
    prepared.forget(run_id)
    if run.model is not None and run.since_batch is None:
        state.use(run.model, run.parameters)
        arrivals.match_late_later(run)
    freezing.forget_names(freezing.unneeded(ended=run))
    return move_run(run_id=run_id, state=RunState.DONE, summary=summary)
