"""What most stores share: rows of one table that name the subject in one of its columns.

Every search also looks for the erasure's own id, which no real row holds: the row that is planted for it stands under
that id. So a planted row runs into no constraint, and a subject without accounts has a search that can be proven, too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from .held import hold_on
from .stores import ErasureSubject

#: Rows that one call of ``erase`` removes at most.
AT_ONCE = 2_000


def sought(subject: ErasureSubject, kind: str) -> list[UUID]:
    """The subject's ids of a kind (``constituent_ids``, ``identity_ids``, ``persona_ids``), and the planted row's."""
    return [*getattr(subject, kind), subject.erasure_id]


class TableStore(ABC):
    """A store that is one table. ``plant`` is each store's own; foreign keys are checked at commit, so none is needed.

    ``columns`` maps lookups of the model to the ids of the subject that they are compared with; a row that any of them
    finds is the subject's. ``category`` is what a hold must cover to keep the rows.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    position: ClassVar[int]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[Mapping[str, str]]
    category: ClassVar[str]

    @property
    def covers(self) -> tuple[str, ...]:
        """The one model."""
        return (self.model._meta.label,)

    def rows(self, subject: ErasureSubject) -> QuerySet[Any]:
        """The subject's rows."""
        found = Q()
        for lookup, kind in self.columns.items():
            # A list, not a sub-select: only so the planner joins the indexes of both sides of an OR.
            found |= Q(**{f"{lookup}__in": sought(subject, kind)})
        return self.model._default_manager.filter(found)

    def blocked(self, subject: ErasureSubject) -> str:
        """The hold that covers what lies here."""
        return hold_on(subject, self.category)

    def count(self, subject: ErasureSubject) -> int:
        """How many rows can be found."""
        return self.rows(subject).count()

    def erase(self, subject: ErasureSubject) -> int:
        """Delete some of the rows."""
        return delete_some(self.rows(subject))

    @abstractmethod
    def plant(self, subject: ErasureSubject) -> None:
        """Write one row under the erasure's own id."""


def delete_some(rows: QuerySet[Any]) -> int:
    """Delete at most ``AT_ONCE`` of the rows, in the database alone: what points at them has a store of its own."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    # Django's delete() reads each row and follows its relations; the raw one is a single statement.
    return rows.model._default_manager.filter(pk__in=keys)._raw_delete(rows.db) if keys else 0
