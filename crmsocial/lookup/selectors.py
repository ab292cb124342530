"""Reads of the search page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmsocial.consolidation import selectors as profiles

from . import accounts, interactions
from .search import Hit, place


@dataclass(frozen=True)
class Row:
    """A hit with what helps to tell two people of one name apart."""

    hit: Hit
    place: str
    last_gift: interactions.Gift | None
    accounts: int


def rows(hits: Sequence[Hit]) -> list[Row]:
    """The hits with place, newest gift and number of accounts (those that the open purpose shows); three queries."""
    ids = [hit.constituent_id for hit in hits]
    if not ids:
        return []
    places = profiles.values(ids, ("city", "state"))
    gifts = interactions.last_gifts(ids)
    counts = accounts.counts(ids)
    return [
        Row(
            hit,
            place(places[hit.constituent_id]),
            gifts.get(hit.constituent_id),
            counts.get(hit.constituent_id, 0),
        )
        for hit in hits
    ]
