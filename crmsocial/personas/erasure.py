"""Stores of this app: accounts and the handles they went by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry, traits
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore
from privacy.erasure.traits import AccountTraits
from privacy.models import Category

from .models import HandleHistory, Persona, Platform


class HandleStore(TableStore):
    """Handles of the accounts."""

    name = "personas.handles"
    label = _("Handles that accounts went by")
    position = 60
    model = HandleHistory
    columns = {"persona_id": "persona_ids"}
    category = Category.PERSONA

    def plant(self, subject: ErasureSubject) -> None:
        """A handle."""
        HandleHistory.objects.create(persona_id=subject.erasure_id, handle="planted", handle_key="planted")


class PersonaStore(TableStore):
    """The accounts, once nothing points at them."""

    name = "personas.personas"
    label = _("Accounts")
    position = 61
    model = Persona
    columns = {"pk": "persona_ids"}
    category = Category.PERSONA

    def plant(self, subject: ErasureSubject) -> None:
        """An account of a source that is not there."""
        Persona.objects.create(
            pk=subject.erasure_id,
            platform=Platform.OTHER,
            account_id=f"planted-{subject.erasure_id}",
            source_id=0,
            content_hash=bytes(32),
            basis="consent",
        )


def called(persona_ids: Collection[UUID]) -> list[AccountTraits]:
    """How the platforms call these accounts, and called them. Call it under ``erasure``."""
    personas = list(Persona.objects.filter(pk__in=list(persona_ids)))
    handles = {one.pk: {one.handle_key} - {""} for one in personas}
    former = HandleHistory.objects.filter(persona_id__in=list(handles))
    for persona_id, key in former.values_list("persona_id", "handle_key"):
        handles[persona_id].add(key)
    return [
        AccountTraits(one.pk, one.platform, one.account_id or "", tuple(sorted(handles[one.pk]))) for one in personas
    ]


def register() -> None:
    """Enter these stores, and lend privacy the names of accounts, which it knows by keyed hashes alone."""
    for store in (HandleStore(), PersonaStore()):
        registry.register(store)
    traits.set_lender(called)
