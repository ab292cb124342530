"""Keeping the index true to what we know: in the transaction that changed it, or in bulk."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from crmsocial.constituents.models import SourceIdentity
from crmsocial.core import audit
from crmsocial.core.database.bulk import among
from crmsocial.identity.models import Membership

from . import crowding, state, tables, truth
from .models import PENDING, IndexedRecord

#: As many source identities as one change may touch in its own transaction; more are published by a job.
AT_ONCE = 200


@transaction.atomic
def follow_identities(identity_ids: Collection[UUID]) -> int:
    """Let the index hold what these source identities say now, in the caller's transaction; how many rows changed.

    The identities are locked, so that of two changes at once the later one sees what the earlier one did.
    """
    if not identity_ids:
        return 0
    # Held before the state is read: whoever switches generations holds the index alone.
    tables.hold()
    generation = state.live()
    if generation is None:
        return 0
    lock(identity_ids)
    return settle(generation, truth.difference(generation, identity_ids))


def lock(identity_ids: Collection[UUID]) -> None:
    """Let others who change these source identities, or follow them, wait until the transaction ends."""
    locked = SourceIdentity.objects.select_for_update(no_key=True).filter(pk__in=among(identity_ids)).order_by("pk")
    list(locked.values_list("pk", flat=True))


def settle(generation: int, difference: truth.Difference) -> int:
    """Do what the difference says; how many rows changed."""
    if not difference:
        return 0
    tables.remove(generation, difference.gone)
    numbers = tables.write_records(generation, truth.with_values(difference.missing))
    tables.publish(generation, numbers)
    move_home(generation, difference.moved)
    return len(difference.gone) + len(numbers) + len(difference.moved)


@transaction.atomic
def mend(generation: int) -> int:
    """Put right what the index does not hold as it should; how many rows are left wrong, as they are too many.

    Everybody is compared, so this is for once in a while, and while no batch waits to be published.
    """
    tables.remove(PENDING, IndexedRecord.objects.filter(generation=PENDING).values_list("number", flat=True))
    found = truth.difference(generation)
    identities = {row.identity_id for row in found.missing}
    numbers = [*found.gone, *(number for number, _home in found.moved)]
    held = IndexedRecord.objects.filter(generation=generation, number__in=numbers)
    identities |= set(held.values_list("identity_id", flat=True))
    if len(identities) > AT_ONCE:
        return len(identities)
    if mended := follow_identities(identities):
        audit.record(
            verb="matching_index.mended", object_type="matching_index", object_id=generation, actor=None,
            details={"rows": mended},
        )  # fmt: skip
    return 0


def move_home(generation: int, moved: Collection[tuple[int, UUID]]) -> None:
    """Let records stand for another constituent: their keys stay as they are."""
    if not moved:
        return
    numbers, homes = zip(*moved, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE matching_indexedrecord r SET constituent_id = m.home"
            " FROM unnest(%s::int[], %s::uuid[]) AS m(number, home) WHERE r.generation = %s AND r.number = m.number",
            [list(numbers), list(homes), generation],
        )


def identities_of(constituent_ids: Collection[UUID]) -> set[UUID]:
    """Source identities that belong to these constituents, or of which the index still thinks so."""
    members = Membership.objects.filter(constituent_id__in=among(constituent_ids), ended_at__isnull=True)
    held = IndexedRecord.objects.filter(constituent_id__in=among(constituent_ids))
    return {*members.values_list("identity_id", flat=True), *held.values_list("identity_id", flat=True)}


def narrow_crowded(generation: int, numbers: Collection[int]) -> int:
    """Store the keys narrowed that these records have made too common; how many are left for another time."""
    keys = crowding.crowded_keys(generation, numbers)
    for start in range(0, len(keys), crowding.AT_ONCE):
        if not crowding.narrow(generation, keys[start : start + crowding.AT_ONCE]):
            return len(keys) - start
    return 0
