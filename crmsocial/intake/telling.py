"""Which values of a bad row may be listed.

The list of errors is read without a purpose and outlives a withdrawal. So of rows that speak of accounts it keeps only
what says nothing of a person: the line leads to the rest, in the file.
"""

from __future__ import annotations

from .models import Batch

#: Entities whose rows speak of accounts.
OF_ACCOUNTS = frozenset({"personas", "consents"})
#: Fields of such rows whose values are words of a list, times or yes and no.
IMPERSONAL = frozenset({
    "external_id", "platform", "language", "verified", "discoverable", "indexable", "noindex", "bot", "active",
    "protected", "suspended", "memorial", "limited", "account_status", "snapshot", "account_created", "consented_at",
    "observed_at", "purpose", "channel", "category", "state", "basis", "event_time", "method", "expires_at",
})  # fmt: skip


def told(batch: Batch, column: str, value: str) -> str:
    """The value as it may be listed; empty where it could be a person's."""
    if batch.entity in OF_ACCOUNTS and _field_of(batch, column) not in IMPERSONAL:
        return ""
    return value[:500]


def _field_of(batch: Batch, column: str) -> str:
    return next((str(one["field"]) for one in batch.mapping if one["column"] == column), "")
