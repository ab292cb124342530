"""What time does to permissions: rows past their end go; what was judged beside a concurrent change is judged again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection

from .. import projection
from ..facts import people
from ..judging.circumstances import database_now
from ..models import ConsentEvent, LookFor, Permission, Person

#: Personas brought up to date by one call.
AT_ONCE = 2_000
#: Acts younger than this are judged once more: an import that ran beside them may have missed them.
_BESIDE = timedelta(minutes=3)


def is_due() -> bool:
    """Whether there is anything to do."""
    now = database_now()
    return (
        Permission.objects.filter(until__lte=now).exists()
        or LookFor.objects.filter(until__lte=now).exists()
        or Person.objects.filter(of_age_on__lte=now.date()).exists()
        or ConsentEvent.objects.filter(recorded_at__gt=now - _BESIDE).exists()
    )


def ended() -> int:
    """Bring up to date what ended by now, at most AT_ONCE personas; returns how many, 0 when all is done.

    Links, candidates and profiles follow by ``permission_changed``.
    """
    now = database_now()
    constituents = set(LookFor.objects.filter(until__lte=now).values_list("constituent_id", flat=True)[:AT_ONCE])
    if constituents:
        projection.refresh_constituents(constituents)
    personas: set[UUID] = set(Permission.objects.filter(until__lte=now).values_list("persona_id", flat=True)[:AT_ONCE])
    projection.refresh(persona_ids=personas)
    return len(constituents) + len(personas) + people.came_of_age(AT_ONCE)


def beside() -> int:
    """Judge the accounts of the newest acts once more; returns how many were wrong: none, but after a race."""
    since = database_now() - _BESIDE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.persona_id FROM privacy_consentevent e JOIN privacy_account a"
            " ON a.account_hash = e.account_hash OR a.constituent_id = e.constituent_id"
            " WHERE e.recorded_at > %s LIMIT %s",
            [since, AT_ONCE],
        )
        personas = {row[0] for row in cursor.fetchall()}
    return len(projection.refresh(persona_ids=personas))
