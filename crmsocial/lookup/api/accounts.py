"""``/api/v1/constituents/<id>/accounts``: the linked accounts, for one category of their data at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crmsocial.core.api.filters import require_known
from crmsocial.core.errors import NotPermitted
from crmsocial.core.roles import RolePermission, signed_in
from crmsocial.identity.models import Link
from crmsocial.identity.selectors import require_id
from privacy import gate
from privacy.models import Category

from ..accounts import shown
from .views import READERS, purpose_of

#: Categories of what accounts hold; contact details and transactions are the organisation's own records.
OF_ACCOUNTS = (Category.PERSONA, Category.SOCIAL_GRAPH, Category.INTEREST_GRAPH, Category.CONTENT)


class AccountQuestion(serializers.Serializer[Any]):
    """Which data of the accounts is asked for."""

    category = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in OF_ACCOUNTS], default=Category.PERSONA.value
    )


class AccountSerializer(serializers.Serializer[Any]):
    """A linked account and its public profile."""

    id = serializers.UUIDField(source="persona.pk")
    platform = serializers.CharField(source="persona.platform")
    handle = serializers.CharField(source="persona.handle")
    display_name = serializers.CharField(source="persona.display_name")
    bio = serializers.CharField(source="persona.bio")
    location = serializers.CharField(source="persona.location")
    profile_link = serializers.CharField(source="persona.profile_link")
    method = serializers.CharField()
    linked_since = serializers.DateTimeField(source="valid_from")


class ConstituentAccounts(APIView):
    """A constituent's linked accounts."""

    permission_classes = [RolePermission]
    allowed_roles = READERS

    @extend_schema(
        operation_id="constituent_accounts",
        parameters=[OpenApiParameter("category", str, enum=[one.value for one in OF_ACCOUNTS])],
        responses=AccountSerializer(many=True),
    )
    def get(self, request: Request, constituent_id: UUID) -> Response:
        """Accounts whose data of ``category`` the caller's purpose may open; 403 with the reason where none may be."""
        require_known(request, {"category"})
        asked = AccountQuestion(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        category = asked.validated_data["category"]
        user, current = signed_in(request), require_id(constituent_id)
        purpose = purpose_of(user)
        with gate.purpose(purpose, reason="accounts by API", actor=user) as opening:
            links = list(shown(current))
            if category != Category.PERSONA:
                _require(links, current, purpose, category)
                # Nothing but public profiles is collected yet, so of what may be opened there is nothing to show.
                links = []
            opening.shows(constituents=[current], personas=[link.persona_id for link in links])
            return Response(AccountSerializer(links, many=True).data)


def _require(links: list[Link], constituent_id: UUID, purpose: str, category: str) -> None:
    verdicts = [gate.check(purpose=purpose, category=category, persona_id=link.persona_id) for link in links]
    if not verdicts:
        verdicts = [gate.check(purpose=purpose, category=category, constituent_id=constituent_id)]
    if not any(verdict.allowed for verdict in verdicts):
        raise NotPermitted(verdicts[0].reason, code=verdicts[0].code, category=category, purpose=str(purpose))
