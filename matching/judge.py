"""From the engine's scores to proposals: ranks, leads, facts, and what the policy says of each pair."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .engine.api import Evidence, Record, Scored, fingerprint, read_quality
from .models import Band
from .not_a_person import reasons, rule_of
from .policy import Facts, Thresholds, decide
from .prepared import Left
from .reconcile import History, Proposal, log_odds

#: Probabilities are kept strictly inside (0, 1), as the database wants them.
_LEAST = 1e-9
_TIER_WEIGHT = 2000


@dataclass(frozen=True, slots=True)
class Account:
    """What judging needs of a persona besides its record."""

    persona_id: UUID
    platform: str
    record: Record
    steward_only: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The best scored record of one constituent for one persona."""

    scored: Scored
    left: Left
    constituent_id: UUID
    probability: float


def best_of_each_constituent(
    scored: Iterable[Scored], by_id: Mapping[str, Left], homes: Mapping[UUID, UUID]
) -> dict[UUID, list[Pair]]:
    """Group scores by persona, one pair for each constituent, best first.

    ``homes`` maps a source identity to its constituent as of now; identities that have none any more are left out.
    """
    best: dict[tuple[str, UUID], Pair] = {}
    for one in scored:
        left = by_id[one.left_id]
        home = homes.get(left.identity_id)
        if home is None:
            continue
        pair = Pair(one, left, home, min(max(one.probability, _LEAST), 1 - _LEAST))
        known = best.get((one.right_id, home))
        if known is None or _order(pair) < _order(known):
            best[one.right_id, home] = pair
    grouped: dict[UUID, list[Pair]] = defaultdict(list)
    for (right_id, _), pair in best.items():
        grouped[UUID(right_id)].append(pair)
    return {persona: sorted(pairs, key=_order) for persona, pairs in grouped.items()}


def _order(pair: Pair) -> tuple[float, float, str]:
    return (-pair.probability, -pair.scored.weight, pair.scored.left_id)


def propose(
    account: Account,
    pairs: list[Pair],
    *,
    histories: Mapping[tuple[UUID, UUID], History],
    tiers: Mapping[UUID, int],
    thresholds: Thresholds,
) -> list[Proposal]:
    """Judge the candidates of one persona; ``pairs`` are best first."""
    odds = [log_odds(pair.probability) for pair in pairs]
    quality = read_quality(account.record)
    proposals = []
    for index, pair in enumerate(pairs):
        rival = odds[0] if index else (odds[1] if len(odds) > 1 else None)
        history = histories.get((account.persona_id, pair.constituent_id), History())
        evidence = pair.scored.evidence
        facts = Facts(
            probability=pair.probability,
            rank=index + 1,
            lead=None if rival is None else odds[index] - rival,
            cannot_link=history.cannot_link or history.verdict == "not_same",
            linked_elsewhere=history.linked_elsewhere,
            steward_only=account.steward_only,
            not_a_person=rule_of(quality, evidence),
        )
        band, rule = decide(facts, thresholds)
        tier = tiers.get(pair.constituent_id, 0)
        proposals.append(
            Proposal(
                persona_id=account.persona_id,
                constituent_id=pair.constituent_id,
                identity_id=pair.left.identity_id,
                record_id=UUID(pair.scored.left_id),
                platform=account.platform,
                source_id=pair.left.source_id,
                probability=pair.probability,
                weight=pair.scored.weight,
                rank=facts.rank,
                lead=facts.lead,
                band=band,
                rule=rule,
                fingerprint=fingerprint(pair.left.record, account.record),
                giving_tier=tier,
                priority=priority(pair.probability, facts.rank, tier, band),
                evidence=[as_row(one) for one in (*evidence, *reasons(quality))],
            )
        )
    return proposals


def priority(probability: float, rank: int, tier: int, band: str) -> int:
    """Place in the queue.

    Larger givers first, then where an answer tells most (the variance of the verdict), best rank first.
    """
    if band == Band.DO_NOT_APPEND:
        return 0
    told = round(1000 * 4 * probability * (1 - probability))
    return tier * _TIER_WEIGHT + (told + 500) // rank


def as_row(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence as it is stored."""
    bits = evidence.bits if math.isfinite(evidence.bits) else math.copysign(999.0, evidence.bits)
    return {
        "kind": evidence.kind,
        "left": evidence.left_value,
        "right": evidence.right_value,
        "level": evidence.level,
        "bits": round(bits, 6),
    }


def as_evidence(row: Mapping[str, Any]) -> Evidence:
    """The stored piece as the engine knows it."""
    return Evidence(row["kind"], row["left"], row["right"], row["level"], row["bits"])
