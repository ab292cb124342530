"""Keeping the search terms in step with profiles. Runs in the transaction that changed them, under ``upkeep``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from crmsocial.consolidation.models import Claim
from crmsocial.consolidation.origins import CORRECTED
from crmsocial.constituents.models import ConstituentState
from crmsocial.core.database.bulk import among, insert_rows
from crmsocial.identity.models import Membership
from crmsocial.personas.models import HandleHistory
from privacy.gate import purpose

from .models import SearchTerm
from .terms import SEARCHED, Scrap, terms_of

_COLUMNS = ("constituent_id", "kind", "term", "shown", "persona_id")


def rebuild(*, constituent_ids: Collection[UUID]) -> int:
    """Write the terms of these constituents anew; returns how many there are now.

    Terms come from the stored claims, so a persona that may not be shown on the profile leaves none.
    """
    with purpose("upkeep", reason="search terms follow profiles"):
        scraps = _scraps(constituent_ids)
        rows = [
            (constituent_id, *term)
            for constituent_id, known in scraps.items()
            for term in terms_of(known, region=settings.ORGANISATION_COUNTRY)
        ]
        SearchTerm.objects.filter(constituent_id__in=among(constituent_ids))._raw_delete(SearchTerm.objects.db)
        if rows:
            insert_rows(table="lookup_searchterm", columns=_COLUMNS, rows=rows)
    return len(rows)


def _scraps(constituent_ids: Collection[UUID]) -> dict[UUID, list[Scrap]]:
    found: dict[UUID, list[Scrap]] = defaultdict(list)
    holders: dict[UUID, UUID] = {}
    claims = Claim.objects.filter(
        Q(attribute__in=SEARCHED) | Q(attribute__startswith="handle:"), constituent_id__in=among(constituent_ids)
    )
    # Where the person corrected a value, a wrong one finds them no more; it may well be somebody else's.
    locked = set(claims.filter(origin=CORRECTED).values_list("constituent_id", "attribute"))
    for holder, attribute, value, persona_id, origin in claims.values_list(
        "constituent_id", "attribute", "value", "persona_id", "origin"
    ):
        if (holder, attribute) in locked and origin != CORRECTED:
            continue
        found[holder].append(Scrap(attribute, value, persona_id))
        if persona_id:
            holders[persona_id] = holder
    former = HandleHistory.objects.filter(persona_id__in=among(holders)) if holders else HandleHistory.objects.none()
    for persona_id, platform, handle in former.values_list("persona_id", "persona__platform", "handle"):
        found[holders[persona_id]].append(Scrap(f"handle:{platform}", handle, persona_id))
    for holder, external_id in _external_ids(constituent_ids):
        found[holder].append(Scrap("source_id", external_id))
    return found


def _external_ids(constituent_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    members = Membership.objects.filter(
        constituent_id__in=among(constituent_ids), ended_at__isnull=True, constituent__state=ConstituentState.ACTIVE
    )
    return list(members.values_list("constituent_id", "identity__external_id"))
