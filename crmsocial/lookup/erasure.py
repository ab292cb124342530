"""The store of this app: what finds a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore
from privacy.models import Category

from .models import SearchTerm
from .terms import Kind


class SearchTermStore(TableStore):
    """Search terms of the constituent, and those that an account gave to anybody."""

    name = "lookup.terms"
    label = _("Search terms")
    position = 42
    model = SearchTerm
    columns = {"constituent_id": "constituent_ids", "persona_id": "persona_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A term."""
        SearchTerm.objects.create(
            constituent_id=subject.erasure_id,
            persona_id=subject.erasure_id,
            kind=Kind.NAME,
            term="planted",
            shown="planted",
        )


def register() -> None:
    """Enter this store."""
    registry.register(SearchTermStore())
