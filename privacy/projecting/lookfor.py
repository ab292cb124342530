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
from ..judging import circumstances
from ..judging.case import NOBODY, Circumstances
from ..judging.judgement import judge_constituent
from ..models import ConsentEvent, LookFor, Purpose
from ..platform_rules import LOOK_FOR_PLATFORMS
from .locks import hold_look_for

#: Constituents judged at a time.
_AT_ONCE = 5_000

_STORE = """
INSERT INTO privacy_lookfor AS l (constituent_id, platform, until)
SELECT * FROM unnest(%(ids)s::uuid[], %(platforms)s::text[], %(until)s::timestamptz[])
ON CONFLICT (constituent_id, platform) DO UPDATE SET until = EXCLUDED.until
WHERE l.until IS DISTINCT FROM EXCLUDED.until
RETURNING l.constituent_id
"""
_DROP = """
DELETE FROM privacy_lookfor l WHERE l.constituent_id = ANY(%(about)s)
  AND NOT EXISTS (SELECT 1 FROM unnest(%(ids)s::uuid[], %(platforms)s::text[]) v(id, platform)
                  WHERE v.id = l.constituent_id AND v.platform = l.platform)
RETURNING l.constituent_id
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
    rows = expected(set(about) - merged, around)
    params: dict[str, Any] = {
        "about": about,
        "ids": [row[0] for row in rows],
        "platforms": [row[1] for row in rows],
        "until": [row[2] for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_DROP, params)
        changed = {row[0] for row in cursor.fetchall()}
        cursor.execute(_STORE, params)
        return changed | {row[0] for row in cursor.fetchall()}


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
