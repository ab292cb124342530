"""Who may open which purpose: the one table.

The system itself (``actor=None``, jobs and commands) may open every purpose. A role that is not in a purpose's row may
not open it; a purpose that is not in the table does not exist.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmsocial.core.errors import NotPermitted
from crmsocial.core.models import Role, User

from ..models import Purpose
from ..rls import SYSTEM_PURPOSES

MAY_OPEN: dict[str, frozenset[str]] = {
    Purpose.IDENTITY_MATCHING: frozenset({Role.STEWARD, Role.ADMINISTRATOR}),
    Purpose.PROFILE_VIEW: frozenset({Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN}),
    Purpose.CONTACT: frozenset({Role.FUNDRAISER}),
    Purpose.SEGMENTATION: frozenset({Role.FUNDRAISER}),
    Purpose.PROSPECT_RESEARCH: frozenset({Role.FUNDRAISER}),
    Purpose.EXPORT: frozenset({Role.FUNDRAISER, Role.PRIVACY_ADMIN, Role.INTEGRATION}),
    **dict.fromkeys(SYSTEM_PURPOSES, frozenset()),
}


class PurposeRefused(NotPermitted):
    """The purpose may not be opened: unknown, not for this role, or in no published notice."""

    code = "purpose_refused"


def may_open(purpose: str, actor: User | None) -> bool:
    """Say whether ``actor`` (None: the system) may open ``purpose``."""
    roles = MAY_OPEN.get(purpose)
    if roles is None:
        return False
    return actor is None or actor.has_role(*roles)


def require(purpose: str, actor: User | None) -> None:
    """Raise PurposeRefused unless ``actor`` may open ``purpose``."""
    if purpose not in MAY_OPEN:
        raise PurposeRefused(_("There is no purpose “%(purpose)s”.") % {"purpose": purpose}, purpose=purpose)
    if not may_open(purpose, actor):
        label = Purpose(purpose).label if purpose in Purpose.values else purpose
        message = _("Your roles do not allow opening persona data for “%(purpose)s”. A privacy admin can say who may.")
        raise PurposeRefused(message % {"purpose": label}, purpose=purpose)
