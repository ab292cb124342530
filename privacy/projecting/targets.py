"""Which accounts a projection is computed for, as SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

#: Whether anybody has said anything about the account ``a``: itself, its holder, or whoever was merged into the holder.
HAS_ACTS = """(
  EXISTS (SELECT 1 FROM privacy_consentevent e WHERE e.account_hash = a.account_hash)
  OR (a.constituent_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM privacy_consentevent e WHERE e.constituent_id = a.constituent_id)
    OR EXISTS (SELECT 1 FROM constituents_alias f JOIN privacy_consentevent e ON e.constituent_id = f.former_id
               WHERE f.constituent_id = a.constituent_id))))"""


#: Accounts with what the gate knows of their holders, as ``privacy.facts.holders`` reads it for constituents.
ACCOUNTS = """(
  SELECT a.*, coalesce(h.jurisdiction, '') AS jurisdiction, coalesce(h.of_age_on > %(today)s, false) AS minor,
    h.restricted_at IS NOT NULL OR (a.constituent_id IS NOT NULL AND EXISTS (
      SELECT 1 FROM constituents_alias f JOIN privacy_person r ON r.constituent_id = f.former_id
      WHERE f.constituent_id = a.constituent_id AND r.restricted_at IS NOT NULL)) AS restricted,
    CASE WHEN a.constituent_id IS NULL THEN '' ELSE (
      SELECT coalesce(string_agg(n.notice_id::text, ',' ORDER BY n.notice_id), '') FROM (
        SELECT s.notice_id FROM privacy_noticesent s WHERE s.constituent_id = a.constituent_id
        UNION SELECT s.notice_id FROM constituents_alias f
              JOIN privacy_noticesent s ON s.constituent_id = f.former_id
              WHERE f.constituent_id = a.constituent_id) n) END AS told
  FROM privacy_account a LEFT JOIN privacy_person h ON h.constituent_id = a.constituent_id
) a"""


@dataclass(frozen=True, slots=True)
class Target:
    """A condition on ``privacy_account a`` with its parameters."""

    condition: str
    params: dict[str, Any] = field(default_factory=dict)


EVERYTHING = Target("true")

#: From so many subjects on a scan with a hashed list is faster than as many look-ups.
_MANY = 500


def _among(column: str, kind: str, values: Collection[Any]) -> Target:
    """Rows of ``a`` whose ``column`` is one of ``values``.

    A list as an index condition is sorted anew for every outer row, and a semi-join with one is run as a nested loop
    while a table's first rows are coming in. ``IS TRUE`` keeps the planner from either: the list is hashed once.
    """
    params = {"target_values": list(values)}
    if len(params["target_values"]) < _MANY:
        return Target(f"a.{column} = ANY(%(target_values)s::{kind}[])", params)
    return Target(f"(a.{column} IN (SELECT unnest(%(target_values)s::{kind}[]))) IS TRUE", params)


def personas(persona_ids: Collection[UUID]) -> Target:
    """These accounts."""
    return _among("persona_id", "uuid", persona_ids)


def platform(name: str) -> Target:
    """All accounts of one platform."""
    return Target("a.platform = %(target_platform)s", {"target_platform": name})


def held_by(constituent_ids: Collection[UUID]) -> Target:
    """Accounts that these constituents hold."""
    return _among("constituent_id", "uuid", constituent_ids)


def spoken_of_at(recorded_at: datetime) -> Target:
    """Accounts that are subjects of the acts recorded at this very moment, which is that of one file."""
    return Target(
        "a.account_hash IN (SELECT s.account_hash FROM privacy_consentevent s"
        " WHERE s.recorded_at = %(target_moment)s AND s.account_hash IS NOT NULL)",
        {"target_moment": recorded_at},
    )
