"""Stores of this app: accounts and the handles they went by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore
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


def register() -> None:
    """Enter these stores."""
    for store in (HandleStore(), PersonaStore()):
        registry.register(store)
