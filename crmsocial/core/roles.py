"""Who may open which page or call: denied unless a role allows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from .errors import NotPermitted
from .models import Role, User

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

View = TypeVar("View", bound=Callable[..., Any])

#: Everybody on the staff; integrations use the API alone.
STAFF = frozenset({Role.STEWARD, Role.FUNDRAISER, Role.PRIVACY_ADMIN, Role.ADMINISTRATOR})


def roles_required(*roles: str) -> Callable[[View], View]:
    """Let signed-in users through who hold one of ``roles``; others see who can permit it."""
    allowed = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_role(*allowed):
                names = ", ".join(str(Role(role).label) for role in sorted(allowed))
                raise NotPermitted(
                    _("This page is for: %(roles)s. An administrator can give you the role.") % {"roles": names}
                )
            result: HttpResponseBase = view(request, *args, **kwargs)
            return result

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in(request: HttpRequest | Request) -> User:
    """The user of a request that a role let through."""
    assert isinstance(request.user, User)
    return request.user


class RolePermission(BasePermission):
    """API permission: the view names ``allowed_roles``, or ``allowed_roles_by_method`` with a set for each method."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Deny by default: a view that names no roles lets nobody in."""
        by_method: dict[str, frozenset[str]] = getattr(view, "allowed_roles_by_method", {})
        roles = by_method.get(request.method or "", getattr(view, "allowed_roles", frozenset()))
        user = request.user
        return isinstance(user, User) and user.has_role(*roles)
