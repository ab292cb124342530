"""Test databases are made by the owner and used by the application login, as in production.

A test that commits is cleaned up after by the owner: append-only tables let nobody else TRUNCATE, and the owner only in
a database called ``test_...`` while ``app.test_flush`` is on. Rows that migrations made are put back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from crmsocial.core.database.logins import change_login, login_of

KEPT = {"django_migrations"}
SEED = "test_seed"


class Cleaner:
    """The owner's connection to the test database."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None
        self._truncate: sql.Composed | None = None
        self._restore: list[sql.Composed] = []

    def connect(self) -> psycopg.Connection[Any]:
        """The owner's connection, opened on first use."""
        if self._connection is None or self._connection.closed:
            login = login_of(settings.DATABASE_OWNER_URL)
            self._connection = psycopg.connect(
                host=login["HOST"], user=login["USER"], dbname=connection.settings_dict["NAME"], autocommit=True
            )
            self._connection.execute("SET lock_timeout = '15s'")
        return self._connection

    def remember(self) -> None:
        """Copy the rows that migrations made."""
        owner = self.connect()
        names = [
            row[0]
            for row in owner.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            ).fetchall()
            if row[0] not in KEPT
        ]
        self._truncate = sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, names)))
        owner.execute(f"DROP SCHEMA IF EXISTS {SEED} CASCADE")
        owner.execute(f"CREATE SCHEMA {SEED}")
        for name in names:
            table, copy = sql.Identifier("public", name), sql.Identifier(SEED, name)
            if owner.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone():
                owner.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table))
                self._restore.append(sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(table, copy))

    def flush(self) -> None:
        """Empty every table and put the rows of the migrations back."""
        # A request that a browser sent last may still be running when its test has ended.
        for _attempt in range(4):
            try:
                return self._flush_once()
            except psycopg.errors.DeadlockDetected:
                continue
        return self._flush_once()

    def _flush_once(self) -> None:
        assert self._truncate is not None
        owner = self.connect()
        with owner.transaction():
            owner.execute("SET LOCAL app.test_flush = 'on'")
            owner.execute(self._truncate)
            # Foreign keys are deferred, so the order does not matter.
            for statement in self._restore:
                owner.execute(statement)

    def close(self) -> None:
        """Let go of the database, so that it can be dropped."""
        if self._connection is not None:
            self._connection.close()


cleaner = Cleaner()


def _flush_as_owner(self: TransactionTestCase) -> None:
    cleaner.flush()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Create the test database as the owner."""
    change_login(connection, settings.DATABASE_OWNER_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Hand the finished database to the application login until the end of the run."""
    with django_db_blocker.unblock():
        cleaner.remember()
        change_login(connection, settings.DATABASE_URL)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _flush_as_owner)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        cleaner.close()
        change_login(connection, settings.DATABASE_OWNER_URL)
