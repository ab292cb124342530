"""Reading what the gate knows of constituents: their law, their age, whether their data rests, what they were told.

The same as ``targets.ACCOUNTS`` reads in SQL for accounts and their holders.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ..judging.case import NOBODY, Holder

#: For ``ids`` and ``today``: id, erased, jurisdiction, minor, restricted, told. Whoever was merged into a constituent
#: is that person too: what was restricted stays so, and they were told.
READ = """
SELECT c.id, c.state = 'erased', coalesce(p.jurisdiction, ''), coalesce(p.of_age_on > %(today)s, false),
  p.restricted_at IS NOT NULL OR EXISTS (
    SELECT 1 FROM constituents_alias f JOIN privacy_person r ON r.constituent_id = f.former_id
    WHERE f.constituent_id = c.id AND r.restricted_at IS NOT NULL),
  ARRAY(SELECT s.notice_id FROM privacy_noticesent s WHERE s.constituent_id = c.id
        UNION SELECT s.notice_id FROM constituents_alias f
              JOIN privacy_noticesent s ON s.constituent_id = f.former_id WHERE f.constituent_id = c.id)
FROM unnest(%(ids)s::uuid[]) AS given(id)
JOIN constituents_constituent c ON c.id = given.id LEFT JOIN privacy_person p ON p.constituent_id = c.id
"""


def of(constituent_ids: Collection[UUID], now: datetime) -> dict[UUID, Holder]:
    """What is known of these constituents at ``now``, the database's time; those that nobody ever had are missing."""
    if not constituent_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(READ, {"ids": list(constituent_ids), "today": now.date()})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        pk: Holder(True, jurisdiction=code, minor=minor, restricted=restricted, told=frozenset(told), erased=erased)
        for pk, erased, code, minor, restricted, told in rows
    }


def holder_of(constituent_id: UUID | None, now: datetime) -> Holder:
    """What is known of one constituent; ``NOBODY`` where there is none."""
    return of([constituent_id], now).get(constituent_id, NOBODY) if constituent_id else NOBODY
