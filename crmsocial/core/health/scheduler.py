"""Beat with a sign of life."""

from __future__ import annotations

import socket
import time
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

from crmsocial.core.health.heartbeats import beat

INTERVAL_SECONDS = 5.0


class BeatingScheduler(DatabaseScheduler):
    """The database's schedule; beat calls ``tick`` at least every five seconds."""

    _last = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Note that beat lives, then do what is due."""
        if time.monotonic() - self._last >= INTERVAL_SECONDS:
            self._last = time.monotonic()
            beat("beat", socket.gethostname())
        return super().tick(*args, **kwargs)
