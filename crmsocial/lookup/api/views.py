"""``/api/v1/constituents``: our own records for every caller, and what accounts show where a purpose may be opened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crmsocial.consolidation import selectors as profiles
from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core.api import CursorPage
from crmsocial.core.api.filters import PAGING, require_known
from crmsocial.core.models import Role, User
from crmsocial.core.roles import RolePermission
from crmsocial.identity.selectors import require_id

from ..search import search
from ..viewing import PROFILE_VIEW, viewing
from .serializers import ConstituentSerializer, LineageListSerializer, ProfileSerializer

READERS = frozenset({Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN, Role.INTEGRATION})


def purpose_of(user: User) -> str:
    """Integrations hand data on, so they open ``export``; staff look at it."""
    return PROFILE_VIEW if user.has_role(*(READERS - {Role.INTEGRATION})) else "export"


class ConstituentList(APIView):
    """Constituents, newest first; with ``q`` those that a search finds, best first."""

    permission_classes = [RolePermission]
    allowed_roles = READERS

    @extend_schema(
        operation_id="constituents_list",
        parameters=[OpenApiParameter("q", str), OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=ConstituentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """One page."""
        assert isinstance(request.user, User)
        require_known(request, PAGING | {"q"})
        if "q" in request.query_params:
            with viewing(request.user, reason="search by API", name=purpose_of(request.user)) as view:
                hits = search(request.query_params["q"], actor=None)
                view.shows(hit.constituent_id for hit in hits)
            found = [
                {"id": hit.constituent_id, "name": hit.name, "why": hit.why, "matched": hit.matched} for hit in hits
            ]
            return Response({"next": None, "previous": None, "results": ConstituentSerializer(found, many=True).data})
        pages = CursorPage()
        rows = (
            pages.paginate_queryset(Constituent.objects.filter(state=ConstituentState.ACTIVE), request, view=self) or []
        )
        names = profiles.names([row.pk for row in rows])
        found = [{"id": row.pk, "name": names[row.pk]} for row in rows]
        return pages.get_paginated_response(ConstituentSerializer(found, many=True).data)


class _OfConstituent(APIView):
    permission_classes = [RolePermission]
    allowed_roles = READERS
    url_name = ""
    serializer: type[Any] = ProfileSerializer

    def answer(self, request: Request, constituent_id: UUID) -> Response:
        """The constituent of today, or where a former id leads."""
        assert isinstance(request.user, User)
        current = require_id(constituent_id)
        if current != constituent_id:
            where = reverse(self.url_name, args=[current])
            return Response(
                {"id": str(current)},
                status=status.HTTP_301_MOVED_PERMANENTLY,
                headers={"Location": where, "Cache-Control": "no-store"},
            )
        with viewing(request.user, reason="profile by API", name=purpose_of(request.user)) as view:
            view.shows([current])
            return Response(self.serializer(profiles.profile(current)).data)


class ConstituentDetail(_OfConstituent):
    """A profile."""

    url_name = "api-constituent"

    @extend_schema(operation_id="constituents_retrieve", responses={200: ProfileSerializer, 301: None, 410: None})
    def get(self, request: Request, constituent_id: UUID) -> Response:
        """The values shown; a former id answers 301 with the id of today."""
        return self.answer(request, constituent_id)


class ConstituentLineage(_OfConstituent):
    """Where a profile's values come from."""

    url_name = "api-constituent-lineage"
    serializer = LineageListSerializer

    @extend_schema(operation_id="constituents_lineage", responses={200: LineageListSerializer, 301: None, 410: None})
    def get(self, request: Request, constituent_id: UUID) -> Response:
        """Every claim, shown or lost, with its rule."""
        return self.answer(request, constituent_id)
