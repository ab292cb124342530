"""Batches by API: what came in and what became of it."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import mixins, viewsets

from crmsocial.core.api import CursorPage
from crmsocial.core.models import Role
from crmsocial.core.roles import RolePermission

from .. import selectors
from ..models import Batch
from .serializers import BatchSerializer


class BatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Batch]):
    """Imports, the newest first."""

    permission_classes = [RolePermission]
    allowed_roles = frozenset({Role.STEWARD, Role.ADMINISTRATOR})
    serializer_class = BatchSerializer
    pagination_class = CursorPage
    filterset_fields = ["entity", "state", "basis"]
    queryset = Batch.objects.none()

    def get_queryset(self) -> QuerySet[Batch]:
        """All batches."""
        return selectors.batches()
