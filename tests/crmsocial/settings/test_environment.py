"""Settings from environment variables."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.settings import environment as env

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


def test_database_address_of_a_server() -> None:
    settings = env.database("postgres://me:s%40cret@db.example.org:6543/crm?sslmode=require")
    assert settings | {"ENGINE": ""} == {
        "ENGINE": "",
        "NAME": "crm",
        "USER": "me",
        "PASSWORD": "s@cret",
        "HOST": "db.example.org",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_address_of_a_socket_keeps_its_capitals() -> None:
    assert env.database("postgres://me@%2Ftmp%2FCopy%20One/crm")["HOST"] == "/tmp/Copy One"


def test_other_databases_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL only"):
        env.database("sqlite:///crm.db")


@given(user=NAMES, password=NAMES, name=NAMES)
def test_any_name_and_password_survive_quoting(user: str, password: str, name: str) -> None:
    from urllib.parse import quote

    settings = env.database(f"postgres://{quote(user, safe='')}:{quote(password, safe='')}@host/{quote(name, safe='')}")
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"].lstrip("/")) == (user, password, name.lstrip("/"))


def test_application_login_follows_from_the_owners_address() -> None:
    one = env.database(env.application_url("postgres://root:pw@host:5432/crm", "spare"))
    again = env.database(env.application_url("postgres://root:pw@host:5432/crm", "other"))
    other = env.database(env.application_url("postgres://root:pw@host:5432/crm2", "spare"))
    assert (one["USER"], one["HOST"], one["PORT"], one["NAME"]) == ("crm_app", "host", "5432", "crm")
    assert one["PASSWORD"] == again["PASSWORD"] not in {"pw", "spare", other["PASSWORD"]}
    assert env.database(env.application_url("postgres://root@%2Frun/crm", "spare"))["PASSWORD"] == "spare"


@pytest.mark.parametrize(
    ("url", "index", "broker"),
    [
        ("redis://host:6379/3", 3, "redis://host:6379/3"),
        ("redis://host", 0, "redis://host"),
        ("unix:///tmp/A%20b/valkey.sock?db=2", 2, "redis+socket:///tmp/A%20b/valkey.sock?virtual_host=2"),
    ],
)
def test_redis_addresses(url: str, index: int, broker: str) -> None:
    assert env.redis_index(url) == index
    assert env.broker(url) == broker
    assert env.redis_index(env.redis_database(url, 7)) == 7


def test_redis_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        env.redis_index("amqp://host")


@pytest.mark.parametrize(("value", "expected"), [("", True), ("no", False), ("TRUE", True), ("0", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("FLAG", value)
    assert env.flag("FLAG", True) is expected


def test_wrong_values_name_their_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG", "maybe")
    for read in (env.flag, env.number):
        with pytest.raises(ImproperlyConfigured, match="WRONG"):
            read("WRONG", 1)
    with pytest.raises(ImproperlyConfigured, match="ABSENT"):
        env.text("ABSENT")
