"""Who waits for whom, so that no permission is computed from what another transaction is just changing.

Every projection locks the account rows that it computes, then reads acts: of two concurrent acts the later
transaction sees both. What holds for all accounts (modes, notices) is read under a shared lock and changed under an
exclusive one.
"""

from __future__ import annotations

from django.db import connection

_CIRCUMSTANCES = 0x70726976_61637901
_LOOK_FOR = 0x70726976_61637902


def _lock(function: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])


def hold_circumstances() -> None:
    """Until the end of the transaction nobody changes modes or notices."""
    _lock("pg_advisory_xact_lock_shared", _CIRCUMSTANCES)


def freeze_circumstances() -> None:
    """Wait for running projections, and let later ones wait: modes or notices are about to change."""
    _lock("pg_advisory_xact_lock", _CIRCUMSTANCES)


def hold_look_for() -> None:
    """One transaction at a time changes who is looked for, so that the first and the last of a platform are noticed."""
    _lock("pg_advisory_xact_lock", _LOOK_FOR)
