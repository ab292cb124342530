"""The wall: without a purpose nothing of a persona is seen, by any way in, with the login that the product uses."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import Error, ProgrammingError, connection, models, transaction
from django.db.models import Count, F
from django.test import RequestFactory
from rest_framework import serializers

from crmsocial.core.database.logins import login_of
from crmsocial.identity.models import Link
from crmsocial.personas.models import HandleHistory, Persona
from privacy.gate import purpose
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona

pytestmark = pytest.mark.django_db

#: Tables that name a persona by id and hold nothing of it: the gate's own facts and projection, and append-only ids.
IDS_ONLY = {
    "privacy_erasure": "ids of the rows that go, which prove that they went",
    "privacy_account": "platform, keyed hash, basis and settings: what the policies are computed from",
    "privacy_permission": "the projection that the policies themselves read",
    "identity_decision": "append-only ids, verdicts and reason codes; text and evidence lie in the guarded payload",
    "matching_runchunk": "ids of the personas that one task scores",
}


class PersonaSerializer(serializers.ModelSerializer[Link]):
    handle = serializers.CharField(source="persona.handle", default=None)

    class Meta:
        model = Link
        fields = ["id", "handle"]


@pytest.fixture
def row() -> Persona:
    who = constituent()
    found = persona("mastodon", discoverable=True, holder=who)
    act(of(found))
    with purpose("intake", reason="test"):
        HandleHistory.objects.create(persona=found, handle=found.handle, handle_key=found.handle_key)
        Link.objects.create(persona=found, constituent_id=who, method="steward")
    return found


def sql(statement: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def test_raw_sql(row: Persona) -> None:
    assert sql("SELECT * FROM personas_persona WHERE id = %s", row.pk) == []
    assert sql("SELECT count(*) FROM personas_persona") == [(0,)]
    assert sql("SELECT handle FROM personas_handlehistory") == []
    joined = "SELECT p.handle FROM privacy_account a LEFT JOIN personas_persona p ON p.id = a.persona_id"
    assert sql(joined) == [(None,)]
    with purpose("profile_view", reason="test"):
        assert sql(joined) == [(row.handle,)]


def test_every_way_through_the_mapper(row: Persona) -> None:
    def seen() -> list[Any]:
        return [
            list(Persona.objects.all()),
            list(Persona.objects.filter(handle_key=row.handle_key)),
            list(Link.objects.values("persona__handle")),
            list(Link.objects.filter(persona__handle=row.handle)),
            list(Link.objects.select_related("persona")),
            list(HandleHistory.objects.annotate(name=F("persona__display_name"))),
            list(Persona.objects.values("platform").annotate(n=Count("pk")).values_list("n", flat=True)),
            [1] * Persona.objects.count(),
            [1] * int(Persona.objects.filter(handle=row.handle).exists()),
            PersonaSerializer(Link.objects.all(), many=True).data,
        ]

    assert [list(answer) for answer in seen()] == [[]] * 10
    with purpose("profile_view", reason="test"):
        assert all(len(answer) == 1 for answer in seen())


def test_a_foreign_key_that_was_loaded_before(row: Persona) -> None:
    with purpose("profile_view", reason="test"):
        link = Link.objects.get()
    with pytest.raises(Persona.DoesNotExist):
        _ = link.persona
    assert PersonaSerializer(link).data["handle"] is None


def test_the_admin_site(row: Persona) -> None:
    request = RequestFactory().get("/admin/personas/persona/")
    request.user = user_with("administrator", is_staff=True, is_superuser=True)
    listing = admin.ModelAdmin(Persona, admin.site)
    assert listing.get_queryset(request).count() == 0
    assert list(listing.get_changelist_instance(request).result_list) == []
    assert listing.get_object(request, str(row.pk)) is None


def test_writing_touches_nothing(row: Persona) -> None:
    assert Persona.objects.filter(pk=row.pk).update(bio="changed") == 0
    assert Persona.objects.filter(pk=row.pk).delete()[0] == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Persona.objects.create(platform="x", handle="a", handle_key="a", source_id=row.source_id, content_hash=b"0")
    with purpose("profile_view", reason="test"):
        assert Persona.objects.get(pk=row.pk).bio == ""


def test_a_purpose_that_the_person_does_not_permit_shows_nothing() -> None:
    row = persona("mastodon", discoverable=True)
    for name, shown in (
        ("profile_view", 1),
        ("identity_matching", 1),
        ("contact", 0),
        ("segmentation", 0),
        ("export", 0),
    ):
        with purpose(name, reason="test"):
            assert Persona.objects.filter(pk=row.pk).count() == shown


def guarded() -> set[str]:
    """Tables with row-level security in force and a policy that reads the purpose."""
    return {
        name
        for name, expression in sql(
            "SELECT c.relname, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = "
            "p.polrelid"
            " WHERE c.relrowsecurity AND p.polcmd = '*'"
        )
        if "app_purpose()" in expression and "privacy_permission" in expression
    }


def test_every_table_that_names_a_persona_has_a_policy() -> None:
    columns = sql(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name ~ 'persona(_id|_ids)?$'"
    )
    keys = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Persona
    }
    named = {name for (name,) in columns} | keys | {"personas_persona"}
    assert named - guarded() - set(IDS_ONLY) == set(), "Guard the table with privacy.rls.GuardTable in a migration."
    assert set(IDS_ONLY) <= named, "A table of IDS_ONLY is gone."
    assert not set(IDS_ONLY) & guarded()


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Error as error:
        return "permission denied" in str(error) or "must be" in str(error)
    return False


def test_the_login_cannot_climb_over() -> None:
    owner = login_of(settings.DATABASE_OWNER_URL)["USER"]
    user, bypass, is_super = sql("SELECT rolname, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user")[0]
    assert user == login_of(settings.DATABASE_URL)["USER"] != owner and not bypass and not is_super
    for statement in (
        f'SET ROLE "{owner}"',
        f'SET SESSION AUTHORIZATION "{owner}"',
        "ALTER TABLE personas_persona DISABLE ROW LEVEL SECURITY",
        "DROP POLICY personas_persona_purpose ON personas_persona",
        "ALTER TABLE privacy_consentevent DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION app_purpose() RETURNS text LANGUAGE sql AS $$ SELECT 'intake' $$",
        f'ALTER ROLE "{user}" BYPASSRLS',
        "CREATE TABLE public.copy_of_personas (id uuid)",
    ):
        assert refused(statement), statement


def test_row_security_cannot_be_switched_off_for_a_query(row: Persona) -> None:
    with transaction.atomic():
        sql("SELECT set_config('row_security', 'off', true)")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Persona.objects.count()
