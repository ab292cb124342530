"""Scoring one chunk of personas and writing what became of it. Done twice, it gives the same candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from crmsocial.constituents.models import ConstituentState, Interaction, InteractionKind
from crmsocial.core import audit, jobs
from crmsocial.identity import selectors as identity
from crmsocial.identity.models import EdgeState, Link, Membership
from crmsocial.personas.models import Persona
from privacy.gate import purpose
from privacy.models import Purpose
from privacy.selectors import STEWARD_ONLY_REASONS, looked_for, refused_matching

from . import conf, prepared, snapshot, store
from .engine.join import JoinReport
from .judge import Account, Pair, best_of_each_constituent, propose
from .models import MatchRun, RunChunk
from .policy import Thresholds
from .reconcile import History, Proposal
from .records import persona_record
from .scope import permissions_of

REASON = "match run"


def score_chunk(*, chunk_id: int, heartbeat: Callable[[], None]) -> int | None:
    """Score a chunk and write its candidates in one transaction; how many, or None while the engine is being built.

    A chunk that was scored already is left alone. ``heartbeat`` is called between the two and may raise to stop;
    nothing is written then.
    """
    chunk = RunChunk.objects.select_related("run__model").get(pk=chunk_id)
    if chunk.scored_at is not None:
        return chunk.candidates
    run = chunk.run
    side = prepared.frozen(run, snapshot.SideName.parse(chunk.side))
    if side is None:
        return None
    with purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        accounts = read_accounts(chunk.persona_ids)
    heartbeat()
    side.engine.report = JoinReport()
    scored = side.engine.score(
        [account.record for account in accounts],
        top=run.parameters["top"],
        min_probability=run.parameters["min_probability"],
    )
    chunk.counts = {"pairs": side.engine.report.as_dict()}
    identities = {side.by_id[one.left_id].identity_id for one in scored}
    memberships = Membership.objects.filter(
        identity_id__in=identities, ended_at__isnull=True, constituent__state=ConstituentState.ACTIVE
    )
    homes = dict(memberships.values_list("identity_id", "constituent_id"))
    pairs = best_of_each_constituent(scored, side.by_id, homes)
    heartbeat()
    return _write(chunk, accounts, pairs)


def read_accounts(persona_ids: Iterable[UUID]) -> list[Account]:
    """Those of the personas that may be read now, in order of id. Call it inside ``purpose("identity_matching")``."""
    ids = list(persona_ids)
    allowed = permissions_of(ids)
    return [
        Account(persona.pk, persona.platform, persona_record(persona), allowed[persona.pk][1] in STEWARD_ONLY_REASONS)
        for persona in Persona.objects.filter(pk__in=ids).order_by("pk")
        if persona.pk in allowed
    ]


def _write(chunk: RunChunk, accounts: list[Account], pairs: dict[UUID, list[Pair]]) -> int:
    """Judge and write inside the purpose: what was withdrawn while scoring is left out."""
    run = chunk.run
    with transaction.atomic(), purpose(Purpose.IDENTITY_MATCHING, reason=REASON):
        # Serialises the end of chunks, so that exactly one of them sees that it was the last.
        if not RunChunk.objects.select_for_update().filter(pk=chunk.pk, scored_at__isnull=True).exists():
            return chunk.candidates
        allowed = permissions_of(account.persona_id for account in accounts)
        accounts = [account for account in accounts if account.persona_id in allowed]
        pairs = _still_compared(snapshot.SideName.parse(chunk.side), pairs)
        histories = histories_of((persona, pair.constituent_id) for persona, found in pairs.items() for pair in found)
        proposals = judge(run, accounts, pairs, histories)
        persona_ids = [account.persona_id for account in accounts]
        written = store.write(run=run, persona_ids=persona_ids, proposals=proposals, histories=histories)
        _finish(chunk, proposals, written)
    return len(proposals)


def _still_compared(side: snapshot.SideName, pairs: dict[UUID, list[Pair]]) -> dict[UUID, list[Pair]]:
    """Leave out constituents who refused, or no longer agree to be looked for, since the side was prepared."""
    refused = refused_matching(side.platform)
    agreed = looked_for(side.platform) if side.kind == snapshot.LOOKED_FOR else None

    def may(pair: Pair) -> bool:
        return pair.constituent_id not in refused and (agreed is None or pair.constituent_id in agreed)

    return {persona: [pair for pair in found if may(pair)] for persona, found in pairs.items()}


def judge(
    run: MatchRun,
    accounts: list[Account],
    pairs: dict[UUID, list[Pair]],
    histories: dict[tuple[UUID, UUID], History],
) -> list[Proposal]:
    """Every pair of the accounts with the policy's word on it."""
    thresholds = Thresholds(**run.parameters["thresholds"])
    tiers = giving_tiers({pair.constituent_id for found in pairs.values() for pair in found})
    return [
        proposal
        for account in accounts
        for proposal in propose(
            account, pairs.get(account.persona_id, []), histories=histories, tiers=tiers, thresholds=thresholds
        )
    ]


def histories_of(couples: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], History]:
    """Decisions, cannot-links and open links of (persona, constituent) pairs."""
    pairs = list(couples)
    personas = {persona for persona, _ in pairs}
    cannot = identity.cannot_link(personas)
    decided = identity.last_decisions(pairs)
    open_links = Link.objects.filter(persona_id__in=personas, state__in=[EdgeState.ACTIVE, EdgeState.SUSPENDED])
    linked = dict(open_links.values_list("persona_id", "constituent_id"))
    histories = {}
    for persona, constituent in pairs:
        verdict, fingerprint = decided.get((persona, constituent), ("", ""))
        home = linked.get(persona)
        histories[persona, constituent] = History(
            verdict=verdict,
            fingerprint=fingerprint,
            cannot_link=(persona, constituent) in cannot,
            linked_here=home == constituent,
            linked_elsewhere=home is not None and home != constituent,
        )
    return histories


def giving_tiers(constituent_ids: set[UUID]) -> dict[UUID, int]:
    """Tier 0 to 4 by all gifts in the organisation's currency; gifts in others are not converted and do not count."""
    steps = conf.current().giving_tiers
    totals = (
        Interaction.objects.filter(
            kind=InteractionKind.GIFT,
            currency=settings.ORGANISATION_CURRENCY,
            identity__memberships__ended_at__isnull=True,
            identity__memberships__constituent_id__in=constituent_ids,
        )
        .values_list("identity__memberships__constituent_id")
        .annotate(total=Sum("amount"))
    )
    return {constituent: sum(total >= step for step in steps) for constituent, total in totals if total}


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
