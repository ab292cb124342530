"""One act while the transaction of another is still open: the order in which two acts meet, without luck."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def while_open(first: Callable[[], Any], second: Callable[[], Any], *, head_start: float = 0.3) -> Any:
    """What ``second`` returned or raised; it began while ``first`` was done but not yet committed."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(second())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(head_start)
    thread.join(30)
    assert not thread.is_alive(), "the second act did not end in time"
    return results[0]
