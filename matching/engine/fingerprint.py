"""A stable hash of what was compared, so that a decided pair returns only with new evidence."""

from __future__ import annotations

import hashlib
import json

from .handles.clean import bare_handle
from .normalise import emails, fold, phones, squeeze, url_parts
from .records import Record

_VERSION = "1"
# Read by no comparison, or moving from day to day without telling anything new about who it is.
_IGNORED = frozenset({"followers", "verified", "language", "snapshot", "account_created"})


def _normal(field: str, value: str) -> str | list[str]:
    if field == "email":
        return sorted(emails(value))
    if field == "phone":
        return sorted(phones(value))
    if field in {"website", "profile_link"}:
        return sorted("".join(url_parts(v) or ("", fold(v))) for v in value.split("|"))
    if field == "other_names":
        return sorted({squeeze(v) for v in value.split("|")} - {""})
    if field == "username":
        return bare_handle(value).lower()
    if field in {"bio", "display_name", "location", "address", "role", "organisation"}:
        return " ".join(fold(value).split())
    return squeeze(value)


def _inputs(record: Record) -> dict[str, str | list[str]]:
    found = {field: _normal(field, value) for field, value in record.values() if field not in _IGNORED}
    return {field: value for field, value in found.items() if value}


def fingerprint(left: Record, right: Record) -> str:
    """Return a hash (SHA-256, 64 hex digits) of both records' normalised inputs, ids left out.

    It is equal where only case, accents, spacing, order of several values or fields that no comparison reads differ.
    """
    body = json.dumps([_VERSION, _inputs(left), _inputs(right)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(body.encode("ascii")).hexdigest()
