"""Taking the names of the erased out of the model in use: it goes on as a version of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from crmsocial.constituents.models import SourceRecord

from . import freezing
from .engine.api import Model
from .engine.frequencies import Frequencies, count
from .index.models import IndexState
from .models import ModelVersion
from .records import LeftRow, left_record

#: A name that so many constituents share tells of none of them; rarer ones of the erased are dropped.
SHARED_BY_MANY = 20

_Names = set[tuple[str, str]]


def names_of(version: ModelVersion, records: Iterable[SourceRecord]) -> _Names:
    """The (kind, value) of these records that the version counts for fewer than ``SHARED_BY_MANY``."""
    counted = freezing.load(version).frequencies
    if counted is None:
        return set()
    own = _counts(_read(records))
    return {
        (kind, value)
        for kind, values in own.items()
        for value in values
        if 0 < _counts(counted)[kind].get(value, 0) < SHARED_BY_MANY
    }


def forget(version: ModelVersion, records: Iterable[SourceRecord]) -> int:
    """Let look-ups use a version that does not count these names; how many they were."""
    names = names_of(version, records)
    if names:
        model = freezing.load(version)
        assert model.frequencies is not None
        kept: dict[str, Any] = {
            kind: {value: number for value, number in values.items() if (kind, value) not in names}
            for kind, values in _counts(model.frequencies).items()
        }
        _use(replace(model, frequencies=replace(model.frequencies, **kept)))
    return len(names)


def plant(number: UUID, records: Iterable[SourceRecord]) -> None:
    """Let a model be in use that counts the names of ``records``."""
    _use(replace(Model.default(), name=f"planted {number.hex[:8]}", frequencies=_read(records)))


def _use(model: Model) -> None:
    IndexState.objects.filter(pk=IndexState.ONLY).update(model=freezing.keep(model))


def _read(records: Iterable[SourceRecord]) -> Frequencies:
    """What the engine would count of these records. Each stands for two people, since it drops what one alone has."""
    listed = []
    for row in records:
        one = left_record(LeftRow(row.pk, row.identity_id, row.identity_id, 0, row.values))
        listed += [one, replace(one, id=f"{one.id}+", group=f"{one.group}+")]
    return count(listed)


def _counts(frequencies: Frequencies) -> dict[str, dict[str, int]]:
    """The tables of counts by their names."""
    tables = {one.name: getattr(frequencies, one.name) for one in fields(frequencies)}
    return {name: table for name, table in tables.items() if isinstance(table, dict)}
