"""The API's default answer."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class DenyAll(BasePermission):
    """Denies everybody, so that an endpoint without a permission of its own is closed rather than open."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """No."""
        return False
