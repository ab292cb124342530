"""What the gate must know of constituents: whose law protects them, whether they are of age, whether use is restricted.

Told by the parts above from the organisation's own records, and by the requests desk. What follows for permissions
happens in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from crmsocial.constituents.ids import current_id, with_former
from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.models import User

from .. import projection
from ..judging.case import Holder
from ..judging.circumstances import database_now
from ..models import Account, ConsentEvent, LookFor, Person
from ..projecting import lookfor, targets
from ..projecting.locks import hold_circumstances, hold_constituents
from . import holders, jurisdictions

_AT_ONCE = 20_000
# Whoever is of age needs no date, and whoever nothing is known of needs no row.
_TELL = """
INSERT INTO privacy_person AS p (constituent_id, jurisdiction, of_age_on, updated_at)
SELECT v.id, v.jurisdiction, v.of_age_on, clock_timestamp()
FROM (SELECT id, jurisdiction, CASE WHEN of_age_on > %(today)s THEN of_age_on END AS of_age_on
      FROM unnest(%(ids)s::uuid[], %(jurisdictions)s::text[], %(of_age_on)s::date[])
           AS t(id, jurisdiction, of_age_on)) v
WHERE v.jurisdiction <> '' OR v.of_age_on IS NOT NULL
   OR EXISTS (SELECT 1 FROM privacy_person k WHERE k.constituent_id = v.id)
ORDER BY v.id
ON CONFLICT (constituent_id) DO UPDATE
SET jurisdiction = EXCLUDED.jurisdiction, of_age_on = EXCLUDED.of_age_on, updated_at = EXCLUDED.updated_at
WHERE (p.jurisdiction, p.of_age_on) IS DISTINCT FROM (EXCLUDED.jurisdiction, EXCLUDED.of_age_on)
RETURNING p.constituent_id, (old.of_age_on IS NULL) <> (new.of_age_on IS NULL)
"""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of one constituent. ``jurisdiction`` as in ``privacy.facts.jurisdictions``; empty: not known.

    ``of_age_on``: the day of majority; None where no date of birth is known.
    """

    constituent_id: UUID
    jurisdiction: str = ""
    of_age_on: date | None = None


def facts(*, constituent_id: UUID, country: str, state: str, birth_date: str) -> PersonFacts:
    """The facts that an address and a date of birth come to, each as the organisation's records write it."""
    return PersonFacts(
        constituent_id,
        jurisdictions.code_of(country, state),
        jurisdictions.of_age_on(birth_date, settings.AGE_OF_MAJORITY),
    )


def tell(told: Iterable[PersonFacts]) -> set[UUID]:
    """Enter what is known of constituents, in the caller's transaction; returns those of whom it was not known.

    Their accounts' permissions follow. Whoever turned out to be a minor, or not to be one, is announced.
    """
    rows = list({one.constituent_id: one for one in told}.values())
    changed: set[UUID] = set()
    if not rows:
        return changed
    with transaction.atomic():
        hold_circumstances()
        for start in range(0, len(rows), _AT_ONCE):
            found = _store(rows[start : start + _AT_ONCE])
            if found:
                changed |= set(found)
                _follow(set(found), {pk for pk, age_matters in found.items() if age_matters})
    return changed


def _store(rows: Collection[PersonFacts]) -> dict[UUID, bool]:
    params: dict[str, Any] = {
        "ids": [row.constituent_id for row in rows],
        "jurisdictions": [row.jurisdiction for row in rows],
        "of_age_on": [row.of_age_on for row in rows],
        "today": database_now().date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, params)
        return dict(cursor.fetchall())


def _follow(changed: set[UUID], minors_or_no_longer: set[UUID]) -> None:
    """Recompute what rests on the facts that changed; most of those who are told of hold nothing and said nothing."""
    found = projection.Changed(constituent_ids=set(minors_or_no_longer))
    if Account.objects.filter(constituent_id__in=changed).exists():
        found.persona_ids |= projection.compute(targets.held_by(changed))
    if _may_be_looked_for(minors_or_no_longer):
        for platform in lookfor.refresh(minors_or_no_longer):
            found.persona_ids |= projection.compute(targets.platform(platform))
    found.announce()


def _may_be_looked_for(constituent_ids: set[UUID]) -> bool:
    return (
        ConsentEvent.objects.filter(constituent_id__in=constituent_ids).exists()
        or LookFor.objects.filter(constituent_id__in=constituent_ids).exists()
    )


def restrict(*, constituent_id: UUID, actor: User | None, request_id: UUID | None = None) -> None:
    """Restrict the use of a person's data (GDPR art. 18): kept, and opened for nothing, until it is lifted."""
    again_after_deadlock(lambda: _restrict(constituent_id, actor, request_id, on=True))


def lift_restriction(*, constituent_id: UUID, actor: User | None, request_id: UUID | None = None) -> None:
    """Lift the restriction, of everybody who was merged into the person too."""
    again_after_deadlock(lambda: _restrict(constituent_id, actor, request_id, on=False))


@transaction.atomic
def _restrict(constituent_id: UUID, actor: User | None, request_id: UUID | None, *, on: bool) -> None:
    pk = current_id(constituent_id)
    hold_constituents([pk])
    if on:
        Person.objects.get_or_create(pk=pk)
        found = Person.objects.filter(pk=pk, restricted_at__isnull=True)
    else:
        found = Person.objects.filter(pk__in=with_former(pk), restricted_at__isnull=False)
    if not found.update(restricted_at=Now() if on else None, updated_at=Now()):
        return
    audit.record(
        verb="person.restricted" if on else "person.restriction_lifted",
        object_type="constituent",
        object_id=pk,
        actor=actor,
        details={"request": str(request_id)} if request_id else {},
    )
    projection.refresh_constituents([pk])


def came_of_age(limit: int) -> int:
    """Let those who are of age by now be judged as such, at most ``limit`` people; returns how many."""
    with transaction.atomic():
        hold_circumstances()
        due = Person.objects.select_for_update(skip_locked=True).filter(of_age_on__lte=database_now().date())
        ids = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
        Person.objects.filter(pk__in=ids).update(of_age_on=None, updated_at=Now())
        if ids:
            projection.refresh_constituents(ids)
    return len(ids)


def facts_of(constituent_ids: Collection[UUID]) -> dict[UUID, Holder]:
    """What the gate knows of these constituents now."""
    return holders.of(constituent_ids, database_now())
