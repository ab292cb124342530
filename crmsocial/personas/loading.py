"""Set-based loading of personas from a table of checked rows.

Telling privacy of every account in the same transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from privacy.facts import accounts
from privacy.facts.accounts import AccountFacts

from . import consents, loading_sql

#: two files may speak of one account, so personas are written one file after the other; the numbers mean nothing else
_PERSONA_LOCK = (7_221_003, 0)
#: settings of an account that platform rules may ask for
_SIGNALS = (
    *("discoverable", "indexable", "noindex", "hide_collections", "bot"),
    *("active", "protected", "suspended", "memorial", "limited"),
)
#: how the platform itself says that an account stands, in its words
_STATUS = "account_status"
_PLANNED = sql.Identifier("planned_personas")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Known:
    """A persona as privacy must know it.

    ``former_key``: what its account was called before adoption. ``changed``: false where a source only gave it again.
    """

    line: int
    facts: AccountFacts
    consented_at: str | None
    former_key: str | None
    changed: bool


def load_personas(
    *, incoming: str, source_id: int, basis: str, batch_id: UUID, proof: str, received_at: datetime
) -> Loaded:
    """Write the personas that are new or differ, keep handle history, and register their accounts.

    Call it inside ``purpose("intake")``.
    ``incoming`` names a table with the columns line, external_id, platform, account_id, handle_key, values,
    content_hash and row_id (the id of a new persona). A provisional persona whose account id is now known is adopted:
    it keeps its id, handles and what its holder said. With basis consent an act is recorded once for each account;
    ``proof`` names the file.
    """
    parameters: dict[str, Any] = {"source": source_id, "basis": basis, "batch": batch_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _PERSONA_LOCK)
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_PLANNED))
        for statement in (
            loading_sql.PLAN,
            loading_sql.MARK,
            loading_sql.INSERT,
            loading_sql.UPDATE,
            loading_sql.HANDLES,
        ):
            cursor.execute(statement.format(planned=_PLANNED, incoming=sql.Identifier(incoming)), parameters)
        cursor.execute(loading_sql.COUNT.format(planned=_PLANNED))
        counts = Loaded(*cursor.fetchone())
        cursor.execute(loading_sql.FACTS.format(planned=_PLANNED), {**parameters, "signals": [*_SIGNALS, _STATUS]})
        known = [_known(row) for row in cursor.fetchall()]
        cursor.execute(loading_sql.SEEN.format(planned=_PLANNED), parameters)
        unchanged = [row[0] for row in cursor.fetchall()]
    consents.give([one for one in known if one.changed], proof=proof, received_at=received_at)
    accounts.register([one.facts for one in known])
    accounts.seen_again(unchanged)
    return counts


def account_key(account_id: str | None, source_id: int, handle_key: str) -> str:
    """What privacy calls the account: by its id, or provisionally by handle and source."""
    return f"id:{account_id}" if account_id else f"handle:{source_id}:{handle_key}"


def _known(row: tuple[Any, ...]) -> Known:
    line, persona_id, platform, account_id, handle_key, source_id, kind, basis, consented_at, values, *rest = row
    former, changed, mine = rest
    stated = json.loads(values) if values else {}
    signals: dict[str, Any] = {name: stated[name] == "true" for name in _SIGNALS if name in stated}
    if _STATUS in stated:
        signals[_STATUS] = stated[_STATUS]
    facts = AccountFacts(
        persona_id=persona_id,
        platform=platform,
        account_key=account_key(account_id, source_id, handle_key),
        basis=basis,
        source_kind=kind,
        signals=signals,
        refreshed=mine,
    )
    return Known(line, facts, consented_at, account_key(None, source_id, former) if former else None, changed)
