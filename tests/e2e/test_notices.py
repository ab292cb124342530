"""A notice's way from a draft to the public page, by two privacy admins."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from privacy import notices
from privacy.notices.shipped import DISCLOSURES
from privacy.subjects import Subject
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent

pytestmark = pytest.mark.django_db(transaction=True)
SOLD = [{**row, "exchanged_for_value": row["purpose"] == "export"} for row in DISCLOSURES]


def test_a_notice_from_draft_to_the_public_page(page: Page, sign_in: Any, shoot: Any) -> None:
    act(Subject(constituent_id=constituent()), purpose="export")
    dora = user_with("privacy_admin", first_name="Dora", last_name="Quist")
    sign_in(dora)
    page.goto("/privacy/notices/")
    shoot("list")
    page.keyboard.press("n")
    page.get_by_label("Title").fill("What we do with your accounts")
    page.get_by_role("button", name="More rows").click()
    expect(page.get_by_label("Title")).to_have_value("What we do with your accounts")
    table = page.locator(".disclosure-form tbody tr")
    first_empty = len(DISCLOSURES)
    empty = table.nth(first_empty)
    empty.get_by_label("Source").fill("letters")
    empty.get_by_label("Category").select_option("contact")
    empty.get_by_label("Purpose").select_option("contact")
    page.get_by_role("button", name="Keep as a draft").last.click()
    expect(page.get_by_text("Say the basis.")).to_be_visible()
    shoot("edit-refused")
    empty.get_by_label("Basis").select_option("consent")
    export = table.filter(has=page.locator("select[name$=purpose] option[value=export]:checked")).first
    export.get_by_label("Recipients").fill("Acme Mailing Ltd")
    page.get_by_role("button", name="Keep as a draft").last.click()
    expect(page.get_by_text("Would ask 1 person again")).to_be_visible()
    expect(page.get_by_text("a new recipient: Acme Mailing Ltd")).to_be_visible()
    shoot("draft")
    page.keyboard.press("s")
    expect(page.get_by_text("Submitted.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and publish")).to_be_disabled()
    expect(page.get_by_text("You changed this version last.")).to_be_visible()
    shoot("own")
    address = page.url

    sign_in(user_with("privacy_admin", first_name="Ben", last_name="Park"))
    page.goto(address)
    page.keyboard.press("a")
    expect(page.get_by_text("It is in force from now on")).to_be_visible()
    shoot("published")

    page.context.clear_cookies()
    page.goto("/notices/")
    expect(page.get_by_role("heading", name="What we do with your accounts")).to_be_visible()
    expect(page.get_by_text("Acme Mailing Ltd").first).to_be_visible()
    shoot("public")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_on_a_phone(page: Page, sign_in: Any, shoot: Any, scheme: Any) -> None:
    dora = user_with("privacy_admin")
    notice = notices.draft(version="7", title="Notice", body="We keep little.", disclosures=SOLD, actor=dora)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(dora)
    for path, name in (
        ("/privacy/notices/", "list"),
        (f"/privacy/notices/{notice.pk}/", "version"),
        (f"/privacy/notices/{notice.pk}/edit/", "edit"),
        ("/notices/", "public"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(name)
