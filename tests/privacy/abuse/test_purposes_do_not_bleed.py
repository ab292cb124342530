"""A connection that is used again carries no purpose of whoever used it before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, close_old_connections, connection, transaction
from psycopg_pool import ConnectionPool

from crmsocial.core.database.logins import login_of
from crmsocial.personas.models import Persona
from privacy.gate import current_purpose, purpose
from tests.factories.identity import persona

pytestmark = pytest.mark.django_db(transaction=True)


def seen() -> tuple[str, int]:
    return current_purpose(), Persona.objects.count()


@pytest.fixture
def _somebody() -> None:
    persona()


@pytest.mark.usefixtures("_somebody")
def test_after_a_block_a_failure_and_a_failed_query_nothing_is_open() -> None:
    with purpose("profile_view", reason="test"):
        assert seen() == ("profile_view", 1)
    assert seen() == ("", 0)
    with pytest.raises(ZeroDivisionError), purpose("profile_view", reason="test"):
        _ = 1 / 0
    assert seen() == ("", 0)
    with pytest.raises(ProgrammingError), purpose("profile_view", reason="test"), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM personas_persona")
    assert seen() == ("", 0)


@pytest.mark.usefixtures("_somebody")
def test_a_failure_within_an_inner_purpose_leaves_the_outer_one() -> None:
    with purpose("profile_view", reason="test"):
        for _ in range(2):
            with pytest.raises(ProgrammingError), purpose("upkeep", reason="test"), connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column FROM personas_persona")
            assert seen() == ("profile_view", 1)
    with transaction.atomic():
        assert seen() == ("", 0)


@pytest.mark.usefixtures("_somebody")
def test_connections_that_stay_open_between_requests() -> None:
    connection.settings_dict["CONN_MAX_AGE"] = 600
    try:

        def request(number: int) -> tuple[str, int]:
            close_old_connections()
            before = seen()
            if number % 3 == 0:
                with purpose("profile_view", reason="test"):
                    pass
            elif number % 3 == 1:
                with pytest.raises(ZeroDivisionError), purpose("upkeep", reason="test"):
                    _ = 1 / 0
            return before

        def worker(_: int) -> list[tuple[str, int]]:
            try:
                return [request(number) for number in range(12)]
            finally:
                connection.close()

        # Two threads, each of which serves request after request over one connection.
        with ThreadPoolExecutor(2) as pool:
            found = [answer for answers in pool.map(worker, range(4)) for answer in answers]
        assert set(found) == {("", 0)}
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = 0


@pytest.mark.usefixtures("_somebody")
def test_a_pool_of_connections() -> None:
    login, name = login_of(settings.DATABASE_URL), connection.settings_dict["NAME"]
    with ConnectionPool(
        kwargs={"host": login["HOST"], "user": login["USER"], "dbname": name}, min_size=1, max_size=1, timeout=10
    ) as pool:

        def count(conn: psycopg.Connection[Any]) -> int:
            row = conn.execute("SELECT count(*) FROM personas_persona").fetchone()
            return int(row[0]) if row else -1

        with pool.connection() as conn:
            conn.execute("SELECT set_config('app.purpose', 'profile_view', true)")
            assert count(conn) == 1
            pid = conn.info.backend_pid
        with pool.connection() as conn:
            assert conn.info.backend_pid == pid and count(conn) == 0
        with pytest.raises(psycopg.errors.UndefinedColumn), pool.connection() as conn:
            conn.execute("SELECT set_config('app.purpose', 'upkeep', true)")
            conn.execute("SELECT nothing FROM personas_persona")
        with pool.connection() as conn:
            assert count(conn) == 0
