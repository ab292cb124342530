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


@dataclass(frozen=True, slots=True)
class Target:
    """A condition on ``privacy_account a`` with its parameters."""

    condition: str
    params: dict[str, Any] = field(default_factory=dict)


EVERYTHING = Target("true")


def personas(persona_ids: Collection[UUID]) -> Target:
    """These accounts."""
    return Target("a.persona_id IN (SELECT unnest(%(target_ids)s::uuid[]))", {"target_ids": list(persona_ids)})


def platform(name: str) -> Target:
    """All accounts of one platform."""
    return Target("a.platform = %(target_platform)s", {"target_platform": name})


def held_by(constituent_ids: Collection[UUID]) -> Target:
    """Accounts that these constituents hold."""
    return Target("a.constituent_id IN (SELECT unnest(%(target_ids)s::uuid[]))", {"target_ids": list(constituent_ids)})


def spoken_of_at(recorded_at: datetime) -> Target:
    """Accounts that are subjects of the acts recorded at this very moment, which is that of one file."""
    return Target(
        "a.account_hash IN (SELECT s.account_hash FROM privacy_consentevent s"
        " WHERE s.recorded_at = %(target_moment)s AND s.account_hash IS NOT NULL)",
        {"target_moment": recorded_at},
    )
