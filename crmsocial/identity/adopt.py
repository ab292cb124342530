"""Adoption: every source identity becomes a constituent of its own until somebody says that two are one."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from crmsocial.constituents.models import SourceIdentity
from crmsocial.core.audit import record

# Two imports that end at once must not adopt one identity twice; the number is this lock's name and means nothing else.
ADOPTION_LOCK = 7_221_001

_ADOPT = """
WITH homeless AS MATERIALIZED (
    SELECT i.id AS identity_id, uuidv7() AS constituent_id
    FROM constituents_sourceidentity i
    WHERE NOT EXISTS (SELECT 1 FROM identity_membership m WHERE m.identity_id = i.id AND m.ended_at IS NULL)
    AND NOT starts_with(i.external_id, %(bare)s)
    {of_batch}
), born AS (
    INSERT INTO constituents_constituent (id, kind, state) SELECT constituent_id, 'person', 'active' FROM homeless
)
INSERT INTO identity_membership (identity_id, constituent_id) SELECT identity_id, constituent_id FROM homeless
"""
_OF_BATCH = "AND i.id IN (SELECT r.identity_id FROM constituents_sourcerecord r WHERE r.batch_id = %(batch)s)"


@transaction.atomic
def adopt(*, batch_id: UUID | None = None) -> int:
    """Give every source identity without a membership (of one batch, or of all) a new constituent; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADOPTION_LOCK])
        cursor.execute(
            _ADOPT.format(of_batch=_OF_BATCH if batch_id else ""), {"batch": batch_id, "bare": SourceIdentity.BARE}
        )
        adopted = cursor.rowcount
    if adopted:
        record(
            verb="constituent.adopted",
            object_type="batch" if batch_id else "system",
            object_id=batch_id or "all",
            actor=None,
            details={"count": adopted},
        )
    return adopted
