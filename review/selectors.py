"""Reads of the queue: the list beside a pair, counts, and the choices of the filters. Call them inside the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Now

from crmsocial.consolidation.selectors import names
from crmsocial.constituents.models import Source
from crmsocial.core.models import User
from crmsocial.personas.models import Platform
from matching.models import Band, Candidate

from .filters import QueueFilters
from .leases import minutes_until

#: Rows of the list before and after the pair that is open.
BEFORE, AFTER = 8, 40
#: Counting goes no further: nobody plans a day by the difference, and a count reads every row that it counts.
COUNTED_TO = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of the list."""

    candidate: Candidate
    name: str
    held_by: str
    current: bool

    @property
    def minutes_left(self) -> int:
        """Minutes for which the holder keeps it at most."""
        return minutes_until(self.candidate.leased_until) if self.candidate.leased_until else 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many candidates wait in a band; ``more`` where counting stopped."""

    band: str
    number: int

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.number > COUNTED_TO

    @property
    def shown(self) -> int:
        """The number to print."""
        return min(self.number, COUNTED_TO)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the list around the open pair, and its neighbours that the user may take."""

    rows: Sequence[Row]
    previous: UUID | None
    following: UUID | None


def window(*, filters: QueueFilters, user: User, around: Candidate | None) -> Window:
    """The list as it stands beside a pair; from its head where no pair is open. Three queries."""
    ids = _ids_around(filters, around) if around else _head(filters)
    held = ExpressionWrapper(Q(leased_until__gte=Now()) & ~Q(leased_by=user), output_field=BooleanField())
    found = Candidate.objects.select_related("persona", "leased_by").annotate(held=held).in_bulk(ids)
    candidates = [found[pk] for pk in ids if pk in found]
    known = names({candidate.constituent_id for candidate in candidates})
    rows = [
        Row(
            candidate,
            known[candidate.constituent_id],
            str(candidate.leased_by) if candidate.held else "",
            bool(around and candidate.pk == around.pk),
        )
        for candidate in candidates
    ]
    place = next((index for index, row in enumerate(rows) if row.current), -1)
    free = [index for index, row in enumerate(rows) if not row.held_by and index != place]
    before = max((index for index in free if index < place), default=None)
    after = min((index for index in free if index > place), default=None)
    return Window(
        rows,
        rows[before].candidate.pk if before is not None else None,
        rows[after].candidate.pk if after is not None else None,
    )


def _head(filters: QueueFilters) -> list[UUID]:
    return list(filters.apply(Candidate.objects.all()).values_list("pk", flat=True)[: BEFORE + AFTER])


def _ids_around(filters: QueueFilters, around: Candidate) -> list[UUID]:
    """Ids in the order of the queue. Its key runs in two directions; two conditions a side let the index serve."""
    queue = filters.apply(Candidate.objects.all())
    same = queue.filter(priority=around.priority)
    parts = [
        same.filter(pk__gt=around.pk)[:AFTER],
        queue.filter(priority__lt=around.priority)[:AFTER],
        same.filter(pk__lt=around.pk).reverse()[:BEFORE],
        queue.filter(priority__gt=around.priority).reverse()[:BEFORE],
    ]
    first, *others = [part.annotate(part=Value(place)).values_list("pk", "part") for place, part in enumerate(parts)]
    ids: list[list[UUID]] = [[], [], [], []]
    for pk, place in first.union(*others, all=True):
        ids[place].append(pk)
    before = [*ids[2], *ids[3]][:BEFORE]
    return [*reversed(before), around.pk, *[*ids[0], *ids[1]][:AFTER]]


def counts(filters: QueueFilters) -> list[Count]:
    """How many wait in each band under the other filters; one query that stops counting at ``COUNTED_TO``."""
    queue = filters.but(band="").apply(Candidate.objects.all()).order_by()
    each = [queue.filter(band=band).annotate(of=F("band")).values("of")[: COUNTED_TO + 1] for band in Band.values]
    found = dict.fromkeys(Band.values, 0)
    for band in each[0].union(*each[1:], all=True).values_list("of", flat=True):
        found[band] += 1
    return [Count(band, number) for band, number in found.items()]


def sources() -> list[tuple[str, str]]:
    """Choices of the filter by source of the record."""
    return [(str(source.pk), str(source)) for source in Source.objects.order_by("label", "name")]


def platforms() -> list[tuple[str, str]]:
    """Choices of the filter by platform."""
    return [(str(value), str(label)) for value, label in Platform.choices]
