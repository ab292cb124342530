"""The two database logins: an owner for migrations, and an application login that owns nothing."""

from __future__ import annotations

import psycopg
from psycopg import sql

from crmsocial.core.servers.places import APPLICATION_ROLE, DATABASE, OWNER_ROLE


def create_logins(connection: psycopg.Connection) -> None:
    """Create both logins and the database where missing. ``connection`` is a superuser's, in autocommit mode.

    The owner may create databases (for tests) but is no superuser, and the application login can neither bypass
    row-level security nor create anything.
    """
    _create_role(connection, OWNER_ROLE, sql.SQL("LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOBYPASSRLS"))
    _create_role(connection, APPLICATION_ROLE, sql.SQL("LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS"))
    exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not exists:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
            )
        )


def _create_role(connection: psycopg.Connection, name: str, attributes: sql.SQL) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        return
    connection.execute(sql.SQL("CREATE ROLE {} ").format(sql.Identifier(name)) + attributes)
