"""Changing between the two logins on Django's own connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from crmsocial.settings import environment

LOGIN_KEYS = ("USER", "PASSWORD", "HOST", "PORT")


def login_of(url: str) -> dict[str, Any]:
    """The part of a database address that says who connects, and where."""
    parsed = environment.database(url)
    return {key: parsed[key] for key in LOGIN_KEYS}


def change_login(wrapper: BaseDatabaseWrapper, url: str) -> None:
    """Let every later query of ``wrapper`` go through the login of ``url``; the database's name stays."""
    wrapper.close()
    if hasattr(wrapper, "close_pool"):
        wrapper.close_pool()
    wrapper.settings_dict.update(login_of(url))


@contextmanager
def owner_login() -> Iterator[None]:
    """Run the block as the owner of the tables.

    Raises ImproperlyConfigured when no owner is known. On plain connections only: inside a transaction the
    change would close it, so that is refused.
    """
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL: the login that owns the tables and may migrate them.")
    if connection.in_atomic_block:
        raise RuntimeError("The login cannot change inside a transaction.")
    former = {key: connection.settings_dict[key] for key in LOGIN_KEYS}
    change_login(connection, settings.DATABASE_OWNER_URL)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(former)
