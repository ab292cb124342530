"""The administrators' pages about staff, and the tokens made there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from crmsocial.core.models import AuditEntry, User
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def eli(client: Client) -> User:
    user = user_with("administrator", first_name="Eli", last_name="Stone")
    client.force_login(user)
    return user


def secret_in(page: str) -> str:
    found = re.search(r'<code class="mono secret"[^>]*>([^<]+)</code>', page)
    assert found, page
    return found[1]


def test_the_list_shows_everybody_without_a_query_for_each(
    eli: User, client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        user_with("steward", first_name=f"Ana{number}")
    user_with("fundraiser", first_name="Gone", is_active=False)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = client.get("/staff/").content.decode()
    assert page.count("Data steward") == 7  # six rows and the form
    assert page.index("Ana0") < page.index("Gone")
    assert "Deactivated" in page


def test_adding_shows_the_password_once(eli: User, client: Client) -> None:
    answer = client.post("/staff/", {"email": "ben@example.org", "first_name": "Ben", "roles": ["steward"]})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    ben = User.objects.get(email="ben@example.org")
    password = secret_in(answer.content.decode())
    assert ben.check_password(password)
    assert password not in client.get(f"/staff/{ben.pk}/").content.decode()


def test_what_was_typed_stays_when_something_is_wrong(eli: User, client: Client) -> None:
    answer = client.post("/staff/", {"email": eli.email, "first_name": "Again", "roles": ["steward"]})
    assert answer.status_code == 422
    assert "already a user" in answer.content.decode()
    assert 'value="Again"' in answer.content.decode()
    assert client.post("/staff/", {"email": "ben@example.org"}).status_code == 422


def test_roles_and_access_change(eli: User, client: Client) -> None:
    ana = user_with("steward")
    client.post(f"/staff/{ana.pk}/roles/", {"roles": ["fundraiser", "steward"]})
    client.post(f"/staff/{ana.pk}/deactivate/")
    ana.refresh_from_db()
    assert (ana.roles, ana.is_active) == (["fundraiser", "steward"], False)
    client.post(f"/staff/{ana.pk}/reactivate/")
    ana.refresh_from_db()
    assert ana.is_active
    password = secret_in(client.post(f"/staff/{ana.pk}/password/").content.decode())
    ana.refresh_from_db()
    assert ana.check_password(password)
    assert client.post(f"/staff/{ana.pk}/roles/", {}).status_code == 422


def test_the_last_administrator_is_told_why_they_stay(eli: User, client: Client) -> None:
    assert "last administrator" in client.post(f"/staff/{eli.pk}/deactivate/", follow=True).content.decode()
    answer = client.post(f"/staff/{eli.pk}/roles/", {"roles": ["steward"]})
    assert answer.status_code == 422
    assert "Eli Stone is the last administrator" in answer.content.decode()


def test_a_token_is_made_shown_once_and_revoked(eli: User, client: Client) -> None:
    warehouse = user_with("integration")
    page = client.post(f"/staff/{warehouse.pk}/tokens/").content.decode()
    token = AuthToken.objects.get(user=warehouse)
    assert abs(token.expiry - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)
    secret = secret_in(page)
    assert secret not in client.get(f"/staff/{warehouse.pk}/").content.decode()
    api = APIClient(HTTP_AUTHORIZATION=f"Token {secret}")
    assert api.get("/api/v1/jobs").status_code == 200
    client.post(f"/staff/{warehouse.pk}/tokens/revoke/", {"key": token.token_key})
    assert api.get("/api/v1/jobs").status_code == 401
    assert client.post(f"/staff/{warehouse.pk}/tokens/revoke/", {"key": token.token_key}).status_code == 404
    told = AuditEntry.objects.filter(verb__startswith="token.").order_by("pk")
    assert [(row.verb, row.actor_id, row.details) for row in told] == [
        ("token.make", eli.pk, {"token": secret[:8]}),
        ("token.revoke", eli.pk, {"token": secret[:8]}),
    ]


def test_one_users_token_is_not_revoked_under_the_name_of_another(eli: User, client: Client) -> None:
    _, other = user_with("integration"), user_with("integration")
    token, _ = AuthToken.objects.create(other)
    assert client.post(f"/staff/{eli.pk}/tokens/revoke/", {"key": token.token_key}).status_code == 404
    assert AuthToken.objects.count() == 1


def test_only_integrations_have_tokens(eli: User, client: Client) -> None:
    assert "Make a token" not in client.get(f"/staff/{eli.pk}/").content.decode()
    assert client.post(f"/staff/{eli.pk}/tokens/").status_code == 409
