"""The ledger, assessments and published notices are never changed; the database itself refuses."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from crmsocial.core.database.logins import login_of
from privacy import notices
from privacy.consent.subjects import Subject
from privacy.lawfulness import assessments
from privacy.models import Assessment, ConsentEvent, Notice
from tests.privacy.factories import LONG_TEXT, act, constituent

pytestmark = pytest.mark.django_db
TABLES = ["privacy_consentevent", "privacy_assessment"]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def _filled() -> None:
    act(Subject(constituent_id=constituent()))
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_login_has_no_right_to_change(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(statement.format(table))


@pytest.mark.usefixtures("_filled")
def test_the_mapper_is_refused_too() -> None:
    for rows in (ConsentEvent.objects.all(), Assessment.objects.all()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.delete()
    event = ConsentEvent.objects.get()
    event.state = "ConsentWithdrawn"
    with pytest.raises(ProgrammingError), transaction.atomic():
        event.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("table", [*TABLES, "privacy_notice"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_even_the_owner_s_login_is_stopped_by_the_triggers(table: str, statement: str) -> None:
    login = login_of(settings.DATABASE_OWNER_URL)
    name = connection.settings_dict["NAME"]
    with psycopg.connect(host=login["HOST"], user=login["USER"], dbname=name) as owner:
        owner.execute("SET lock_timeout = '10s'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="refused"):
            owner.execute(statement.format(table))


def test_triggers_fire_whatever_the_replication_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgenabled = 'A' AND c.relname = ANY(%s) GROUP BY 1",
            [[*TABLES, "privacy_notice"]],
        )
        assert dict(cursor.fetchall()) == {"privacy_consentevent": 2, "privacy_assessment": 2, "privacy_notice": 2}


def test_a_draft_may_change_until_it_is_published() -> None:
    notice = notices.draft(version="2", title="Second", body="…", disclosures=[], actor=None)
    Notice.objects.filter(pk=notice.pk).update(title="Second, mended")
    notices.publish(notice=notice, actor=None)
    for change in ({"title": "Third"}, {"published_at": None}):
        with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**change)
    assert notices.in_force() == Notice.objects.get(version="2")
