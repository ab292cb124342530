"""Erasing accounts whose time is over, through the same erasure as on request."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from .. import holds
from ..erasure import services as erasures
from ..models import Category, ErasureScope
from . import registry


def held(persona_ids: Collection[UUID]) -> set[UUID]:
    """Those of the accounts that a hold on their holder, or on the source that gave them, keeps."""
    standing = holds.held(Category.PERSONA)
    kept = set(persona_ids) & set(standing.personas)
    if standing.sources and persona_ids:
        sources = registry.sources_of(persona_ids)
        kept |= {pk for pk in persona_ids if sources.get(pk) in standing.sources}
    return kept


def erase(persona_ids: Collection[UUID], *, platform: str = "") -> UUID:
    """Begin to erase these accounts; returns the erasure. Nobody said no, so no act is recorded and none kept out."""
    return erasures.start(
        scope=ErasureScope.ACCOUNTS, origin="retention", actor=None, persona_ids=list(persona_ids), platform=platform
    ).pk
