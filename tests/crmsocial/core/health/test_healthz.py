"""``/healthz`` tells which part is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from crmsocial.core.health import heartbeats
from crmsocial.core.health.checks import BACKLOG_LIMIT
from crmsocial.core.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_lives() -> None:
    with heartbeats.client() as broker:
        for key in broker.scan_iter(f"{heartbeats.PREFIX}:*"):
            broker.delete(key)


def health(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_all_is_well_while_workers_and_beat_live(client: Client) -> None:
    heartbeats.beat("worker", "one@example")
    heartbeats.beat("beat", "example")
    status, body = health(client)
    assert (status, body["status"]) == (200, "ok")
    assert body["checks"]["workers"]["message"] == "one@example"
    assert set(body["checks"]) == {"database", "broker", "workers", "beat", "readiness", "redrive_backlog"}


def test_missing_workers_are_told(client: Client) -> None:
    heartbeats.beat("beat", "example")
    status, body = health(client)
    assert status == 503
    assert {name for name, check in body["checks"].items() if not check["ok"]} == {"workers"}


def test_signs_of_life_fade() -> None:
    heartbeats.beat("worker", "one@example")
    with heartbeats.client() as broker:
        assert 0 < broker.ttl(f"{heartbeats.PREFIX}:worker:one@example") <= heartbeats.LIFETIME_SECONDS


def test_lost_broker_is_told_and_nothing_else_breaks(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    heartbeats.beat("worker", "a worker that cannot tell goes on")
    status, body = health(client)
    assert status == 503
    assert {name for name, check in body["checks"].items() if not check["ok"]} == {"broker", "workers", "beat"}
    assert "does not answer" in body["checks"]["broker"]["message"]


def test_lost_database_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    status, body = health(client)
    assert status == 503
    assert {"database", "redrive_backlog"} <= {name for name, check in body["checks"].items() if not check["ok"]}


def test_backlog_counts_what_nobody_took_and_what_nobody_finished(client: Client) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    Job.objects.create(kind="waiting", unique_key="1", run_after=long_ago)
    Job.objects.create(kind="lost", unique_key="2", state=JobState.RUNNING, lease_until=long_ago)
    Job.objects.create(kind="later", unique_key="3", run_after=timezone.now() + timedelta(hours=1))
    Job.objects.create(kind="done", unique_key="4", state=JobState.DONE, run_after=long_ago)
    assert health(client)[1]["checks"]["redrive_backlog"]["message"] == "2 overdue"


def test_long_backlog_fails(client: Client) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    Job.objects.bulk_create(
        Job(kind="waiting", unique_key=str(number), run_after=long_ago) for number in range(BACKLOG_LIMIT + 1)
    )
    check = health(client)[1]["checks"]["redrive_backlog"]
    assert not check["ok"]
    assert str(BACKLOG_LIMIT + 1) in check["message"]


def test_open_metrics_for_monitors(client: Client) -> None:
    text = client.get("/healthz?format=openmetrics").content.decode()
    assert 'django_health_check_status{check="Database",alias="default"} 1' in text
