"""What can be put on a schedule, lent by the apps that hold it in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from ..holds import Held


@dataclass(frozen=True, slots=True)
class Span:
    """Whose time is over: everything older than ``before``, of one source or of all but ``except_sources``."""

    before: datetime
    source_id: int | None = None
    except_sources: tuple[int, ...] = field(default=())

    def of_source(self, column: str) -> Q:
        """The condition on the column that holds the source's id."""
        if self.source_id is not None:
            return Q(**{column: self.source_id})
        return ~Q(**{f"{column}__in": self.except_sources}) if self.except_sources else Q()


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data that ages.

    ``category`` is what its schedule is called by; ``since`` says in words from when days are counted. ``due`` gives
    the rows whose time is over, ``under_hold`` the condition on those that a hold keeps. ``erase`` deletes rows by id
    and returns how many; without one the ids are personas', which go through an erasure. ``by_source``: a schedule may
    be about one source. All of it runs in a transaction under the purpose ``erasure``.
    """

    category: str
    label: str | Promise
    since: str | Promise
    due: Callable[[Span], QuerySet[Any]]
    under_hold: Callable[[Held], Q]
    erase: Callable[[Sequence[UUID]], int] | None = None
    by_source: bool = True


SourceLookup = Callable[[Collection[UUID]], Mapping[UUID, int]]

_kept: dict[str, Kept] = {}
_source_lookups: list[SourceLookup] = []


def register(kept: Kept) -> None:
    """Let schedules be made for this kind of data. Raises ValueError when its category is taken."""
    if kept.category in _kept and _kept[kept.category].due is not kept.due:
        raise ValueError(f"Something else is kept under {kept.category}.")
    _kept[kept.category] = kept


def every() -> list[Kept]:
    """All kinds, in the order in which they were registered."""
    return list(_kept.values())


def kept(category: str) -> Kept | None:
    """The kind called so; None where no installed app holds it."""
    return _kept.get(category)


def set_source_lookup(lookup: SourceLookup) -> None:
    """Let ``lookup`` say which source gave an account: persona ids in, source ids out."""
    _source_lookups[:] = [lookup]


def sources_of(persona_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """The sources of accounts. Raises RuntimeError where no app knows: a hold on a source must not be missed."""
    if not _source_lookups:
        raise RuntimeError("Nobody knows which source gave an account: a hold on a source could be missed.")
    return _source_lookups[0](persona_ids)
