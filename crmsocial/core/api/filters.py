"""What may be asked of a list: a name that the list does not know is refused, so that nothing is probed by filtering.

An unknown filter that was ignored would look like an answer; one on a hidden field would tell of what it hides.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

#: What ``CursorPage`` reads.
PAGING = frozenset({"cursor", "limit"})


def require_known(request: Request, known: Collection[str]) -> None:
    """Raise a 400 that names every query parameter which is not in ``known``, and one given twice."""
    wrong = {name: ["There is no such filter or order here."] for name in request.query_params if name not in known}
    for name, values in request.query_params.lists():
        if name in known and len(values) > 1:
            wrong[name] = ["Give it once."]
    if wrong:
        raise ValidationError(wrong)


class KnownFilters(DjangoFilterBackend):
    """Filters by the view's filter set, and refuses every other name."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """The rows that the filters leave."""
        filterset = self.get_filterset_class(view, queryset)
        require_known(request, PAGING | set(filterset.base_filters if filterset else ()))
        return super().filter_queryset(request, queryset, view)
