"""The application login owns nothing, in tests as in production."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from crmsocial.core.database.logins import owner_login
from crmsocial.core.models import Job


def _current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_queries_run_as_the_application_login_without_privileges() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("crmsocial_app", False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["TRUNCATE core_job CASCADE", "CREATE TABLE mine (id int)", "DROP TABLE core_job"]
)
def test_application_login_may_not_change_the_schema(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_owner_login_lasts_for_the_block_only() -> None:
    assert _current_user() == "crmsocial_app"
    with owner_login():
        assert _current_user() == "crmsocial_owner"
    assert _current_user() == "crmsocial_app"


@pytest.mark.django_db
def test_owner_login_is_refused_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), owner_login():
        pass


@pytest.mark.django_db(transaction=True)
def test_migrating_again_keeps_rights_that_a_migration_took_back() -> None:
    with owner_login(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE grants_probe (id int); REVOKE UPDATE ON grants_probe FROM crmsocial_app")
    try:
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('grants_probe', 'INSERT'), has_table_privilege('grants_probe', 'UPDATE')"
            )
            assert cursor.fetchone() == (True, False)
    finally:
        with owner_login(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE grants_probe")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_committed_rows_do_not_reach_the_next_test(run: int) -> None:
    assert Job.objects.count() == 0
    Job.objects.create(kind="probe", unique_key="probe")
