"""Which personas a run scores, and with which part of the left side each may be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from crmsocial.constituents.models import SourceRecord
from crmsocial.identity.models import Membership
from crmsocial.intake.models import Batch
from crmsocial.personas.models import Persona
from privacy.models import Permission, Purpose

from .engine.api import Key, keys
from .models import Candidate, MatchRun
from .records import LeftRow, left_record, persona_record

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Permitted:
    """A persona that may be compared, and how."""

    persona_id: UUID
    platform: str
    pair_limited: bool
    reason: str


def permissions_of(persona_ids: Iterable[UUID]) -> dict[UUID, tuple[bool, str]]:
    """Map each persona that may be matched now to (pair limited, reason code)."""
    rows = Permission.objects.filter(
        Q(until__isnull=True) | Q(until__gt=Now()), persona_id__in=list(persona_ids), purpose=Purpose.IDENTITY_MATCHING
    )
    return {row[0]: (row[1], row[2]) for row in rows.values_list("persona_id", "pair_limited", "reason")}


def permitted(run: MatchRun) -> Iterator[Permitted]:
    """The run's personas in order of id. Call it inside ``purpose("identity_matching")``."""
    for page in _pages(run):
        allowed = permissions_of(page)
        for persona_id, platform in page.items():
            if persona_id in allowed:
                yield Permitted(persona_id, platform, *allowed[persona_id])


def permitted_among(persona_ids: Iterable[UUID]) -> Iterator[Permitted]:
    """Those of these personas that may be compared, in order of id. Call it inside ``purpose("identity_matching")``."""
    ids = list(persona_ids)
    allowed = permissions_of(ids)
    for persona_id, platform in Persona.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "platform"):
        if persona_id in allowed:
            yield Permitted(persona_id, platform, *allowed[persona_id])


def _pages(run: MatchRun) -> Iterator[dict[UUID, str]]:
    """Ids and platforms of the visible personas in scope, a page at a time, by key so that no page is counted over."""
    wanted = Persona.objects.order_by("pk")
    only: set[UUID] | None = None
    if run.since_batch is not None:
        batch = Batch.objects.get(pk=run.since_batch)
        if batch.entity == "personas":
            wanted = wanted.filter(batch_id=batch.pk)
        else:
            only = touched_by(batch.pk)
    last: UUID | None = None
    while True:
        page = dict((wanted.filter(pk__gt=last) if last else wanted).values_list("pk", "platform")[:_PAGE])
        if not page:
            return
        last = next(reversed(page))
        yield {pk: platform for pk, platform in page.items() if only is None or pk in only}


def touched_by(batch_id: UUID) -> set[UUID]:
    """Personas that share a blocking key with a record of the batch, or are candidates of its constituents.

    Nobody else's evidence can have changed, so nobody else is scored again.
    """
    solid, probes = _keys_of_batch(batch_id)
    touched = set(_candidates_of_batch(batch_id))
    for persona in Persona.objects.order_by("pk").iterator(chunk_size=_PAGE):
        if persona.pk not in touched and _meets(keys(persona_record(persona)), solid, probes):
            touched.add(persona.pk)
    return touched


def _keys_of_batch(batch_id: UUID) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    kinds: dict[bool, set[tuple[str, str]]] = defaultdict(set)
    rows = SourceRecord.objects.filter(batch_id=batch_id).values_list("pk", "identity_id", "values")
    for record_id, identity_id, values in rows.iterator(chunk_size=_PAGE):
        for key in keys(left_record(LeftRow(record_id, identity_id, identity_id, 0, values))):
            kinds[key.probe].add((key.rule, key.value))
    return kinds[False], kinds[True]


def _meets(found: Iterable[Key], solid: set[tuple[str, str]], probes: set[tuple[str, str]]) -> bool:
    """A probe meets only keys that are none; see ``matching.engine.block``."""
    return any((key.rule, key.value) in solid or (not key.probe and (key.rule, key.value) in probes) for key in found)


def _candidates_of_batch(batch_id: UUID) -> Iterable[UUID]:
    homes = Membership.objects.filter(ended_at__isnull=True, identity__records__batch_id=batch_id).values_list(
        "constituent_id", flat=True
    )
    return Candidate.objects.filter(constituent_id__in=homes).values_list("persona_id", flat=True).distinct()
