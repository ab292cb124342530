"""The overlap of the demo's sources, found by the engine and merged where it is sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from crmsocial.constituents.models import SourceRecord
from crmsocial.core.models import User
from crmsocial.identity.models import Membership
from crmsocial.identity.services import merge_many
from matching.engine.api import dedupe
from matching.records import LeftRow, left_record

#: What "sure" is here. Pairs below it stay apart, for stewards to find.
SURE = 0.99
AT_ONCE = 300


def merge_overlap(*, source_names: Iterable[str], actor: User) -> int:
    """Merge constituents of these sources that are surely one person; returns how many groups were merged."""
    rows = _left_rows(list(source_names))
    home = {str(row.record_id): row.constituent_id for row in rows}
    groups = _Groups({row.constituent_id: row.source_id for row in rows})
    for pair in dedupe((left_record(row) for row in rows), min_probability=SURE):
        groups.join(home[pair.left_id], home[pair.right_id])
    several = groups.of_several()
    slices = (several[start : start + AT_ONCE] for start in range(0, len(several), AT_ONCE))
    return sum(len(merge_many(groups=part, actor=actor, reason="duplicate_records")) for part in slices)


def _left_rows(names: list[str]) -> list[LeftRow]:
    current = SourceRecord.objects.filter(
        identity__source__name__in=names, identity__current_record_id__isnull=False
    ).select_related("identity")
    homes = dict(Membership.objects.filter(ended_at__isnull=True).values_list("identity_id", "constituent_id"))
    return [
        LeftRow(one.pk, one.identity_id, homes[one.identity_id], one.identity.source_id, one.values)
        for one in current.iterator(chunk_size=2000)
        if one.pk == one.identity.current_record_id and one.identity_id in homes
    ]


class _Groups:
    """Union of pairs in which no source is met twice.

    Each of these sources lists a person once, so two of its rows are two people, however alike: father and son.
    """

    def __init__(self, sources: Mapping[UUID, int]) -> None:
        self._sources = sources
        self._leader: dict[UUID, UUID] = {}
        self._members: dict[UUID, list[UUID]] = defaultdict(list)

    def join(self, one: UUID, other: UUID) -> None:
        """Put the two into one group, unless a source would be in it twice."""
        first, second = self._of(one), self._of(other)
        if first == second or self._sources_in(first) & self._sources_in(second):
            return
        for member in self._members.pop(second):
            self._leader[member] = first
            self._members[first].append(member)

    def of_several(self) -> list[list[UUID]]:
        """Groups of two and more, each in a fixed order."""
        return sorted(sorted(members) for members in self._members.values() if len(members) > 1)

    def _sources_in(self, leader: UUID) -> set[int]:
        return {self._sources[member] for member in self._members[leader]}

    def _of(self, one: UUID) -> UUID:
        if one not in self._leader:
            self._leader[one] = one
            self._members[one] = [one]
        return self._leader[one]
