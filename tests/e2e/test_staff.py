"""An administrator adds an integration and makes its token, all by mouse and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from crmsocial.core.models import Role, User
from tests.e2e.conftest import Shoot, SignIn
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_integration_is_added_given_a_token_and_let_go(page: Page, sign_in: SignIn, shoot: Shoot) -> None:
    sign_in(user_with(Role.ADMINISTRATOR, first_name="Eli", last_name="Stone"))
    user_with(Role.STEWARD, Role.FUNDRAISER, email="ana.olsen@longaddress.example")
    user_with(Role.STEWARD, is_active=False)
    page.goto("/jobs/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Staff").click()
    shoot("list")
    page.get_by_label("E-mail address").fill("warehouse@example.org")
    page.get_by_role("checkbox", name="Integration").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("code.secret")).to_be_visible()
    shoot("token")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot("token-narrow")
    page.get_by_role("button", name="Revoke the token").click()
    expect(page.locator("#toasts")).to_contain_text("opens nothing")
    page.get_by_role("button", name="Deactivate").click()
    expect(page.locator("main")).to_contain_text("is deactivated")
    assert not User.objects.get(email="warehouse@example.org").is_active
    page.goto("/staff/")
    shoot("list-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
