"""Acts that PostgreSQL chose to end a deadlock with: they changed nothing, so they are done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

#: SQLSTATE of a deadlock (PostgreSQL, appendix A), and how often an act is tried.
DEADLOCK = "40P01"
ATTEMPTS = 4

Result = TypeVar("Result")


def again_after_deadlock(act: Callable[[], Result]) -> Result:
    """Run an act that opens its own transaction; where it had to give way to another one, run it again.

    Inside a transaction the error is raised: what came before the act is lost too, so only the outermost act repeats.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return act()
        except OperationalError as error:
            if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
                raise
    return act()
