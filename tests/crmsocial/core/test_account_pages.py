"""The sign-in pages wear the shell, and two-factor sign-in can be switched on by whoever signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.core import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    user = UserFactory.create()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_pages_before_sign_in_have_no_inline_style_or_script(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    assert 'class="topbar"' in page and "entrance-card" in page
    assert "style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "account_logout"])
def test_account_pages_wear_the_shell(signed_in: Client, name: str) -> None:
    page = signed_in.get(reverse(name)).content.decode()
    assert 'class="topbar"' in page
    assert "style=" not in page


def test_two_factor_sign_in_can_be_switched_on_after_the_password_is_given_again(signed_in: Client) -> None:
    asked = signed_in.get(reverse("mfa_activate_totp"), follow=True)
    assert asked.request["PATH_INFO"] == reverse("account_reauthenticate")
    answer = signed_in.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True
    )
    assert answer.request["PATH_INFO"] == reverse("mfa_activate_totp")
    assert 'class="qr"' in answer.content.decode()
