"""The head of each page offers only what the person's roles open."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


def page_of(*roles: str) -> str:
    client = Client()
    client.force_login(user_with(*roles))
    return client.get(reverse("core:jobs")).content.decode()


@pytest.mark.parametrize("role", ["steward", "fundraiser", "privacy_admin"])
def test_who_may_search_has_the_box(role: str) -> None:
    page = page_of(role)
    assert 'id="global-search"' in page
    assert f'action="{reverse("lookup:search")}"' in page


def test_who_may_not_search_has_no_box(client: Client) -> None:
    assert 'id="global-search"' not in page_of("administrator")
    assert 'id="global-search"' in page_of("administrator", "steward")
    assert 'id="global-search"' not in client.get(reverse("account_login")).content.decode()


def test_a_refusal_says_once_who_gives_roles(client: Client) -> None:
    client.force_login(user_with("administrator"))
    page = client.get(reverse("lookup:search"))
    assert page.status_code == 403
    assert page.content.decode().count("An administrator can give you the role.") == 1
