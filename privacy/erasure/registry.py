"""The stores of personal data, registered by their apps in ``AppConfig.ready()``, and who finds what is whose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from .stores import Store


@dataclass(frozen=True, slots=True)
class Collected:
    """What belongs to constituents now."""

    identity_ids: tuple[UUID, ...] = ()
    persona_ids: tuple[UUID, ...] = ()


Collector = Callable[[Collection[UUID]], Collected]

Separator = Callable[[Collection[UUID]], None]

_stores: dict[str, Store] = {}
_collectors: list[Collector] = []
_separators: list[Separator] = []


def register(store: Store) -> None:
    """Add a store. Raises ValueError when another one has its name."""
    if store.name in _stores and type(_stores[store.name]) is not type(store):
        raise ValueError(f"Two stores are called {store.name}.")
    _stores[store.name] = store


def stores() -> list[Store]:
    """All stores in the order in which they erase."""
    return sorted(_stores.values(), key=lambda store: (store.position, store.name))


def store(name: str) -> Store | None:
    """The store of that name; None for one that is not installed (any more)."""
    return _stores.get(name)


def set_collector(collector: Collector) -> None:
    """Let ``collector`` say which source identities and personas belong to constituents (former ids included)."""
    _collectors[:] = [collector]


def collect(constituent_ids: Collection[UUID]) -> Collected:
    """What belongs to these constituents. Raises RuntimeError where no app lent a collector: nothing may be missed."""
    if not _collectors:
        raise RuntimeError("No collector is registered: what belongs to a person cannot be known.")
    return _collectors[0](constituent_ids)


def set_separator(separator: Separator) -> None:
    """Let ``separator`` take back merges that join constituents with others."""
    _separators[:] = [separator]


def separate(constituent_ids: Collection[UUID]) -> None:
    """Let nobody else be part of these constituents, nor them of anybody else."""
    for take_apart in _separators:
        take_apart(constituent_ids)
