"""Consent by purpose and month, counted in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from ..consent.fold import KIND_OF, Kind
from ..models import Category, ConsentEvent, Purpose
from .charts import Chart, Month, draw

MONTHS = 12
#: Seconds. The key names the newest act, so a newer one is never hidden by an older count.
_KEPT = 3600
_GIVEN = [state for state, kind in KIND_OF.items() if kind is Kind.GIVEN]
_SPOKEN = [state for state, kind in KIND_OF.items() if kind is not Kind.NONE]

# An act of one subject about one purpose holds until their next one or until it expires; an act about every purpose is
# one about each. Consents of unknown time permit nothing and are left out.
_COUNT = """
WITH act AS (
  SELECT coalesce(e.constituent_id::text, encode(e.account_hash, 'hex')) AS subject, p.purpose,
    e.state = ANY(%(given)s) AS given, least(coalesce(e.event_time, e.recorded_at), e.recorded_at) AS at,
    e.expires_at, e.recorded_at, e.id
  FROM privacy_consentevent e
  CROSS JOIN LATERAL unnest(CASE WHEN e.purpose = '' THEN %(purposes)s ELSE ARRAY[e.purpose::text] END) AS p(purpose)
  WHERE e.category = %(category)s AND e.state = ANY(%(spoken)s)
    AND (e.event_time IS NOT NULL OR NOT e.state = ANY(%(given)s))
), span AS (
  SELECT purpose, given, at,
    least(lead(at) OVER w, expires_at) AS ends
  FROM act WINDOW w AS (PARTITION BY subject, purpose ORDER BY at, recorded_at, id)
)
SELECT m.first, s.purpose, count(*) FILTER (WHERE s.given AND s.at >= m.first),
  count(*) FILTER (WHERE NOT s.given AND s.at >= m.first),
  count(*) FILTER (WHERE s.given AND (s.ends IS NULL OR s.ends >= m.next))
FROM unnest(%(firsts)s::timestamptz[], %(nexts)s::timestamptz[]) AS m(first, next)
JOIN span s ON s.at < m.next
GROUP BY m.first, s.purpose
"""


@dataclass(frozen=True, slots=True)
class PurposeMonths:
    """One purpose's months, oldest first, with their picture; all pictures of a page share their scales."""

    purpose: str
    label: str
    months: list[Month]
    chart: Chart

    @property
    def standing(self) -> int:
        """How many consents stand today."""
        return self.months[-1].standing if self.months else 0

    @property
    def has_consents(self) -> bool:
        """Whether anybody consented in these months, or an earlier consent stood in one of them."""
        return any(month.given or month.standing for month in self.months)


def by_purpose(category: str = Category.PERSONA) -> list[PurposeMonths]:
    """The last twelve months of each purpose: people and accounts that gave, that said no, and whose yes stands."""
    firsts = list(_firsts(timezone.localdate(), MONTHS))
    newest = ConsentEvent.objects.order_by("-recorded_at", "-pk").values_list("pk", flat=True).first()
    key = f"privacy.months:{category}:{firsts[-1]}:{newest}"
    found: dict[tuple[date, str], tuple[int, int, int]] = cache.get(key) or _counted(category, firsts)
    cache.set(key, found, _KEPT)
    rows = {name: [Month(first, *found.get((first, name), (0, 0, 0))) for first in firsts] for name in Purpose.values}
    everything = [month for months in rows.values() for month in months]
    standing = max(month.standing for month in everything)
    moved = max(max(month.given, month.withdrawn) for month in everything)
    return [
        PurposeMonths(name, str(Purpose(name).label), months, draw(months, most_standing=standing, most_moved=moved))
        for name, months in rows.items()
    ]


def _firsts(today: date, number: int) -> Iterator[date]:
    for back in range(number - 1, -1, -1):
        years, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        yield date(years, month + 1, 1)


def _counted(category: str, firsts: list[date]) -> dict[tuple[date, str], tuple[int, int, int]]:
    # Months begin where the organisation is, and the last of them ends at the next one's first.
    starts = [timezone.make_aware(datetime.combine(first, datetime.min.time())) for first in firsts]
    ends = [*starts[1:], timezone.make_aware(datetime.combine(firsts[-1] + timedelta(days=32), datetime.min.time()))]
    params: dict[str, Any] = {
        "given": _GIVEN,
        "spoken": _SPOKEN,
        "purposes": list(Purpose.values),
        "category": category,
        "firsts": starts,
        "nexts": ends,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, params)
        rows = cursor.fetchall()
    return {
        (timezone.localtime(first).date(), purpose): (given, withdrawn, standing)
        for first, purpose, given, withdrawn, standing in rows
    }
