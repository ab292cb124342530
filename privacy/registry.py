"""What parts above privacy lend it, filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

NameProvider = Callable[[Collection[UUID]], Mapping[UUID, str]]
RestProvider = Callable[[Collection[UUID]], Mapping[UUID, str]]

_providers: list[NameProvider] = []
_rest_providers: list[RestProvider] = []


def set_name_provider(provider: NameProvider) -> None:
    """Let ``provider`` name constituents on privacy's pages: ids in, names from the organisation's own records out."""
    _providers[:] = [provider]


def set_rest_provider(provider: RestProvider) -> None:
    """Let ``provider`` say which accounts are not shown because their link rests.

    Persona ids in; out, for each whose link rests, a code of ``privacy.reasons``.
    """
    _rest_providers[:] = [provider]


def resting(persona_ids: Collection[UUID]) -> dict[UUID, str]:
    """Accounts that are not shown whatever is permitted, because their link rests, with the code that says why."""
    return dict(_rest_providers[0](persona_ids)) if _rest_providers and persona_ids else {}


def names(constituent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of constituents; an id without one is missing from the answer."""
    ids = list(constituent_ids)
    return dict(_providers[0](ids)) if _providers and ids else {}
