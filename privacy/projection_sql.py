"""The statements of the projection: lock, group, store. Only rows that differ are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .models import Account
from .targets import HAS_ACTS, Target
from .verdicts import Verdict

#: persona, purpose, until, pair_limited, reason
Row = tuple[UUID, str, datetime | None, bool, str]
#: platform, basis, source kind, signals as text, purpose, until, keep_days, pair_limited, reason
GroupRow = tuple[str, str, str, str, str, datetime | None, int | None, bool, str]

_LOCK = (
    "SELECT count(*) FROM"
    " (SELECT 1 FROM privacy_account a WHERE {target} ORDER BY a.persona_id FOR NO KEY UPDATE) locked"
)
_GROUPS = """
SELECT a.platform, a.basis, a.source_kind, a.signals::text, count(*) FROM privacy_account a
WHERE {target} AND NOT {has_acts} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_GROUP_VALUES = (
    "unnest(%(platform)s::text[], %(basis)s::text[], %(source_kind)s::text[], %(signals)s::text[], %(purpose)s::text[],"
    " %(until)s::timestamptz[], %(keep_days)s::int[], %(pair_limited)s::bool[], %(reason)s::text[])"
    " AS v(platform, basis, source_kind, signals, purpose, until, keep_days, pair_limited, reason)"
)
_SAME_GROUP = (
    "v.platform = a.platform AND v.basis = a.basis AND v.source_kind = a.source_kind AND v.signals = a.signals::text"
)
_UPSERT = """
ON CONFLICT (persona_id, purpose) DO UPDATE
SET until = EXCLUDED.until, pair_limited = EXCLUDED.pair_limited, reason = EXCLUDED.reason
WHERE (p.until, p.pair_limited, p.reason) IS DISTINCT FROM (EXCLUDED.until, EXCLUDED.pair_limited, EXCLUDED.reason)
RETURNING p.persona_id
"""
#: What has ended already is not stored.
_ENDS = "least(v.until, a.registered_at + make_interval(days => v.keep_days))"
_ALIVE = f"({_ENDS} IS NULL OR {_ENDS} > clock_timestamp())"
_STORE_GROUPS = f"""
INSERT INTO privacy_permission AS p (persona_id, purpose, until, pair_limited, reason)
SELECT a.persona_id, v.purpose, {_ENDS}, v.pair_limited, v.reason
FROM privacy_account a JOIN {{values}} ON {{same}} WHERE {{target}} AND NOT {{has_acts}} AND {_ALIVE}
"""
_DROP_GROUPS = f"""
DELETE FROM privacy_permission p USING privacy_account a
WHERE p.persona_id = a.persona_id AND {{target}} AND NOT {{has_acts}}
  AND NOT EXISTS (SELECT 1 FROM {{values}} WHERE {{same}} AND v.purpose = p.purpose AND {_ALIVE})
RETURNING p.persona_id
"""
# One text per account for all that was said about it: equal texts are equal acts, whose verdicts are equal too.
_ALIKE = """
SELECT array_agg(a.persona_id ORDER BY a.persona_id), array_agg(a.registered_at ORDER BY a.persona_id)
FROM privacy_account a CROSS JOIN LATERAL (
  SELECT coalesce(string_agg(act, E'\\n' ORDER BY act), '') AS said FROM (
    SELECT jsonb_build_array(e.state, e.purpose, e.platform, e.category, e.event_time, e.recorded_at, e.expires_at,
                             e.notice_id, e.scopes)::text AS act
    FROM privacy_consentevent e WHERE e.account_hash = a.account_hash) each) s
WHERE {target} AND {has_acts}
GROUP BY a.platform, a.basis, a.source_kind, a.signals, a.constituent_id, s.said
"""
_ROW_VALUES = (
    "unnest(%(persona)s::uuid[], %(purpose)s::text[], %(until)s::timestamptz[], %(pair_limited)s::bool[], "
    "%(reason)s::text[])"
    " AS v(persona_id, purpose, until, pair_limited, reason)"
)
_STORE_ROWS = """
INSERT INTO privacy_permission AS p (persona_id, purpose, until, pair_limited, reason)
SELECT v.persona_id, v.purpose, v.until, v.pair_limited, v.reason FROM {values}
"""
_DROP_ROWS = """
DELETE FROM privacy_permission p WHERE p.persona_id = ANY(%(ids)s)
  AND NOT EXISTS (SELECT 1 FROM {values} WHERE v.persona_id = p.persona_id AND v.purpose = p.purpose)
RETURNING p.persona_id
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Accounts with equal facts, equal acts and one holder: an example, and each one's id and time of registration."""

    example: Account
    members: list[tuple[UUID, datetime]]


def columns(verdict: Verdict) -> tuple[datetime | None, int | None, bool, str]:
    """A verdict as the last columns of a GroupRow."""
    return verdict.until, verdict.keep_days, verdict.pair_limited, verdict.code


def _ids(sql: str, params: dict[str, Any]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {row[0] for row in cursor.fetchall()}


def lock(target: Target) -> None:
    """Lock the accounts in one order, so that of two concurrent changes the later one sees both."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(target=target.condition), target.params)


def groups(target: Target) -> list[tuple[str, str, str, str, Any, int]]:
    """Distinct facts among accounts about which nobody said anything, with their number."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS.format(target=target.condition, has_acts=HAS_ACTS), target.params)
        rows = cursor.fetchall()
    return [(platform, basis, kind, text, json.loads(text), count) for platform, basis, kind, text, count in rows]


def store_groups(target: Target, rows: Sequence[GroupRow]) -> set[UUID]:
    """Give every account without acts its group's permissions and take all others from it."""
    names = ("platform", "basis", "source_kind", "signals", "purpose", "until", "keep_days", "pair_limited", "reason")
    params = {**target.params, **_by_column(names, rows)}
    parts = {"target": target.condition, "has_acts": HAS_ACTS, "values": _GROUP_VALUES, "same": _SAME_GROUP}
    return _ids(_DROP_GROUPS.format(**parts), params) | _ids(_STORE_GROUPS.format(**parts) + _UPSERT, params)


def store_rows(persona_ids: Sequence[UUID], rows: Sequence[Row]) -> set[UUID]:
    """Give the personas exactly these permissions."""
    params = _by_column(("persona", "purpose", "until", "pair_limited", "reason"), rows)
    params["ids"] = list(persona_ids)
    dropped = _ids(_DROP_ROWS.format(values=_ROW_VALUES), params)
    return dropped | _ids(_STORE_ROWS.format(values=_ROW_VALUES) + _UPSERT, params)


def outspoken(target: Target, size: int) -> Iterator[list[Alike]]:
    """Accounts about which somebody said something, alike ones together, ``size`` groups at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE.format(target=target.condition, has_acts=HAS_ACTS), target.params)
        found = cursor.fetchall()
    for start in range(0, len(found), size):
        some = found[start : start + size]
        examples = Account.objects.in_bulk([persona_ids[0] for persona_ids, _times in some])
        yield [Alike(examples[ids[0]], list(zip(ids, times, strict=True))) for ids, times in some]


def _by_column(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    listed = list(rows)
    return {name: [row[number] for row in listed] for number, name in enumerate(names)}
