"""Staff sign in with their e-mail address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from crmsocial.core.models import User
from tests.e2e.conftest import Shoot


@pytest.mark.django_db(transaction=True)
def test_staff_sign_in_by_email_and_are_told_when_the_password_is_wrong(page: Page, shoot: Shoot) -> None:
    User.objects.create_user("steward@example.org", "a long enough phrase")
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("steward@example.org")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form[action*=login] button[type=submit], form button[type=submit]").first.click()
    expect(page.locator("body")).to_contain_text("not correct")
    shoot("refused")
    page.locator("input[name=password]").fill("a long enough phrase")
    page.locator("form[action*=login] button[type=submit], form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    shoot("signed-in")


def test_nobody_signs_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    expect(page.locator("input[name=password1]")).to_have_count(0)
