"""How accounts are called: lent to privacy, which keeps keyed hashes of it for the accounts that were erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from privacy.erasure.traits import AccountTraits

from .models import HandleHistory, Persona


def traits_of(persona_ids: Collection[UUID]) -> list[AccountTraits]:
    """Platform, account id and every handle of these accounts. Call it under ``erasure``."""
    handles: dict[UUID, set[str]] = defaultdict(set)
    for persona_id, handle in HandleHistory.objects.filter(persona_id__in=persona_ids).values_list(
        "persona_id", "handle_key"
    ):
        handles[persona_id].add(handle)
    rows = Persona.objects.filter(pk__in=persona_ids).values_list("pk", "platform", "account_id", "handle_key")
    return [
        AccountTraits(pk, platform, account_id or "", tuple(sorted({*handles[pk], handle} - {""})))
        for pk, platform, account_id, handle in rows
    ]
