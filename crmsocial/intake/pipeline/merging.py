"""Staged rows become records: each slice is handed to the app that owns them, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from crmsocial.constituents import services as constituents
from crmsocial.identity import services as identity
from crmsocial.personas import services as personas

from ..models import Batch, BatchError
from ..telling import told
from . import consents, late

#: rows of one transaction
SLICE = 20_000
INCOMING = "intake_incoming"

_BOUND = """
SELECT max(line), count(*) FROM (
    SELECT line FROM intake_stagedrow WHERE batch_id = %s AND line > %s ORDER BY line LIMIT %s) slice
"""
_CUT = f"""
CREATE TEMPORARY TABLE {INCOMING} ON COMMIT DROP AS
SELECT line, external_id, platform, account_id, handle_key, values, content_hash, row_id, record_id
FROM intake_stagedrow WHERE batch_id = %s AND line > %s AND line <= %s
"""


@dataclass(slots=True)
class Counts:
    """What became of a slice.

    ``left_out``: line, column, value and reason of rows that only now turned out to be bad.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: list[tuple[int, str, str, str]] = field(default_factory=list)


def merge(batch: Batch) -> bool:
    """Write the next slice; returns whether nothing is left. ``batch`` is locked and is saved here."""
    last, many = _cut(batch)
    if not many:
        return True
    batch.rows_suppressed += late.hold_back(batch, INCOMING)
    counts = _WRITERS[batch.entity](batch)
    batch.rows_added += counts.added
    batch.rows_changed += counts.changed
    batch.rows_unchanged += counts.unchanged
    batch.rows_bad += len(counts.left_out)
    batch.merged_line = last
    batch.save(
        update_fields=["rows_added", "rows_changed", "rows_unchanged", "rows_bad", "rows_suppressed", "merged_line"]
    )
    BatchError.objects.bulk_create(
        [
            BatchError(
                batch=batch, line=line, column=column[:120], value=told(batch, column, value), reason=reason[:300]
            )
            for line, column, value, reason in counts.left_out
        ],
        batch_size=2000,
    )
    return many < SLICE


def _cut(batch: Batch) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BOUND, [batch.pk, batch.merged_line, SLICE])
        last, many = cursor.fetchone()
        if many:
            cursor.execute(f"DROP TABLE IF EXISTS {INCOMING}")
            cursor.execute(_CUT, [batch.pk, batch.merged_line, last])
            cursor.execute(f"ANALYZE {INCOMING}")
    return last, many


def _records(batch: Batch) -> Counts:
    loaded = constituents.load_records(
        incoming=INCOMING, source_id=batch.source_id, basis=batch.basis, batch_id=batch.pk
    )
    if loaded.added:
        identity.adopt(batch_id=batch.pk)
    return Counts(loaded.added, loaded.changed, loaded.unchanged)


def _personas(batch: Batch) -> Counts:
    loaded = personas.load_personas(
        incoming=INCOMING,
        source_id=batch.source_id,
        basis=batch.basis,
        batch_id=batch.pk,
        proof=f"sha256:{batch.file_hash}",
        received_at=batch.created_at,
    )
    return Counts(loaded.added, loaded.changed, loaded.unchanged)


def _interactions(batch: Batch) -> Counts:
    loaded = constituents.load_interactions(incoming=INCOMING, source_id=batch.source_id, batch_id=batch.pk)
    reason = _("The source has no constituent with this id. Import its constituents first.")
    orphans = [(line, "external_id", external_id, reason) for line, external_id in loaded.orphans]
    return Counts(loaded.added, loaded.changed, loaded.unchanged, orphans)


def _consents(batch: Batch) -> Counts:
    added, unchanged, left_out = consents.load(batch, INCOMING)
    return Counts(added, 0, unchanged, left_out)


_WRITERS = {"constituents": _records, "personas": _personas, "interactions": _interactions, "consents": _consents}
