"""Finding the person whom a privacy admin is asked about."""

from __future__ import annotations

from uuid import UUID

from crmsocial.core.errors import NotFound
from crmsocial.core.models import User

from .. import registry, services
from ..registry import Found


def find(text: str, actor: User) -> list[Found]:
    """Constituents that ``text`` may mean. An id is found whether or not a part above searches."""
    return _by_id(text) or registry.found(text, actor)


def _by_id(text: str) -> list[Found]:
    try:
        pk = services.existing(UUID(text))
    except (ValueError, NotFound):
        return []
    return [Found(pk, registry.names([pk]).get(pk, str(pk)), text)]
