"""Batches of thousands of rows: their keys are computed beside the index and published at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from crmsocial.constituents.models import SourceRecord

from . import state, tables, truth, upkeep
from .models import PENDING, IndexedRecord

#: Identities that one call prepares, in a transaction of its own.
SLICE = 2_000

_TAKE_OVER = """
UPDATE matching_indexedrecord p SET generation = %(generation)s, constituent_id = t.constituent_id
FROM unnest(%(identities)s::uuid[], %(records)s::uuid[], %(homes)s::uuid[]) AS t(identity_id, record_id, constituent_id)
WHERE p.generation = %(pending)s AND p.identity_id = t.identity_id AND p.record_id = t.record_id
RETURNING p.identity_id, p.number
"""


def identities_of_batch(batch_id: UUID, *, after: UUID | None = None, limit: int | None = None) -> list[UUID]:
    """Source identities of which the batch brought a record, in order of id."""
    rows = SourceRecord.objects.filter(batch_id=batch_id).order_by("identity_id")
    rows = rows.filter(identity_id__gt=after) if after else rows
    ids = rows.values_list("identity_id", flat=True).distinct()
    return list(ids[:limit] if limit else ids)


@transaction.atomic
def prepare(identity_ids: Collection[UUID]) -> int:
    """Compute and keep the keys of what the index does not hold of these identities yet; nobody finds them so far."""
    generation = state.live()
    if generation is None:
        return 0
    waiting = IndexedRecord.objects.filter(generation=PENDING, identity_id__in=list(identity_ids))
    tables.remove(PENDING, waiting.values_list("number", flat=True))
    missing = truth.difference(generation, identity_ids).missing
    return len(tables.write_records(PENDING, truth.with_values(missing)))


@transaction.atomic
def publish(identity_ids: Collection[UUID]) -> list[int]:
    """Let these identities be found by what they say now, all at once; numbers of the records that are new.

    What was not prepared, or changed since, is computed here.
    """
    tables.hold()
    generation = state.live()
    if generation is None:
        return []
    upkeep.lock(identity_ids)
    found = truth.difference(generation, identity_ids)
    tables.remove(generation, found.gone)
    taken = _take_over(generation, found.missing)
    rest = [row for row in found.missing if row.identity_id not in taken]
    numbers = [*taken.values(), *tables.write_records(generation, truth.with_values(rest))]
    tables.publish(generation, numbers)
    upkeep.move_home(generation, found.moved)
    return numbers


def _take_over(generation: int, rows: Collection[tables.Row]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_OVER,
            {
                "generation": generation,
                "pending": PENDING,
                "identities": [row.identity_id for row in rows],
                "records": [row.record_id for row in rows],
                "homes": [row.constituent_id for row in rows],
            },
        )
        return dict(cursor.fetchall())
