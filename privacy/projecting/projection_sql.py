"""The statements of the projection: lock, group, store. Only rows that differ are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ..judging.case import Holder
from ..judging.verdicts import Verdict
from ..platform_rules import Facts
from .targets import ACCOUNTS, HAS_ACTS, Target

#: persona, purpose, until, pair_limited, reason
Row = tuple[UUID, str, datetime | None, bool, str]
#: The facts of a group, then purpose, until, keep_days, art14, pair_limited, reason.
GroupRow = tuple[Any, ...]

_LOCK = (
    "SELECT count(*) FROM"
    " (SELECT 1 FROM privacy_account a WHERE {target} ORDER BY a.persona_id FOR NO KEY UPDATE) locked"
)
#: What accounts of one group have in common, with the type of each column: all that a judgement reads but acts.
_FACTS = {
    "platform": "text",
    "basis": "text",
    "source_kind": "text",
    "signals": "text",
    "held": "bool",
    "jurisdiction": "text",
    "minor": "bool",
    "restricted": "bool",
    "told": "text",
}
_OF_ACCOUNT = {"signals": "a.signals::text", "held": "(a.constituent_id IS NOT NULL)"}
_FACT_COLUMNS = [_OF_ACCOUNT.get(name, f"a.{name}") for name in _FACTS]
_GROUPS = f"""
SELECT {", ".join(_FACT_COLUMNS)}, count(*) FROM {ACCOUNTS}
WHERE {{target}} AND NOT {{has_acts}} GROUP BY {", ".join(str(number) for number in range(1, len(_FACTS) + 1))}
"""
_VERDICT = {
    "purpose": "text",
    "until": "timestamptz",
    "keep_days": "int",
    "art14": "bool",
    "pair_limited": "bool",
    "reason": "text",
}
_COLUMNS = {**_FACTS, **_VERDICT}
_GROUP_VALUES = (
    f"unnest({', '.join(f'%({name})s::{kind}[]' for name, kind in _COLUMNS.items())}) AS v({', '.join(_COLUMNS)})"
)
_SAME_GROUP = " AND ".join(f"v.{name} = {column}" for name, column in zip(_FACTS, _FACT_COLUMNS, strict=True))
_UPSERT = """
ON CONFLICT (persona_id, purpose) DO UPDATE
SET until = EXCLUDED.until, pair_limited = EXCLUDED.pair_limited, reason = EXCLUDED.reason
WHERE (p.until, p.pair_limited, p.reason) IS DISTINCT FROM (EXCLUDED.until, EXCLUDED.pair_limited, EXCLUDED.reason)
RETURNING p.persona_id
"""
#: What has ended already is not stored.
_ENDS = (
    "least(v.until, a.registered_at + make_interval(days => v.keep_days), a.keep_until,"
    " CASE WHEN v.art14 THEN coalesce(a.held_since, a.registered_at) + interval '1 month' END)"
)
_ALIVE = f"({_ENDS} IS NULL OR {_ENDS} > clock_timestamp())"
_STORE_GROUPS = f"""
INSERT INTO privacy_permission AS p (persona_id, purpose, until, pair_limited, reason)
SELECT a.persona_id, v.purpose, {_ENDS}, v.pair_limited, v.reason
FROM {ACCOUNTS} JOIN {{values}} ON {{same}} WHERE {{target}} AND NOT {{has_acts}} AND {_ALIVE}
"""
_DROP_GROUPS = f"""
DELETE FROM privacy_permission p USING {ACCOUNTS}
WHERE p.persona_id = a.persona_id AND {{target}} AND NOT {{has_acts}}
  AND NOT EXISTS (SELECT 1 FROM {{values}} WHERE {{same}} AND v.purpose = p.purpose AND {_ALIVE})
RETURNING p.persona_id
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts with equal facts about which nobody said anything. ``key``: the facts as SQL compares them."""

    key: tuple[Any, ...]
    facts: Facts
    holder: Holder
    count: int


def columns(verdict: Verdict) -> tuple[datetime | None, int | None, bool, bool, str]:
    """A verdict as the last columns of a GroupRow."""
    return verdict.until, verdict.keep_days, verdict.art14, verdict.pair_limited, verdict.code


def _ids(sql: str, params: dict[str, Any]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {row[0] for row in cursor.fetchall()}


def lock(target: Target) -> None:
    """Lock the accounts in one order, so that of two concurrent changes the later one sees both."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(target=target.condition), target.params)


def groups(target: Target, today: date) -> list[Group]:
    """Distinct facts among accounts about which nobody said anything, with their number."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS.format(target=target.condition, has_acts=HAS_ACTS), {**target.params, "today": today})
        return [_group(row[:-1], row[-1]) for row in cursor.fetchall()]


def _group(key: tuple[Any, ...], count: int) -> Group:
    platform, basis, kind, signals, held, jurisdiction, minor, restricted, told = key
    sent = frozenset(UUID(pk) for pk in told.split(",") if pk)
    holder = Holder(known=held, jurisdiction=jurisdiction, minor=minor, restricted=restricted, told=sent)
    return Group(key, Facts(platform, basis, kind, frozen(json.loads(signals))), holder, count)


def frozen(value: Any) -> Any:
    """JSON as something that can be a key."""
    if isinstance(value, Mapping):
        return tuple(sorted((name, frozen(item)) for name, item in value.items()))
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def store_groups(target: Target, rows: Sequence[GroupRow], today: date) -> set[UUID]:
    """Give every account without acts its group's permissions and take all others from it."""
    params = {**target.params, **_by_column(tuple(_COLUMNS), rows), "today": today}
    parts = {"target": target.condition, "has_acts": HAS_ACTS, "values": _GROUP_VALUES, "same": _SAME_GROUP}
    return _ids(_DROP_GROUPS.format(**parts), params) | _ids(_STORE_GROUPS.format(**parts) + _UPSERT, params)


def _by_column(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    listed = list(rows)
    return {name: [row[number] for row in listed] for number, name in enumerate(names)}
