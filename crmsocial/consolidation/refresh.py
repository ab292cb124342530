"""Computing profiles anew and storing what changed, set by set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core.database.bulk import among, insert_rows
from privacy.facts import people

from . import origins
from .attributes import name_key
from .inputs import active_rules, facts_of, input_hash
from .models import Claim, Profile
from .protection import person_facts
from .resolve import RankedClaim, resolve
from .rules import fingerprint

_CLAIM_COLUMNS = (
    "constituent_id",
    "attribute",
    "value",
    "value_key",
    "origin",
    "observed_at",
    "source_id",
    "identity_id",
    "record_id",
    "persona_id",
    "rank",
    "wins",
    "rule",
)


def recompute(constituent_ids: Collection[UUID]) -> set[UUID]:
    """Compute the profiles of these constituents and store those that differ; returns the ids that changed.

    Runs in the caller's transaction under ``upkeep``. The constituents stay locked until it ends, so two changes
    at once end in the profile that both of them make. Privacy is told where they live and when they are of age.
    """
    active = _lock(constituent_ids)
    rules = active_rules()
    version = fingerprint(rules)
    facts = facts_of(active)
    hashes = {constituent_id: input_hash(facts[constituent_id], version) for constituent_id in active}
    known = dict(Profile.objects.filter(pk__in=among(constituent_ids)).values_list("pk", "input_hash"))
    gone = set(known) - active
    changed = {constituent_id for constituent_id in active if known.get(constituent_id) != hashes[constituent_id]}
    resolved = {constituent_id: resolve(facts[constituent_id], rules) for constituent_id in changed}
    _delete_claims([constituent_id for constituent_id in changed | gone if constituent_id in known])
    Profile.objects.filter(pk__in=gone).delete()
    _insert_claims(resolved)
    _store_profiles(resolved, hashes)
    people.tell(person_facts(constituent_id, claims) for constituent_id, claims in resolved.items())
    return changed | gone


def _lock(constituent_ids: Collection[UUID]) -> set[UUID]:
    rows = Constituent.objects.filter(pk__in=among(constituent_ids)).order_by("pk").select_for_update(no_key=True)
    return {pk for pk, state in rows.values_list("pk", "state") if state == ConstituentState.ACTIVE}


def _delete_claims(constituent_ids: Collection[UUID]) -> None:
    if constituent_ids:
        Claim.objects.filter(constituent_id__in=among(constituent_ids))._raw_delete(Claim.objects.db)


def _insert_claims(resolved: dict[UUID, list[RankedClaim]]) -> None:
    rows = [
        (constituent_id, *claim.fact, claim.rank, claim.wins, claim.rule)
        for constituent_id, claims in resolved.items()
        for claim in claims
    ]
    if rows:
        insert_rows(table="consolidation_claim", columns=_CLAIM_COLUMNS, rows=rows)


def _store_profiles(resolved: dict[UUID, list[RankedClaim]], hashes: dict[UUID, str]) -> None:
    rows = [(key, hashes[key], sort_name(claims)) for key, claims in resolved.items()]
    if rows:
        insert_rows(
            table="consolidation_profile",
            columns=("constituent_id", "input_hash", "sort_name"),
            rows=rows,
            conflict="(constituent_id) DO UPDATE SET input_hash = excluded.input_hash,"
            " sort_name = excluded.sort_name, computed_at = statement_timestamp()",
        )


def sort_name(claims: Iterable[RankedClaim]) -> str:
    """Family name first, from our own records only: it is shown in lists without any purpose."""
    first: dict[str, str] = {}
    corrected = set[str]()
    for claim in claims:
        if not origins.is_social(claim.fact.origin):
            first.setdefault(claim.fact.attribute, claim.fact.value)
        if claim.fact.origin == origins.CORRECTED:
            corrected.add(claim.fact.attribute)
    if "name" in corrected and "family_name" not in corrected:
        return name_key(first["name"])
    parts = [first[name] for name in ("family_name", "given_name") if name in first] if "family_name" in first else []
    return name_key(" ".join(parts) or first.get("name", ""))
