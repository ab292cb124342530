"""Who a constituent's id means: ids that were merged into another go on resolving, and nobody's id is given twice."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from .models import Alias, Constituent, ConstituentState


def current_id(constituent_id: UUID) -> UUID:
    """The id under which the constituent stands today, whatever became of them."""
    found = Alias.objects.filter(former_id=constituent_id).values_list("constituent_id", flat=True).first()
    return found or constituent_id


def resolve_id(constituent_id: UUID) -> UUID | None:
    """The constituent that an id, former ones included, means today; None where it never was or is erased."""
    seen: set[UUID] = set()
    current = constituent_id
    while current not in seen:
        seen.add(current)
        state = Constituent.objects.filter(pk=current).values_list("state", flat=True).first()
        if state == ConstituentState.ACTIVE:
            return current
        following = Alias.objects.filter(former_id=current).values_list("constituent_id", flat=True).first()
        if following is None:
            return None
        current = following
    return None


def with_former(constituent_id: UUID) -> list[UUID]:
    """The id of today, which is given, and those that were merged into it."""
    former = Alias.objects.filter(constituent_id=constituent_id).values_list("former_id", flat=True)
    return [constituent_id, *former]


def with_current(constituent_ids: Collection[UUID]) -> set[UUID]:
    """These ids and those under which the constituents stand today."""
    if not constituent_ids:
        return set()
    rows = Alias.objects.filter(former_id__in=list(constituent_ids))
    return {*constituent_ids, *rows.values_list("constituent_id", flat=True)}


def every_id(constituent_ids: Collection[UUID]) -> set[UUID]:
    """These constituents under every id that they have or had."""
    known = with_current(constituent_ids)
    while known:
        former = set(Alias.objects.filter(constituent_id__in=list(known)).values_list("former_id", flat=True))
        if former <= known:
            break
        known |= former
    return known
