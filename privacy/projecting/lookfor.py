"""Who agreed to be looked for, platform by platform: a projection of constituents' own acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from crmsocial.constituents.models import Alias

from ..consent import acts
from ..facts import holders
from ..facts.holders import READ
from ..judging import circumstances
from ..judging.case import NOBODY, Circumstances
from ..judging.judgement import judge_constituent
from ..models import ConsentEvent, LookFor, Purpose
from ..platform_rules import LOOK_FOR_PLATFORMS
from .locks import hold_look_for
from .said import SAID, said_params

#: Constituents whose acts are read at a time.
_AT_ONCE = 50_000

# Constituents that nobody ever had are judged as nobody.
_SPOKEN = f"""
SELECT g.id, s.ends, sha256(convert_to(ROW(h.erased, h.jurisdiction, h.minor, h.restricted, h.told, s.said)::text,
  'UTF8')) AS key
FROM unnest(%(judged)s::uuid[]) AS g(id)
LEFT JOIN ({READ}) AS h(id, erased, jurisdiction, minor, restricted, told) USING (id)
CROSS JOIN LATERAL (SELECT NULL::bytea AS account_hash, g.id AS constituent_id) a CROSS JOIN LATERAL {SAID} s
""".replace("{{}}", "{}")
_EXAMPLES = f"SELECT DISTINCT ON (key) key, id, ends FROM ({_SPOKEN}) alike ORDER BY key, id"
_STORE = f"""
WITH wanted AS MATERIALIZED (
  SELECT j.id AS constituent_id, v.platform, j.ends[v.ends_with] AS until
  FROM ({_SPOKEN}) j
  JOIN unnest(%(key)s::bytea[], %(platform)s::text[], %(ends_with)s::int[]) AS v(key, platform, ends_with) USING (key)
), dropped AS (
  DELETE FROM privacy_lookfor l WHERE l.constituent_id = ANY(%(about)s::uuid[])
    AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.constituent_id = l.constituent_id AND w.platform = l.platform)
  RETURNING l.constituent_id
), stored AS (
  INSERT INTO privacy_lookfor AS l (constituent_id, platform, until)
  SELECT w.constituent_id, w.platform, w.until FROM wanted w
  LEFT JOIN privacy_lookfor o ON o.constituent_id = w.constituent_id AND o.platform = w.platform
  WHERE o.id IS NULL OR o.until IS DISTINCT FROM w.until
  ON CONFLICT (constituent_id, platform) DO UPDATE SET until = EXCLUDED.until
  RETURNING l.constituent_id
)
SELECT constituent_id FROM dropped UNION SELECT constituent_id FROM stored
"""


def refresh(constituent_ids: Collection[UUID]) -> set[str]:
    """Recompute these constituents' rows.

    Returns the platforms on which now somebody is looked for and nobody was before, or the other way round.
    """
    hold_look_for()
    before = circumstances.looked_for_platforms()
    _store(constituent_ids)
    return set(before ^ circumstances.looked_for_platforms())


def refresh_all() -> tuple[set[UUID], set[str]]:
    """Recompute everybody's rows; returns the constituents and the platforms that changed."""
    hold_look_for()
    before = circumstances.looked_for_platforms()
    spoken = (
        ConsentEvent.objects.filter(constituent_id__isnull=False).values_list("constituent_id", flat=True).distinct()
    )
    known = list({pk for pk in spoken if pk} | set(LookFor.objects.values_list("constituent_id", flat=True)))
    changed: set[UUID] = set()
    for start in range(0, len(known), _AT_ONCE):
        changed |= _store(known[start : start + _AT_ONCE])
    return changed, set(before ^ circumstances.looked_for_platforms())


def _store(constituent_ids: Iterable[UUID]) -> set[UUID]:
    about = list(constituent_ids)
    around = circumstances.read()
    # Whoever was merged is looked for under the id that it was merged into.
    merged = set(Alias.objects.filter(former_id__in=about).values_list("former_id", flat=True))
    params: dict[str, Any] = {
        **said_params(around.now),
        "today": around.now.date(),
        "about": about,
        "judged": [pk for pk in about if pk not in merged],
    }
    params["ids"] = params["judged"]
    with connection.cursor() as cursor:
        cursor.execute(_EXAMPLES, params)
        cursor.execute(_STORE, params | _judged(cursor.fetchall(), around))
        return {row[0] for row in cursor.fetchall()}


def _judged(examples: Collection[tuple[bytes, UUID, list[datetime]]], around: Circumstances) -> dict[str, list[Any]]:
    """What holds for all who are like these, as columns: key, platform, and the number of the end of what was said."""
    found: dict[str, list[Any]] = {"key": [], "platform": [], "ends_with": []}
    like = {pk: (key, ends) for key, pk, ends in examples}
    for pk, platform, until in expected(like.keys(), around):
        key, ends = like[pk]
        found["key"].append(key)
        found["platform"].append(platform)
        found["ends_with"].append(ends.index(until) + 1 if until else None)
    return found


def expected(constituent_ids: Collection[UUID], around: Circumstances) -> list[tuple[UUID, str, datetime | None]]:
    """The rows that these constituents' acts come to: who agreed to be looked for, where, and until when."""
    people = holders.of(constituent_ids, around.now)
    rows = []
    for pk, spoken in acts.of_constituents(constituent_ids).items():
        for platform in LOOK_FOR_PLATFORMS if spoken.acts else ():
            verdict = judge_constituent(
                Purpose.IDENTITY_MATCHING,
                platform,
                spoken.acts,
                around,
                spoken.merged_at,
                holder=people.get(pk, NOBODY),
            )
            if verdict.allowed:
                rows.append((pk, platform, verdict.until))
    return rows
