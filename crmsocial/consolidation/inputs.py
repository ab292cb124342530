"""What profiles are computed from, read for many constituents at once. Runs under the purpose ``upkeep``."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from crmsocial.constituents.models import Alias, ConstituentState
from crmsocial.core.database.bulk import among
from crmsocial.identity.models import EdgeState, Link, Membership
from privacy.models import Permission, Purpose

from . import origins
from .claims import PersonaRow, RecordRow, persona_facts, record_facts
from .models import Correction, SurvivorshipRule
from .resolve import Fact
from .rules import Rules, from_rows

#: Raise it when claims or keys are derived in another way, so that stored profiles are computed again.
DERIVATION = 2

_RECORD_FIELDS = (
    "constituent_id",
    "identity_id",
    "identity__source_id",
    "identity__source__kind",
    "identity__current_record_id",
    "identity__current_record__values",
    "identity__current_record__observed_at",
)
_PERSONA_FIELDS = (
    "constituent_id",
    "persona_id",
    *(f"persona__{name}" for name in PersonaRow._fields[2:]),
)


def active_rules() -> Rules:
    """The rules in force."""
    return from_rows(
        SurvivorshipRule.objects.filter(active=True).values_list("attribute", "version", "precedence", "keeps_several")
    )


def facts_of(constituent_ids: Collection[UUID]) -> dict[UUID, list[Fact]]:
    """The facts of each constituent.

    They come from current records of active memberships, permitted personas of active links, and corrections.
    """
    found: dict[UUID, list[Fact]] = {constituent_id: [] for constituent_id in constituent_ids}
    for record in _records(constituent_ids):
        found[record.constituent_id].extend(record_facts(record))
    for persona in _personas(constituent_ids):
        found[persona.constituent_id].extend(persona_facts(persona))
    for holder, fact in _corrections(constituent_ids):
        found[holder].append(fact)
    return found


def _records(constituent_ids: Collection[UUID]) -> Iterator[RecordRow]:
    rows = Membership.objects.filter(
        constituent_id__in=among(constituent_ids),
        ended_at__isnull=True,
        identity__current_record__isnull=False,
        constituent__state=ConstituentState.ACTIVE,
    )
    return map(RecordRow._make, rows.values_list(*_RECORD_FIELDS))


def _personas(constituent_ids: Collection[UUID]) -> Iterator[PersonaRow]:
    # The stored profile is profile_view's: what that purpose may not open takes no part in it.
    permitted = Permission.objects.filter(
        Q(until__isnull=True) | Q(until__gt=Now()), persona_id=OuterRef("persona_id"), purpose=Purpose.PROFILE_VIEW
    )
    rows = Link.objects.filter(
        Exists(permitted),
        constituent_id__in=among(constituent_ids),
        state=EdgeState.ACTIVE,
        constituent__state=ConstituentState.ACTIVE,
    )
    return map(PersonaRow._make, rows.values_list(*_PERSONA_FIELDS))


def _corrections(constituent_ids: Collection[UUID]) -> Iterator[tuple[UUID, Fact]]:
    """What was corrected for these constituents, or for others before they became these."""
    former = Alias.objects.filter(constituent_id__in=among(constituent_ids)).values_list("former_id", "constituent_id")
    holder_of = {pk: pk for pk in constituent_ids} | dict(former)
    standing = Correction.objects.filter(constituent_id__in=among(holder_of), ended_at__isnull=True)
    for pk, attribute, value, key, at in standing.values_list(
        "constituent_id", "attribute", "value", "value_key", "set_at"
    ):
        yield holder_of[pk], Fact(attribute, value, key, origins.CORRECTED, at)


def input_hash(facts: Iterable[Fact], rules_fingerprint: str) -> str:
    """SHA-256 over all that a profile is computed from, whatever the order of the facts."""
    lines = sorted("\x1f".join(map(str, fact)) for fact in facts)
    return hashlib.sha256("\x1e".join([str(DERIVATION), rules_fingerprint, *lines]).encode()).hexdigest()
