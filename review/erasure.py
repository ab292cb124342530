"""The store of this app: which pairs a steward passed over."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.models import Candidate
from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore, sought
from privacy.models import Category

from .models import Skip


class SkipStore(TableStore):
    """Skips of the person's candidates. They hold ids alone, and go while the candidates still say whose they are."""

    name = "review.skips"
    label = _("Pairs passed over in review")
    position = 30
    model = Skip
    category = Category.PERSONA

    def rows(self, subject: ErasureSubject) -> QuerySet[Skip]:
        """Skips of candidates on either side."""
        by_account = Candidate.objects.filter(persona_id__in=sought(subject, "persona_ids"))
        by_person = Candidate.objects.filter(constituent_id__in=sought(subject, "constituent_ids"))
        ids = {*by_account.values_list("pk", flat=True), *by_person.values_list("pk", flat=True), subject.erasure_id}
        return Skip.objects.filter(candidate_id__in=ids)

    def plant(self, subject: ErasureSubject) -> None:
        """A skip by nobody."""
        Skip.objects.create(user_id=0, candidate_id=subject.erasure_id)


def register() -> None:
    """Enter this store."""
    registry.register(SkipStore())
