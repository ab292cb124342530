"""A database that is away gives a 503 that says so; a wrong query does not."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from crmsocial.core.middleware.unavailable import database_is_away
from crmsocial.core.models import User


@pytest.fixture
def signed_in(transactional_db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("who@example.org"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def database_away(signed_in: Client) -> Iterator[pytest.MonkeyPatch]:
    patch = pytest.MonkeyPatch()
    connection.close()
    patch.setitem(connection.settings_dict, "HOST", "/nowhere")
    yield patch
    patch.undo()
    connection.close()


@pytest.mark.usefixtures("database_away")
def test_page_says_so(signed_in: Client) -> None:
    response = signed_in.get("/admin/")
    assert response.status_code == 503
    assert "database cannot be reached" in response.content.decode()
    assert response["Retry-After"] == "5"
    assert "Content-Security-Policy" in response


@pytest.mark.usefixtures("database_away")
def test_api_answers_with_a_problem(signed_in: Client) -> None:
    response = signed_in.get("/api/v1/jobs/")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 503


def test_page_comes_back_with_the_database(signed_in: Client, database_away: pytest.MonkeyPatch) -> None:
    assert signed_in.get("/admin/").status_code == 503
    database_away.undo()
    assert signed_in.get("/admin/").status_code != 503


def caused(error: Exception, state: str | None) -> Exception:
    cause = psycopg.Error()
    cause.sqlstate = state
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (caused(OperationalError("no connection"), None), True),
        (caused(OperationalError("shutting down"), "57P01"), True),
        (caused(OperationalError("starting up"), "57P03"), True),
        (caused(OperationalError("too many connections"), "53300"), True),
        (caused(OperationalError("connection failure"), "08006"), True),
        (caused(InterfaceError("connection closed"), None), True),
        (caused(OperationalError("statement timeout"), "57014"), False),
        (caused(OperationalError("lock timeout"), "55P03"), False),
        (caused(OperationalError("deadlock"), "40P01"), False),
        (caused(ProgrammingError("no such column"), "42703"), False),
        (ValueError("something else"), False),
    ],
)
def test_only_a_lost_connection_counts(error: Exception, away: bool) -> None:
    assert database_is_away(error) is away
