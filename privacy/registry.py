"""What parts above privacy lend it, filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

NameProvider = Callable[[Collection[UUID]], Mapping[UUID, str]]

_providers: list[NameProvider] = []


def set_name_provider(provider: NameProvider) -> None:
    """Let ``provider`` name constituents on privacy's pages: ids in, names from the organisation's own records out."""
    _providers[:] = [provider]


def names(constituent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of constituents; an id without one is missing from the answer."""
    ids = list(constituent_ids)
    return dict(_providers[0](ids)) if _providers and ids else {}
