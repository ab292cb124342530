"""Telling the gate of accounts: what the personas app knows of them, and who holds them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from .. import projection
from ..consent.carry import carry_over
from ..platform_rules import RULES
from ..platform_rules.base import ID_KNOWN
from ..projecting import projection_sql, targets
from ..projecting.locks import hold_circumstances
from .keys import account_hash

_AT_ONCE = 20_000
# Of an interface's data the clock of keeping starts anew each time a source gives it; other rows change only with
# their facts.
_UPSERT = """
INSERT INTO privacy_account AS a (persona_id, platform, account_hash, basis, source_kind, signals, registered_at,
                                  seen_at, signal_since)
SELECT v.persona_id, v.platform, v.account_hash, v.basis, v.source_kind, v.signals::jsonb,
       CASE WHEN v.refreshed THEN clock_timestamp() ELSE to_timestamp(0) END,
       clock_timestamp(), CASE WHEN v.gone THEN clock_timestamp() END
FROM unnest(%(persona_id)s::uuid[], %(platform)s::text[], %(account_hash)s::bytea[], %(basis)s::text[],
            %(source_kind)s::text[], %(signals)s::text[], %(gone)s::boolean[],
            %(refreshed)s::boolean[])
     AS v(persona_id, platform, account_hash, basis, source_kind, signals, gone, refreshed)
ON CONFLICT (persona_id) DO UPDATE
SET platform = EXCLUDED.platform, account_hash = EXCLUDED.account_hash, basis = EXCLUDED.basis,
    source_kind = EXCLUDED.source_kind, signals = EXCLUDED.signals,
    registered_at = greatest(a.registered_at, EXCLUDED.registered_at), seen_at = EXCLUDED.seen_at,
    signal_since = CASE WHEN EXCLUDED.signal_since IS NOT NULL THEN coalesce(a.signal_since, EXCLUDED.signal_since) END
WHERE EXCLUDED.source_kind = 'network'
   OR (a.platform, a.account_hash, a.basis, a.source_kind, a.signals)
      IS DISTINCT FROM
      (EXCLUDED.platform, EXCLUDED.account_hash, EXCLUDED.basis, EXCLUDED.source_kind, EXCLUDED.signals)
RETURNING a.persona_id, old.account_hash, a.account_hash
"""


def lock(persona_ids: Collection[UUID]) -> None:
    """Lock these accounts, by id, until the transaction ends; whoever judges or changes one meanwhile waits."""
    hold_circumstances()
    projection_sql.lock(targets.personas(persona_ids))


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the gate must know of a persona.

    ``account_key`` as in ``privacy.facts.keys``; ``signals``: the account's own settings; ``refreshed``: the source
    that the account's data is from gave it, so that a platform's clock of keeping starts anew.

    Of the signals only those that the platform's rule reads are kept.
    """

    persona_id: UUID
    platform: str
    account_key: str
    basis: str
    source_kind: str
    signals: Mapping[str, Any] = field(default_factory=dict)
    refreshed: bool = True


def register(rows: Sequence[AccountFacts]) -> None:
    """Enter or update accounts and compute their permissions, in the caller's transaction.

    When an account that was known by its handle comes with its id, what was said about it goes on counting.
    """
    with transaction.atomic():
        hold_circumstances()
        new: set[UUID] = set()
        known: set[UUID] = set()
        renamed: dict[bytes, bytes] = {}
        for start in range(0, len(rows), _AT_ONCE):
            for persona_id, former, now in _upsert(rows[start : start + _AT_ONCE]):
                (new if former is None else known).add(persona_id)
                if former not in (None, now):
                    renamed[former] = now
        if not new | known:
            return
        if renamed:
            carry_over(renamed)
        changed = projection.compute(targets.personas(new | known))
        # Nothing can hang on an account that was not known before.
        projection.Changed(persona_ids=changed - new).announce()


def _upsert(rows: Sequence[AccountFacts]) -> list[tuple[UUID, bytes | None, bytes]]:
    unique = {row.persona_id: row for row in rows}.values()
    params: dict[str, Any] = {
        "persona_id": [row.persona_id for row in unique],
        "platform": [row.platform for row in unique],
        "account_hash": [account_hash(row.platform, row.account_key) for row in unique],
        "basis": [str(row.basis) for row in unique],
        "source_kind": [str(row.source_kind) for row in unique],
        "signals": [json.dumps(_read_by_rule(row)) for row in unique],
        "gone": [_is_gone(row) for row in unique],
        "refreshed": [row.refreshed for row in unique],
    }
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, params)
        rows_back = cursor.fetchall()
    return [(pk, None if former is None else bytes(former), bytes(now)) for pk, former, now in rows_back]


_SEEN = """
UPDATE privacy_account SET seen_at = clock_timestamp()
WHERE persona_id = ANY(%s) AND seen_at < clock_timestamp() - interval '1 day'
"""


def seen_again(persona_ids: Collection[UUID]) -> None:
    """A source gave these accounts again, unchanged. Noted by the day, so that daily files do not rewrite every row.

    An interface's accounts are registered anew instead: for them a refresh starts the platform's clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [list(persona_ids)])


def _is_gone(row: AccountFacts) -> bool:
    rule = RULES.get(row.platform)
    return rule is not None and rule.is_gone(row.signals)


def _read_by_rule(row: AccountFacts) -> dict[str, Any]:
    rule = RULES.get(row.platform)
    wanted = rule.signals if rule else frozenset()
    # A handle that is all we know of an account may pass to somebody else; some rules ask.
    told = {**row.signals, ID_KNOWN: row.account_key.startswith("id:")}
    return {name: value for name, value in told.items() if name in wanted and value is not None}


# A holder who was merged into another is still the same person, who has known or not known of us since the same day.
_HOLDERS = """
UPDATE privacy_account a SET constituent_id = h.constituent_id, held_since = CASE
  WHEN h.constituent_id IS NULL THEN NULL
  WHEN EXISTS (SELECT 1 FROM constituents_alias f
               WHERE f.former_id = a.constituent_id AND f.constituent_id = h.constituent_id) THEN a.held_since
  ELSE clock_timestamp() END
FROM (SELECT * FROM unnest(%s::uuid[], %s::uuid[]) AS h (persona_id, constituent_id)) h
WHERE a.persona_id = h.persona_id AND a.constituent_id IS DISTINCT FROM h.constituent_id
RETURNING a.persona_id
"""


def set_holders(holders: Mapping[UUID, UUID | None]) -> None:
    """Say who holds each account (by persona id; None: nobody is known to); their acts count for it from now on.

    One refresh of the projection for all that changed.
    """
    with transaction.atomic():
        changed: list[UUID] = []
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, [list(holders), list(holders.values())])
            changed = [row[0] for row in cursor.fetchall()]
        if changed:
            projection.refresh(persona_ids=changed)
