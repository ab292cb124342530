"""UPDATE, DELETE and TRUNCATE are refused on every table that is to stay as it was written, to the product's login."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from crmsocial.core import audit_chain
from crmsocial.identity.services import decide
from tests.factories import identity
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


def guarded(payload: bool) -> list[str]:
    """Tables with the refusing trigger; payload tables let erasure delete."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'refuse_change' AND t.tgname LIKE '%%_no_change' AND (t.tgnargs > 0) = %s ORDER BY 1",
            [payload],
        )
        return [row[0] for row in cursor.fetchall()]


def refused(statement: str, purpose: str = "") -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.purpose', %s, true)", [purpose])
            cursor.execute(statement)
    except Error as error:
        return "permission denied" in str(error) or "append-only" in str(error)
    return False


def test_there_are_such_tables() -> None:
    assert {
        "core_auditentry",
        "identity_decision",
        "privacy_consentevent",
        "privacy_accessentry",
        "privacy_assessment",
        "privacy_lawfulbasis",
        "privacy_noticesent",
    } <= set(guarded(payload=False))
    payload = {"constituents_sourcerecord", "identity_decisionpayload", "privacy_requestnote"}
    assert payload <= set(guarded(payload=True))


@pytest.mark.parametrize("payload", [False, True])
def test_the_login_lacks_the_right_that_the_trigger_refuses(payload: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, has_table_privilege(name, 'UPDATE'), has_table_privilege(name, 'DELETE'),"
            " has_table_privilege(name, 'TRUNCATE') FROM unnest(%s::text[]) name",
            [guarded(payload)],
        )
        # Erasure deletes what lies in payload tables, so the right to do so is the one that remains.
        assert {tuple(rights) for _name, *rights in cursor.fetchall()} == {(False, payload, False)}


@pytest.fixture
def _rows() -> None:
    """Rows in the tables that triggers alone guard: a trigger speaks only where there is something to change."""
    decide(
        persona_id=identity.persona().pk,
        constituent_id=identity.constituent(),
        verdict="same",
        reason="evidence_agrees",
        method="steward",
        actor=user_with("steward"),
    )
    audit_chain.seal()


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("purpose", ["", "upkeep", "erasure", "intake"])
def test_no_purpose_changes_what_is_evidence(purpose: str) -> None:
    for table in guarded(payload=False):
        column = first_column(table)
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            assert refused(statement, purpose), statement


def test_payload_tables_refuse_changes_and_their_triggers_are_always_on() -> None:
    for table in guarded(payload=True):
        assert refused(f"TRUNCATE {table}"), table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT t.tgenabled FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'refuse_change'"
        )
        # A: even where a session replays changes of another server.
        assert cursor.fetchall() == [("A",)]


def first_column(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = 'public' AND is_identity = 'NO'"
            " ORDER BY ordinal_position LIMIT 1",
            [table],
        )
        return str(cursor.fetchone()[0])
