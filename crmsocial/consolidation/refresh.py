"""Computing profiles anew and storing what changed, set by set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from crmsocial.constituents.models import Constituent, ConstituentState

from . import origins
from .attributes import name_key
from .inputs import active_rules, facts_of, input_hash
from .models import Claim, Profile
from .resolve import RankedClaim, resolve
from .rules import fingerprint

_INSERT_CLAIMS = """
INSERT INTO consolidation_claim (constituent_id, attribute, value, value_key, origin, source_id, identity_id, record_id,
                                 persona_id, observed_at, wins, rank, rule)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::uuid[], %s::uuid[],
                     %s::uuid[], %s::timestamptz[], %s::boolean[], %s::smallint[], %s::text[])
"""


def recompute(constituent_ids: Collection[UUID]) -> set[UUID]:
    """Compute the profiles of these constituents and store those that differ; returns the ids that changed.

    Runs in the caller's transaction under ``upkeep``. The constituents stay locked until it ends, so two changes
    at once end in the profile that both of them make.
    """
    active = _lock(constituent_ids)
    rules = active_rules()
    version = fingerprint(rules)
    facts = facts_of(active)
    hashes = {constituent_id: input_hash(facts[constituent_id], version) for constituent_id in active}
    known = dict(Profile.objects.filter(pk__in=constituent_ids).values_list("pk", "input_hash"))
    gone = set(known) - active
    changed = {constituent_id for constituent_id in active if known.get(constituent_id) != hashes[constituent_id]}
    resolved = {constituent_id: resolve(facts[constituent_id], rules) for constituent_id in changed}
    _delete_claims([constituent_id for constituent_id in changed | gone if constituent_id in known])
    Profile.objects.filter(pk__in=gone).delete()
    _insert_claims(resolved)
    _store_profiles(resolved, hashes)
    return changed | gone


def _lock(constituent_ids: Collection[UUID]) -> set[UUID]:
    rows = Constituent.objects.filter(pk__in=constituent_ids).order_by("pk").select_for_update(no_key=True)
    return {pk for pk, state in rows.values_list("pk", "state") if state == ConstituentState.ACTIVE}


def _delete_claims(constituent_ids: Collection[UUID]) -> None:
    if constituent_ids:
        Claim.objects.filter(constituent_id__in=constituent_ids)._raw_delete(Claim.objects.db)


def _insert_claims(resolved: dict[UUID, list[RankedClaim]]) -> None:
    rows = [(constituent_id, *_columns(claim)) for constituent_id, claims in resolved.items() for claim in claims]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_CLAIMS, [list(column) for column in zip(*rows, strict=True)])


def _columns(claim: RankedClaim) -> tuple[Any, ...]:
    fact = claim.fact
    return (
        fact.attribute,
        fact.value,
        fact.value_key,
        fact.origin,
        fact.source_id,
        fact.identity_id,
        fact.record_id,
        fact.persona_id,
        fact.observed_at,
        claim.wins,
        claim.rank,
        claim.rule,
    )


def _store_profiles(resolved: dict[UUID, list[RankedClaim]], hashes: dict[UUID, str]) -> None:
    Profile.objects.bulk_create(
        [
            Profile(constituent_id=key, input_hash=hashes[key], sort_name=sort_name(claims), computed_at=Now())
            for key, claims in resolved.items()
        ],
        update_conflicts=True,
        unique_fields=["constituent"],
        update_fields=["input_hash", "sort_name", "computed_at"],
        batch_size=1000,
    )


def sort_name(claims: Iterable[RankedClaim]) -> str:
    """Family name first, from our own records only: it is shown in lists without any purpose."""
    first: dict[str, str] = {}
    for claim in claims:
        if not origins.is_social(claim.fact.origin):
            first.setdefault(claim.fact.attribute, claim.fact.value)
    parts = [first[name] for name in ("family_name", "given_name") if name in first] if "family_name" in first else []
    return name_key(" ".join(parts) or first.get("name", ""))
