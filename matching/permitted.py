"""Whether a pair may be matched now, for code that runs under upkeep and so is not filtered by the database."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from privacy.judging.refusals import refused_pairs
from privacy.models import LookFor, Permission, Purpose

from .models import Candidate, CandidateState
from .shelf import put_away


def may_be_matched() -> Q:
    """Condition on candidates: the pair may be matched now. The same rule as the database's policy on the table."""
    live = Q(until__isnull=True) | Q(until__gt=Now())
    permission = Permission.objects.filter(live, persona_id=OuterRef("persona_id"), purpose=Purpose.IDENTITY_MATCHING)
    looked_for = LookFor.objects.filter(live, constituent_id=OuterRef("constituent_id"), platform=OuterRef("platform"))
    return Q(Exists(permission.filter(pair_limited=False))) | Q(
        Exists(permission.filter(pair_limited=True)), Exists(looked_for)
    )


def withhold_unpermitted(candidates: QuerySet[Candidate]) -> list[UUID]:
    """Take what may not be matched out of the open queue. Call it under upkeep."""
    withheld = put_away(candidates.exclude(may_be_matched()), CandidateState.WITHHELD, "not_permitted")
    refused = candidates.filter(refused_by_constituent(candidates))
    return withheld + put_away(refused, CandidateState.WITHHELD, "not_permitted")


def refused_by_constituent(candidates: QuerySet[Candidate]) -> Q:
    """Condition on candidates: the constituent said no to being found on the platform, whatever the account allows."""
    condition = Q(pk__in=[])
    pairs = set(candidates.order_by().values_list("platform", "constituent_id").distinct())
    # Asked about these alone: everybody who ever refused may be many more than one withdrawal touches.
    on: dict[str, set[UUID]] = defaultdict(set)
    for platform, constituent_id in refused_pairs(pairs):
        on[platform].add(constituent_id)
    for platform, refused in on.items():
        condition |= Q(platform=platform, constituent_id__in=refused)
    return condition
