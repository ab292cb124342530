"""Keys under which two records may meet."""

from __future__ import annotations

from typing import NamedTuple

from .records import Record


class Key(NamedTuple):
    """``rule`` and ``value`` join records. A ``probe`` (a piece cut out of a handle) meets only keys that are no probes."""

    rule: str
    value: str
    probe: bool = False


def keys(record: Record) -> list[Key]:
    """Return the distinct keys of ``record``, sorted; a pure function of the record."""
    raise NotImplementedError
