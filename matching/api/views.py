"""Runs and candidates by API, over the same selectors and services as the pages."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crmsocial.core.api import CursorPage
from crmsocial.core.models import Role
from crmsocial.core.roles import RolePermission, signed_in
from privacy.accesses.opening import Opening
from privacy.gate import purpose
from privacy.models import Purpose

from .. import services
from ..models import Candidate, MatchRun
from .serializers import CandidateDetailSerializer, CandidateSerializer, RunSerializer, StartSerializer

STEWARDS = frozenset({Role.STEWARD, Role.ADMINISTRATOR})


class CandidateFilter(django_filters.FilterSet):
    """Filters: ``?band=refer&state=open&platform=x&min_probability=0.9&constituent=…&persona=…``."""

    min_probability = django_filters.NumberFilter(field_name="probability", lookup_expr="gte")
    constituent = django_filters.UUIDFilter(field_name="constituent_id")
    persona = django_filters.UUIDFilter(field_name="persona_id")

    class Meta:
        model = Candidate
        fields = ["band", "state", "platform", "giving_tier"]


class CandidateViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Candidate]):
    """Candidates that the caller's purpose shows: stewards match; an integration sees what may be handed out."""

    permission_classes = [RolePermission]
    allowed_roles = STEWARDS | {Role.INTEGRATION}
    pagination_class = CursorPage
    filterset_class = CandidateFilter
    serializer_class = CandidateSerializer
    queryset = Candidate.objects.none()

    def get_queryset(self) -> QuerySet[Candidate]:
        """All that the open purpose shows."""
        return Candidate.objects.select_related("evidence")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page, newest first, read and rendered inside the purpose."""
        with _purpose_of(request) as opening:
            page = super().list(request, *args, **kwargs)
            opening.shows(personas=[UUID(str(row["persona_id"])) for row in page.data["results"]])
            return page

    @extend_schema(responses=CandidateDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One candidate with its evidence in words."""
        with _purpose_of(request) as opening:
            found = self.get_object()
            opening.shows(constituents=[found.constituent_id], personas=[found.persona_id])
            matches = opening.purpose == Purpose.IDENTITY_MATCHING
            return Response(CandidateDetailSerializer(found, context={"with_values": matches}).data)


def _purpose_of(request: Request) -> AbstractContextManager[Opening]:
    user = signed_in(request)
    name = Purpose.IDENTITY_MATCHING if user.has_role(*STEWARDS) else Purpose.EXPORT
    return purpose(name, reason="candidates by API", actor=user)


class RunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[MatchRun]):
    """Match runs: list, start, cancel, resume."""

    permission_classes = [RolePermission]
    allowed_roles = STEWARDS
    pagination_class = CursorPage
    filterset_fields = ["state"]
    serializer_class = RunSerializer
    queryset = MatchRun.objects.all()

    @extend_schema(request=StartSerializer, responses={201: RunSerializer})
    def create(self, request: Request) -> Response:
        """Start a run; 409 while another one is open."""
        asked = StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = services.start_run(actor=signed_in(request), since_batch=asked.validated_data["since_batch"])
        run.refresh_from_db()
        return Response(RunSerializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Stop it; what was scored stays."""
        return Response(RunSerializer(services.cancel_run(run_id=self.get_object().pk, actor=signed_in(request))).data)

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str | None = None) -> Response:
        """Go on with a cancelled or failed run."""
        return Response(RunSerializer(services.resume_run(run_id=self.get_object().pk, actor=signed_in(request))).data)
