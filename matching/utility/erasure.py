"""The store of questions that wait: answers that name the person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import TableStore, sought
from privacy.models import Category

from ..models import MatchQuestion


class QuestionStore(TableStore):
    """Answers that name the person, with the questions; whoever asked asks again."""

    name = "matching.questions"
    label = _("Answers of the matching utility")
    position = 38
    model = MatchQuestion
    columns = {}
    category = Category.CONTACT

    def rows(self, subject: ErasureSubject) -> QuerySet[MatchQuestion]:
        """Answers about the person."""
        return MatchQuestion.objects.filter(constituent_ids__overlap=sought(subject, "constituent_ids"))

    def plant(self, subject: ErasureSubject) -> None:
        """Answers that name nobody."""
        MatchQuestion.objects.create(
            asked_by_id=0, purpose="identity_matching", items=[], constituent_ids=[subject.erasure_id]
        )


def register() -> None:
    """Enter the store."""
    registry.register(QuestionStore())
