"""Without the broker people sign in and open every page, and guessing passwords is held back as ever."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from crmsocial.core import jobs
from crmsocial.core.models import Role
from tests.factories.core import PASSWORD, user_with
from tests.support.pages import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise redis.ConnectionError("Connection refused.")

    # Every client of the process, whichever library it belongs to and however long it has been connected.
    monkeypatch.setattr(redis.connection.AbstractConnection, "connect", refuse)
    monkeypatch.setattr(redis.connection.AbstractConnection, "send_packed_command", refuse)


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_people_sign_in_and_open_every_page(client: Client) -> None:
    user = user_with(*(role for role in Role if role != Role.INTEGRATION))
    answer = sign_in(client, user.email, PASSWORD)
    assert answer.status_code == 302, answer.content.decode()
    opened = {one.route: client.get(one.path).status_code for one in addresses() if one.route != "healthz"}
    assert {route: status for route, status in opened.items() if status >= 500} == {}
    assert opened["jobs/"] == 200
    assert client.get("/healthz").json()["checks"]["broker"]["ok"] is False


def test_work_waits_in_the_database(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="test.waits", unique_key="waits", args={})
    job.refresh_from_db()
    assert (job.state, job.rung_at) == ("queued", None)


def test_guessing_is_held_back(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "3/5m/key"}
    user = user_with("steward")
    for _ in range(3):
        assert "not correct" in sign_in(client, user.email, "a wrong guess").content.decode()
    assert "Too many failed login attempts" in sign_in(client, user.email, PASSWORD).content.decode()


def test_a_count_is_kept_by_every_process_and_ends() -> None:
    assert cache.add("attempts", [1.0], timeout=60)
    assert not cache.add("attempts", [], timeout=60)
    assert cache.get("attempts") == [1.0]
    cache.set("attempts", [1.0], timeout=0)
    assert cache.get("attempts") is None
