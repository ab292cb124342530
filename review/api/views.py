"""``/api/v1/decisions``: taking, reading and taking back."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crmsocial.core.api import CursorPage
from crmsocial.core.models import Role
from crmsocial.core.roles import RolePermission, signed_in
from crmsocial.identity.models import Decision

from .. import history
from ..actions import JUDGEMENTS, Undo
from .serializers import DecisionSerializer, NewDecisionSerializer, UndoSerializer


class DecisionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Decision]):
    """Decisions on accounts, newest first."""

    permission_classes = [RolePermission]
    allowed_roles = frozenset({Role.STEWARD, Role.ADMINISTRATOR})
    serializer_class = DecisionSerializer
    pagination_class = CursorPage
    filterset_fields = ["verdict", "method", "constituent_id", "persona_id", "candidate_id"]
    queryset = Decision.objects.none()

    def get_queryset(self) -> QuerySet[Decision]:
        """Decisions hold ids and codes only, so that no purpose is needed."""
        return history.decisions()

    @extend_schema(request=NewDecisionSerializer, responses={201: DecisionSerializer})
    def create(self, request: Request) -> Response:
        """Decide a candidate. 409 says how it stands when it is no longer as it was read, or who holds or linked it."""
        wanted = NewDecisionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values = wanted.validated_data
        outcome = JUDGEMENTS[values["verdict"]](
            candidate_id=values["candidate"],
            lock_version=values["lock_version"],
            actor=signed_in(request),
            reason=values["reason"],
            note=values["note"],
        ).run()
        return Response(DecisionSerializer(outcome.decision).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=UndoSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """Take a decision back; the answer is the decision that does it."""
        wanted = UndoSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        decision = self.get_object()
        outcome = Undo(decision_id=decision.pk, actor=signed_in(request), reason=wanted.validated_data["reason"]).run()
        return Response(DecisionSerializer(outcome.decision).data, status=status.HTTP_201_CREATED)
