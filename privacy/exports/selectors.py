"""Reading exports for the pages. They hold ids, so no purpose is needed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from crmsocial.core.models import User

from ..models import Export
from .columns import column
from .download import ended

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An export of a list; ``ended`` says why it may not be downloaded any more."""

    export: Export
    people: int
    columns: list[str]
    ended: str


def _lines(rows: QuerySet[Export]) -> list[Line]:
    listed = rows.select_related("created_by", "revoked_by").order_by("-pk")[:PAGE]
    return [Line(one, len(one.constituent_ids), _labels(one), ended(one)) for one in listed]


def _labels(export: Export) -> list[str]:
    return [str(found.label) for code in export.columns if (found := column(code))]


def exports_of(user: User) -> list[Line]:
    """The user's own, newest first."""
    return _lines(Export.objects.filter(created_by=user))


def all_exports() -> list[Line]:
    """Everybody's, newest first; for privacy admins."""
    return _lines(Export.objects.all())
