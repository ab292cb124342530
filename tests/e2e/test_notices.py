"""A notice's way from a draft to the public page, by two privacy admins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from crmsocial.consolidation.services import refresh
from privacy import notices
from privacy.consent.subjects import Subject
from privacy.lawfulness import lawful
from privacy.notices.shipped import DISCLOSURES
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT, act, constituent, persona

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


@pytest.fixture
def german(settings: Any, transactional_db: None) -> UUID:
    """An organisation under the GDPR; somebody whose account it holds without their consent."""
    settings.ORGANISATION_COUNTRY = "DE"
    who: UUID = people.person(full_name="Ana María Ortega", email="ana.ortega@example.org").id
    refresh(constituent_ids=[who])
    persona("mastodon", discoverable=True, holder=who)
    return who


def test_legitimate_interest_and_whom_to_tell(page: Page, sign_in: Any, shoot: Any, german: UUID) -> None:
    sign_in(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    page.goto("/privacy/lawful/")
    page.get_by_label("Purpose").select_option("profile_view")
    page.get_by_label("Where", exact=False).first.select_option("GDPR")
    page.get_by_label("How people say no").fill("Tell any of our staff, or write to us at any time.")
    page.get_by_label("Assessment").fill("Too short.")
    page.get_by_role("button", name="Record and switch on").click()
    expect(page.get_by_text("The assessment must weigh the interest")).to_be_visible()
    shoot("lawful-refused")
    page.get_by_label("Assessment").fill(LONG_TEXT)
    page.get_by_role("button", name="Record and switch on").click()
    expect(page.get_by_text("Recorded and switched on.")).to_be_visible()
    shoot("lawful")

    page.get_by_role("link", name="Notices to send").click()
    expect(page.get_by_text("Ana María Ortega")).to_be_visible()
    shoot("due")
    page.get_by_label("Ana María Ortega").check()
    page.get_by_label("How it was sent").select_option("letter")
    page.get_by_label("Proof").fill("Mailing 12")
    page.get_by_role("button", name="Record as sent").click()
    expect(page.get_by_text("Recorded for 1 person.")).to_be_visible()
    expect(page.get_by_text("Nobody must be sent a notice")).to_be_visible()


def test_these_read_on_a_phone_too(page: Page, sign_in: Any, shoot: Any, german: UUID) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    lawful.switch_on(
        purpose="profile_view", assessment=LONG_TEXT, opt_out=LONG_TEXT, notice=notices.in_force(), actor=None
    )
    sign_in(user_with("privacy_admin"))
    for path in ("/privacy/lawful/", "/privacy/notices/due/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(path.strip("/").replace("/", "-"))
