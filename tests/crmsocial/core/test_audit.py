"""The audit log refuses changes, and its chain names the first row that was changed all the same."""

from __future__ import annotations

import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from crmsocial.core import audit
from crmsocial.core.audit_chain import seal, verify
from crmsocial.core.database.logins import owner_login
from crmsocial.core.models import AuditEntry, AuditSeal
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int = 3) -> list[int]:
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    for number in range(count):
        audit.record(verb="test.act", object_type="thing", object_id=number, actor=None, details={"n": number})
    return sorted(set(AuditEntry.objects.values_list("pk", flat=True)) - before)


def as_owner(statement: str) -> None:
    """What only somebody with the owner's password and intent could do: switch the guard off first."""
    with owner_login(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE core_auditseal DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE core_auditentry ENABLE ALWAYS TRIGGER core_auditentry_no_change")
        cursor.execute("ALTER TABLE core_auditentry ENABLE ALWAYS TRIGGER core_auditentry_no_truncate")
        cursor.execute("ALTER TABLE core_auditseal ENABLE ALWAYS TRIGGER core_auditseal_no_change")
        cursor.execute("ALTER TABLE core_auditseal ENABLE ALWAYS TRIGGER core_auditseal_no_truncate")


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET verb = 'x'", "DELETE FROM core_auditentry"])
def test_the_database_refuses(statement: str) -> None:
    write()
    refused = pytest.raises(DatabaseError, match=r"append-only|permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_whole_chain_verifies() -> None:
    write()
    assert seal() == 3
    write(2)
    assert seal() == 2
    assert seal() == 0
    assert verify() is None
    assert AuditSeal.objects.count() == 2


def test_an_edited_row_is_named() -> None:
    ids = write()
    seal()
    as_owner(f"UPDATE core_auditentry SET actor_id = 99 WHERE id = {ids[1]}")
    flaw = verify()
    assert flaw is not None
    assert (flaw.entry_id, flaw.reason) == (ids[1], "the row was edited")
    with pytest.raises(CommandError, match=f"audit row {ids[1]}: the row was edited"):
        call_command("verify_audit")


def test_a_row_edited_with_its_hash_breaks_its_seal() -> None:
    ids = write()
    seal()
    forged = hashlib.sha256(b"forged").hexdigest()
    as_owner(f"UPDATE core_auditentry SET row_hash = '\\x{forged}' WHERE id = {ids[0]}")
    flaw = verify()
    assert flaw is not None
    assert flaw.entry_id == ids[0]


def test_a_removed_row_is_named() -> None:
    ids = write()
    seal()
    as_owner(f"DELETE FROM core_auditentry WHERE id = {ids[2]}")
    flaw = verify()
    assert flaw is not None
    assert (flaw.entry_id, flaw.reason) == (ids[2], "the row was removed")


def test_a_removed_seal_is_noticed() -> None:
    write()
    seal()
    first = AuditSeal.objects.get()
    write()
    seal()
    as_owner(f"DELETE FROM core_auditseal WHERE id = {first.pk}")
    flaw = verify()
    assert flaw is not None
    assert flaw.entry_id is None


def test_a_row_slipped_in_below_settled_seals_is_named() -> None:
    write()
    seal()
    as_owner("UPDATE core_auditseal SET at = at - interval '2 hours'")
    with owner_login(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_auditentry (id, verb, object_type, object_id, details, request_id, row_hash)"
            " VALUES (0, 'forged', 'thing', '1', '{}', '', '\\x00')"
        )
    flaw = verify()
    assert flaw is not None
    assert (flaw.entry_id, flaw.reason) == (0, "the row was slipped in after its time was sealed")


def test_who_acted_is_kept() -> None:
    user = user_with("steward")
    audit.record(verb="test.act", object_type="thing", object_id="7", actor=user)
    assert AuditEntry.objects.get(object_id="7").actor_id == user.pk
