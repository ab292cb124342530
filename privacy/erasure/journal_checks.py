"""What an installation should be told about its erasure journal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import Error as DatabaseError

from .guard import lacking_lines
from .suppression import counts


@register(Tags.database)
def journal_and_keys(*, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the journal does not know what the database has erased, and where suppressions lost their key."""
    if not databases:
        return []
    try:
        missing = lacking_lines()
        lost = [one.key_id for one in counts() if not one.known]
    except DatabaseError:
        return []
    found: list[CheckMessage] = []
    if missing:
        found.append(
            Warning(
                f"The erasure journal {settings.ERASURE_JOURNAL} lacks {missing} erasures of the database.",
                hint="Bring the journal back from its own copy. Without it a restored backup would bring people back.",
                id="privacy.W011",
            )
        )
    if lost:
        found.append(
            Warning(
                f"SUPPRESSION_KEYS lacks the keys {', '.join(lost)}, so erased people they stand for could come back.",
                hint="Put the keys back into the setting, after the first.",
                id="privacy.W012",
            )
        )
    return found
