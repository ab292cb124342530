"""Every table of the database stands in the register of personal data, as it is and with who erases it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from crmsocial.core.models import Role
from privacy.erasure import registry
from privacy.models import Category
from privacy.register import personal_data
from privacy.register.personal_data import ALL, STAFF, Declaration
from tests.factories.core import user_with

MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
#: Tables that no model stands for.
OTHER_TABLES = {"django_migrations", "core_cache"}


def can_hold_text(field: models.Field) -> bool:
    """Whether words about a person would fit into the field."""
    if isinstance(field, ArrayField):
        return can_hold_text(field.base_field)
    return isinstance(field, TEXTS)


def declared(label: str) -> Declaration:
    found = personal_data.declaration(label)
    assert found is not None, f"{label} is in no personal_data.py: say what it holds."
    return found


def covered() -> set[str]:
    return {model for store in registry.stores() for model in store.covers}


def names(statement: str, *parameters: object) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield from (row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_model_says_what_it_holds(label: str) -> None:
    one = declared(label)
    fields = {field.name: field for field in MODELS[label]._meta.get_fields() if isinstance(field, models.Field)}
    assert set(one.personal) <= set(fields), "fields that are not there"
    assert set(one.personal.values()) <= {*Category.values, STAFF}
    if one.plain == ALL:
        assert not MODELS[label].__module__.startswith(("crmsocial", "privacy", "matching", "review"))
        return
    texts = {name for name, field in fields.items() if can_hold_text(field)}
    assert set(one.plain) <= texts, "plain fields that are not there or cannot hold text"
    unsaid = texts - set(one.plain) - set(one.personal)
    assert not unsaid, f"{label}: say of {', '.join(sorted(unsaid))} whether it holds something personal."


@pytest.mark.parametrize("label", sorted(MODELS))
def test_what_is_personal_is_erased_or_stays_for_a_reason(label: str) -> None:
    one = declared(label)
    if one.about_constituents or "ids_only" in one.policy:
        assert label in covered() or one.why, f"{label}: no store erases it, and nothing says why it may stay."
    if "derived" in one.policy:
        assert label in covered(), f"{label}: what is computed from a person goes with the person."


def test_nothing_is_declared_that_is_not_there() -> None:
    assert {one.model for one in personal_data.declarations()} == set(MODELS)
    assert covered() <= set(MODELS)


@pytest.mark.django_db
def test_every_table_belongs_to_a_model() -> None:
    tables = set(names("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    assert tables - {model._meta.db_table for model in MODELS.values()} == OTHER_TABLES


@pytest.mark.django_db
def test_row_level_security_stands_where_it_is_declared_and_nowhere_else() -> None:
    walls = set(
        names("SELECT DISTINCT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity")
    )
    assert walls == {MODELS[one.model]._meta.db_table for one in personal_data.declarations() if "rls" in one.policy}


@pytest.mark.django_db
def test_payload_tables_refuse_deletion_but_by_erasure() -> None:
    # tgtype: 8 is DELETE, 2 is BEFORE; tgenabled A is ENABLE ALWAYS.
    guarded = set(
        names(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change' AND t.tgtype & 10 = 10"
            " AND t.tgenabled = 'A' AND t.tgargs = %s",
            b"payload\0",
        )
    )
    payloads = {MODELS[one.model]._meta.db_table for one in personal_data.declarations() if "payload" in one.policy}
    assert guarded == payloads


def test_a_field_cannot_be_both() -> None:
    with pytest.raises(ValueError, match="note cannot be personal and plain"):
        personal_data.declare("review.Skip", policy="none", personal={"note": "content"}, plain=("note",))
    with pytest.raises(ValueError, match="no policy"):
        personal_data.declare("review.Skip", policy="wall")  # type: ignore[arg-type]
    assert declared("review.Skip").policy == ("ids_only",)


def test_stores_have_names_and_places_of_their_own() -> None:
    stores = registry.stores()
    assert len({store.name for store in stores}) == len({store.position for store in stores}) == len(stores)
    assert all(str(store.label) for store in stores)


@pytest.mark.django_db
def test_the_page_lists_the_register(client: Client) -> None:
    client.force_login(user_with(Role.PRIVACY_ADMIN))
    page = client.get(reverse("privacy:data"))
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("Account and public profile", "personas.personas", "Row-level security", "display_name"):
        assert words in text


@pytest.mark.django_db
def test_only_privacy_admins_see_it(client: Client) -> None:
    client.force_login(user_with(Role.FUNDRAISER))
    assert client.get(reverse("privacy:data")).status_code == 403
