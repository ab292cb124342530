"""Who waits for whom, so that no permission is computed from what another transaction is just changing.

Every projection locks the account rows that it computes, then reads acts: of two concurrent acts the later
transaction sees both. What holds for all accounts (modes, notices) is read under a shared lock and changed under an
exclusive one.

An account that is just being linked is not yet its holder's: so acts lock the constituents they speak of first, as
decisions do. The whole order stands in ``crmsocial.identity.links``.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from crmsocial.constituents.ids import with_current

_CIRCUMSTANCES = 0x70726976_61637901
_LOOK_FOR = 0x70726976_61637902

_HOLD = """
SELECT count(*) FROM (SELECT 1 FROM constituents_constituent WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) held
"""


def _lock(function: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])


def hold_circumstances() -> None:
    """Until the end of the transaction nobody changes modes or notices."""
    _lock("pg_advisory_xact_lock_shared", _CIRCUMSTANCES)


def hold_constituents(constituent_ids: Collection[UUID]) -> None:
    """Until the end of the transaction nobody links, merges or decides these constituents, former ids included."""
    hold_circumstances()
    wanted = with_current(constituent_ids)
    # Whoever merged one of them held it until now: then it stands under another id, which is locked too.
    for _attempt in range(3):
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [list(wanted)])
        now = with_current(wanted)
        if now <= wanted:
            return
        wanted = now


def freeze_circumstances() -> None:
    """Wait for running projections, and let later ones wait: modes or notices are about to change."""
    _lock("pg_advisory_xact_lock", _CIRCUMSTANCES)


def hold_look_for() -> None:
    """One transaction at a time changes who is looked for, so that the first and the last of a platform are noticed."""
    _lock("pg_advisory_xact_lock", _LOOK_FOR)
