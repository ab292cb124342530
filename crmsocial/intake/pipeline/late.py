"""Rows of people who were erased after their file was checked and before it was written."""

from __future__ import annotations

import json

from django.db import connection

from privacy.erasure import arrivals

from .. import suppression
from ..models import Batch, BatchError
from ..rows import Incoming


def hold_back(batch: Batch, incoming: str) -> int:
    """Take them out of a slice that is about to be written; returns how many. From here on erasures wait for it."""
    if not arrivals.entered_since(batch.created_at):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line, external_id, platform, account_id, handle_key, values::text FROM {incoming}")
        rows = [
            Incoming(line, external_id, json.loads(values), "", b"", platform, account_id, handle_key)
            for line, external_id, platform, account_id, handle_key, values in cursor.fetchall()
        ]
        positions = suppression.suppressed(rows, source_id=batch.source_id, entity=batch.entity)
        lines = sorted(rows[position].line for position in positions)
        if lines:
            cursor.execute(f"DELETE FROM {incoming} WHERE line = ANY(%s)", [lines])
            cursor.execute("DELETE FROM intake_stagedrow WHERE batch_id = %s AND line = ANY(%s)", [batch.pk, lines])
    BatchError.objects.bulk_create(
        [BatchError(batch=batch, line=line, reason=suppression.reason()) for line in lines], batch_size=2000
    )
    return len(lines)
