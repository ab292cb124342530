"""Tasks reach the configured broker from wherever they are sent."""

from __future__ import annotations

import threading
import time

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from crmsocial.celery import app
from crmsocial.core.health import heartbeats
from crmsocial.core.tasks import redrive

# One that no worker of another test listens to.
QUEUE = "probe"


def send(errors: list[Exception]) -> None:
    try:
        redrive.apply_async(retry=False, queue=QUEUE)
    except Exception as error:
        errors.append(error)


@pytest.mark.parametrize("threaded", [False, True], ids=["main thread", "a web server's thread"])
def test_task_rings_the_configured_broker(threaded: bool) -> None:
    errors: list[Exception] = []
    if threaded:
        thread = threading.Thread(target=send, args=(errors,))
        thread.start()
        thread.join()
    else:
        send(errors)
    assert errors == []
    with heartbeats.client() as broker:
        assert broker.llen(QUEUE) == 1
        broker.delete(QUEUE)


def test_dead_broker_is_known_at_once() -> None:
    with app.connection_for_write("redis+socket:///nowhere/valkey.sock?virtual_host=0") as connection:
        before = time.monotonic()
        with pytest.raises(OperationalError):
            redrive.apply_async(retry=False, connection=connection)
    assert time.monotonic() - before < 1, "a page waits for this"


def test_a_worker_lost_in_the_middle_does_not_lose_the_message() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.broker_transport_options["visibility_timeout"] == 60
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
    assert settings.CELERY_TASK_PUBLISH_RETRY is False
