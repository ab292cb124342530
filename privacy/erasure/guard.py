"""Noticing a database that is older than the erasure journal: a backup was restored, and erased people are back in it.

Asked at every request and before every job, so the answer is kept a few seconds, and worked out anew only when the
file or the table of erasures has changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from django.db import connection
from django.utils.translation import gettext, ngettext

from ..models import Erasure, ErasureState
from .journal_reading import Entry, JournalBroken, reader

logger = structlog.get_logger(__name__)

SECONDS = 3.0
# Order and number do not matter, and a restored table never has the same.
_FINGERPRINT = """
SELECT count(*), coalesce(bit_xor(hashtextextended(id::text, 0)), 0) FROM privacy_erasure
"""


class _Memory(threading.local):
    """Kept by thread, as each has a connection of its own."""

    asked_at = float("-inf")
    answer = ""
    sound: tuple[Any, ...] | None = None


_memory = _Memory()


def forget() -> None:
    """Work the next answer out anew."""
    _memory.asked_at, _memory.answer, _memory.sound = float("-inf"), "", None


def reason() -> str:
    """Why nothing may be served; empty where the database knows every erasure of the journal."""
    now = time.monotonic()
    if now - _memory.asked_at >= SECONDS:
        _memory.answer = _answer()
        _memory.asked_at = now
    return _memory.answer


def _answer() -> str:
    stamp = reader().stamp()
    if not stamp[1]:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('privacy_erasure') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(_FINGERPRINT)
            state = (*stamp, *cursor.fetchone())
        else:
            state = (*stamp, "no table")
    if state == _memory.sound:
        return ""
    try:
        count = len(lacking(reader().entries())) if state[-1] != "no table" else 1
    except JournalBroken as error:
        logger.error("erasure journal cannot be trusted", error=error.message)
        return gettext(
            "The journal of erasures cannot be trusted, so nobody can say who was erased. An administrator finds the"
            " reason with “manage.py replay_erasures --check”."
        )
    if count:
        return ngettext(
            "The database is older than the journal of erasures: %(count)d erasure has to be done again. An"
            " administrator does so with “manage.py replay_erasures”.",
            "The database is older than the journal of erasures: %(count)d erasures have to be done again. An"
            " administrator does so with “manage.py replay_erasures”.",
            count,
        ) % {"count": count}
    _memory.sound = state
    return ""


def lacking(entries: Mapping[UUID, Entry]) -> list[Entry]:
    """Erasures of the journal that the database does not know. One that it knows, open or not, hides its subject."""
    known = set(Erasure.objects.filter(pk__in=list(entries)).values_list("pk", flat=True))
    return [entry for pk, entry in entries.items() if pk not in known]


def lacking_lines() -> int:
    """How many complete erasures of the database the journal does not know: it was lost, or another one is named."""
    known = set(reader().entries())
    complete = Erasure.objects.filter(state=ErasureState.COMPLETE).values_list("pk", flat=True)
    return sum(pk not in known for pk in complete)
