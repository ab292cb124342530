"""Jobs by API."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from .. import jobs
from ..models import Job, Role
from ..roles import STAFF, RolePermission, signed_in
from ..selectors import visible_jobs
from .pagination import CursorPage
from .serializers import JobSerializer


class JobViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Job]):
    """Work that the caller may see: administrators all, others their own."""

    permission_classes = [RolePermission]
    allowed_roles = STAFF | {Role.INTEGRATION}
    serializer_class = JobSerializer
    pagination_class = CursorPage
    filterset_fields = ["kind", "state"]
    queryset = Job.objects.none()

    def get_queryset(self) -> QuerySet[Job]:
        """Only what the caller may see."""
        return visible_jobs(self.request.user)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Ask the work to stop."""
        return Response(JobSerializer(jobs.cancel(job=self.get_object(), actor=signed_in(request))).data)
