"""The owner's login, which alone can do what the product must notice: rows altered behind its back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection

from crmsocial.core.database.logins import login_of


@contextmanager
def behind_its_back() -> Iterator[psycopg.Connection]:
    """A connection of the owner with the ledger's triggers off, for tests with ``transaction=True``."""
    login = login_of(settings.DATABASE_OWNER_URL)
    with psycopg.connect(host=login["HOST"], user=login["USER"], dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute("SET lock_timeout = '10s'")
        owner.execute("ALTER TABLE privacy_consentevent DISABLE TRIGGER USER")
        try:
            yield owner
        finally:
            for name in ("no_change", "no_truncate"):
                owner.execute(f"ALTER TABLE privacy_consentevent ENABLE ALWAYS TRIGGER privacy_consentevent_{name}")
