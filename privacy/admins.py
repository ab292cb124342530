"""What privacy admins alone may do: every service of privacy that changes something asks here."""

from __future__ import annotations

from django.utils.functional import Promise

from crmsocial.core.errors import NotPermitted
from crmsocial.core.models import Role, User


def is_admin(actor: User | None) -> bool:
    """Whether the actor is a privacy admin, or the program itself (None)."""
    return actor is None or actor.has_role(Role.PRIVACY_ADMIN)


def require_admin(actor: User | None, otherwise: str | Promise) -> None:
    """Let privacy admins and the program itself through. Raises NotPermitted, which says ``otherwise``."""
    if not is_admin(actor):
        raise NotPermitted(str(otherwise))
