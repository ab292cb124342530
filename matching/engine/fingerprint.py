"""A stable hash of what was compared."""

from __future__ import annotations

from .records import Record


def fingerprint(left: Record, right: Record) -> str:
    """Return a hash of both records' normalised inputs; it changes only when the engine would see something new."""
    raise NotImplementedError
