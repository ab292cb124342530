"""``/api/v1``: asking the gate, a person's acts, and contact verdicts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crmsocial.constituents.ids import resolve_id
from crmsocial.core.api import CursorPage
from crmsocial.core.api.filters import PAGING, require_known
from crmsocial.core.models import Role
from crmsocial.core.roles import RolePermission, signed_in

from .. import gate
from ..consent import person_acts, recording
from ..reaching import contact
from .serializers import (
    ChannelSerializer,
    ConsentSerializer,
    NewConsentSerializer,
    QuestionSerializer,
    VerdictSerializer,
)

READERS = frozenset({Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN, Role.INTEGRATION})
KEEPERS = frozenset({Role.PRIVACY_ADMIN, Role.INTEGRATION})


def known_or_404(constituent_id: UUID) -> UUID:
    """The id of today. One answer for an id that never was, is erased, or is not one: nothing can be probed."""
    current = resolve_id(constituent_id)
    if current is None:
        raise Http404
    return current


class PermissionCheck(APIView):
    """Ask the gate."""

    permission_classes = [RolePermission]
    allowed_roles = READERS

    @extend_schema(
        operation_id="permissions_check",
        parameters=[
            OpenApiParameter("purpose", str, required=True),
            OpenApiParameter("category", str),
            OpenApiParameter("platform", str),
            OpenApiParameter("constituent", UUID),
            OpenApiParameter("persona", UUID),
            OpenApiParameter("recipient", str),
        ],
        responses=VerdictSerializer,
    )
    def get(self, request: Request) -> Response:
        """The verdict with its code and reason. A use that is not permitted is an answer, too: 200 with ``deny``."""
        # As a plain mapping: a name that is unknown or given twice is refused and not dropped.
        require_known(request, set(QuestionSerializer().fields))
        asked = QuestionSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        constituent_id, persona_id = values.pop("constituent", None), values.pop("persona", None)
        verdict = gate.check(constituent_id=constituent_id, persona_id=persona_id, **values)
        return Response(VerdictSerializer(verdict).data)


class Consents(APIView):
    """What a person said, as the ledger holds it."""

    permission_classes = [RolePermission]
    allowed_roles = KEEPERS

    @extend_schema(
        operation_id="constituent_consents_list",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=ConsentSerializer(many=True),
    )
    def get(self, request: Request, constituent_id: UUID) -> Response:
        """Acts of the person and of the accounts that they hold, newest first."""
        require_known(request, PAGING)
        pages = CursorPage()
        rows = pages.paginate_queryset(person_acts.events_of(known_or_404(constituent_id)), request, view=self) or []
        return pages.get_paginated_response(ConsentSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="constituent_consents_create", request=NewConsentSerializer, responses={201: ConsentSerializer}
    )
    def post(self, request: Request, constituent_id: UUID) -> Response:
        """Record an act. The same ``key`` again returns the act that stands; with other content it answers 409."""
        current = known_or_404(constituent_id)
        if not isinstance(request.data, dict):
            raise ValidationError({"non_field_errors": ["Send one object."]})
        wanted = NewConsentSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        event = recording.record_by_api(current, actor=signed_in(request), act=wanted.validated_data)
        return Response(ConsentSerializer(event).data, status=status.HTTP_201_CREATED)


class Contact(APIView):
    """Whether a person may be reached."""

    permission_classes = [RolePermission]
    allowed_roles = READERS

    @extend_schema(operation_id="constituent_contact", responses=ChannelSerializer(many=True))
    def get(self, request: Request, constituent_id: UUID) -> Response:
        """The verdict of every channel at this moment. Ask at the moment of sending; only ``allow`` permits."""
        require_known(request, ())
        verdicts: dict[str, Any] = dict(contact.verdicts(known_or_404(constituent_id)))
        rows = [{"channel": name, **VerdictSerializer(verdict).data} for name, verdict in verdicts.items()]
        return Response(rows)
