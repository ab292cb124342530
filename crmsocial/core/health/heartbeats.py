"""Signs of life: each worker and beat keep a short-lived key in the broker while they run."""

from __future__ import annotations

from typing import Any

import redis
import structlog
from django.conf import settings

LIFETIME_SECONDS = 20
PREFIX = "heartbeat"

logger = structlog.get_logger(__name__)


def client() -> redis.Redis:
    """A client of the broker's database that gives up soon."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def beat(kind: str, name: str) -> None:
    """Note that ``name`` lives. A broker that is away is no reason for a worker to fail."""
    try:
        with client() as connection:
            connection.set(f"{PREFIX}:{kind}:{name}", "1", ex=LIFETIME_SECONDS)
    except redis.RedisError as error:
        logger.debug("heartbeat not written", kind=kind, error=str(error))


def alive(kind: str) -> list[str]:
    """Names of those of ``kind`` ("worker" or "beat") seen within the last 20 seconds.

    Raises redis.RedisError when the broker cannot be reached.
    """
    prefix = f"{PREFIX}:{kind}:"
    with client() as connection:
        return sorted(key.decode().removeprefix(prefix) for key in connection.scan_iter(f"{prefix}*", count=1000))


def worker_beats(sender: Any, **kwargs: Any) -> None:
    """Receiver of Celery's ``heartbeat_sent``, which every worker sends each two seconds."""
    beat("worker", sender.eventer.hostname)
