"""Accounts about which somebody said something: those to which the same applies are judged once and stored together.

Two accounts are alike when their facts are equal, their holders' facts are, and so is what was said about them (see
``said``). A permission that ends with a consent ends with each account's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ..models import Account
from .said import SAID, said_params
from .targets import ACCOUNTS, HAS_ACTS, Target

#: purpose, number of the end among the ends of what was said (None: no end), keep_days, art14, pair_limited, reason
Permitted = tuple[str, int | None, int | None, bool, bool, str]

_FACTS = "a.platform, a.basis, a.source_kind, a.signals, a.jurisdiction, a.minor, a.restricted, a.told"
_ALIKE = f"""
SELECT a.persona_id, a.registered_at, a.keep_until, a.held_since, s.ends,
  sha256(convert_to(ROW({_FACTS}, a.constituent_id IS NOT NULL, s.said)::text, 'UTF8')) AS key
FROM {ACCOUNTS} CROSS JOIN LATERAL {SAID} s
WHERE {{target}} AND {{has_acts}}
"""
_GROUPS = f"SELECT key, (array_agg(persona_id))[1], count(*) FROM ({_ALIKE}) alike GROUP BY key"
_ALIVE = "(w.until IS NULL OR w.until > clock_timestamp())"
# Rows that are right already are not touched: a conflict that changes nothing would lock and log each of them.
_STORE = f"""
WITH judged AS MATERIALIZED (
  SELECT alike.*, k.answer FROM ({_ALIKE}) alike
  JOIN unnest(%(keys)s::bytea[], %(answers)s::int[]) AS k(key, answer) USING (key)
), wanted AS MATERIALIZED (
  SELECT * FROM (
    SELECT j.persona_id, v.purpose, v.pair_limited, v.reason,
      least(j.ends[v.ends_with], j.registered_at + make_interval(days => v.keep_days), j.keep_until,
            CASE WHEN v.art14 THEN coalesce(j.held_since, j.registered_at) + interval '1 month' END) AS until
    FROM judged j JOIN unnest(%(answer)s::int[], %(purpose)s::text[], %(ends_with)s::int[], %(keep_days)s::int[],
                              %(art14)s::bool[], %(pair_limited)s::bool[], %(reason)s::text[])
      AS v(answer, purpose, ends_with, keep_days, art14, pair_limited, reason) USING (answer)) w
  WHERE {_ALIVE}
), dropped AS (
  DELETE FROM privacy_permission p USING judged j WHERE p.persona_id = j.persona_id
    AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.persona_id = p.persona_id AND w.purpose = p.purpose)
  RETURNING p.persona_id
), stored AS (
  INSERT INTO privacy_permission AS p (persona_id, purpose, until, pair_limited, reason)
  SELECT w.persona_id, w.purpose, w.until, w.pair_limited, w.reason
  FROM wanted w LEFT JOIN privacy_permission o ON o.persona_id = w.persona_id AND o.purpose = w.purpose
  WHERE o.id IS NULL OR (o.until, o.pair_limited, o.reason) IS DISTINCT FROM (w.until, w.pair_limited, w.reason)
  ON CONFLICT (persona_id, purpose) DO UPDATE
  SET until = EXCLUDED.until, pair_limited = EXCLUDED.pair_limited, reason = EXCLUDED.reason
  RETURNING p.persona_id
)
SELECT persona_id FROM dropped UNION SELECT persona_id FROM stored
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Accounts that are alike: the key that tells them from others, an example, and how many there are."""

    key: bytes
    example: Account
    count: int


@dataclass(slots=True)
class Answers:
    """What each group's judgement came to; equal answers are kept once."""

    numbers: dict[tuple[Permitted, ...], int] = field(default_factory=dict)
    of_key: dict[bytes, int] = field(default_factory=dict)

    def add(self, key: bytes, permitted: Sequence[Permitted]) -> None:
        """What the accounts of this group are permitted; nothing where it is empty."""
        self.of_key[key] = self.numbers.setdefault(tuple(permitted), len(self.numbers))


def _params(target: Target, now: datetime) -> dict[str, Any]:
    return {**target.params, **said_params(now), "today": now.date()}


def outspoken(target: Target, now: datetime, size: int) -> Iterator[list[Alike]]:
    """Accounts of the target about which somebody said something, by the group, ``size`` groups at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS.format(target=target.condition, has_acts=HAS_ACTS), _params(target, now))
        found = cursor.fetchall()
    for start in range(0, len(found), size):
        some = found[start : start + size]
        examples = Account.objects.in_bulk([persona_id for _key, persona_id, _count in some])
        yield [Alike(bytes(key), examples[persona_id], count) for key, persona_id, count in some]


def store(target: Target, now: datetime, answers: Answers) -> set[UUID]:
    """Give the accounts of every judged group what it is permitted and nothing else; returns those that changed.

    An account about which something else was said since is left to whoever said it, who waits for its lock.
    """
    rows = [(number, *row) for permitted, number in answers.numbers.items() for row in permitted]
    names = ("answer", "purpose", "ends_with", "keep_days", "art14", "pair_limited", "reason")
    params = _params(target, now) | {name: [row[place] for row in rows] for place, name in enumerate(names)}
    params |= {"keys": list(answers.of_key), "answers": list(answers.of_key.values())}
    with connection.cursor() as cursor:
        cursor.execute(_STORE.format(target=target.condition, has_acts=HAS_ACTS), params)
        return {row[0] for row in cursor.fetchall()}
