"""What parts above privacy lend it, filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from crmsocial.core.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """A constituent that a search found, and why."""

    constituent_id: UUID
    name: str
    why: str


NameProvider = Callable[[Collection[UUID]], Mapping[UUID, str]]
RestProvider = Callable[[Collection[UUID]], Mapping[UUID, str]]
Finder = Callable[[str, User], Iterable[Found]]

_providers: list[NameProvider] = []
_rest_providers: list[RestProvider] = []
_finders: list[Finder] = []


def set_name_provider(provider: NameProvider) -> None:
    """Let ``provider`` name constituents on privacy's pages: ids in, names from the organisation's own records out."""
    _providers[:] = [provider]


def set_finder(finder: Finder) -> None:
    """Let ``finder`` find constituents by what somebody types, for privacy's search box."""
    _finders[:] = [finder]


def found(text: str, actor: User) -> list[Found]:
    """Constituents that ``text`` may mean, best first; none where no part above searches."""
    return list(_finders[0](text, actor)) if _finders and text.strip() else []


def set_rest_provider(provider: RestProvider) -> None:
    """Let ``provider`` say which accounts are not shown because their link rests.

    Persona ids in; out, for each whose link rests, a code of ``privacy.judging.reasons``.
    """
    _rest_providers[:] = [provider]


def resting(persona_ids: Collection[UUID]) -> dict[UUID, str]:
    """Accounts that are not shown whatever is permitted, because their link rests, with the code that says why."""
    return dict(_rest_providers[0](persona_ids)) if _rest_providers and persona_ids else {}


def names(constituent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of constituents; an id without one is missing from the answer."""
    ids = list(constituent_ids)
    return dict(_providers[0](ids)) if _providers and ids else {}
