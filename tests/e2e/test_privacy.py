"""A privacy admin's errand: switch a mode on, record what a person said, take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from privacy import incidents
from privacy.subjects import Subject
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT, act, of, persona

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(transactional_db: None) -> UUID:
    """Somebody who holds an account and has said a few things."""
    who: UUID = people.person(full_name="Ana María Ortega", email="ana.ortega@example.org").id
    row = persona("mastodon", discoverable=True, holder=who)
    act(of(row), purpose="profile_view", proof="Form 3")
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email"], proof="Form 3")
    act(Subject(constituent_id=who), "Objected", purpose="contact", category="contact", scopes=["phone"])
    persona("x")
    persona("x", kind="third_party")
    persona("instagram")
    persona("bluesky", active=True)
    incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "prospect_research"}, actor=None)
    return who


def test_a_privacy_admin_s_errand(page: Page, sign_in: Any, shoot: Any, ana: UUID) -> None:
    sign_in(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    page.goto("/privacy/")
    expect(page.get_by_role("heading", name="Privacy", exact=True)).to_be_visible()
    expect(page.get_by_text("A use outside the notice was asked for")).to_be_visible()
    shoot("privacy-overview")

    page.get_by_role("link", name="Rules and modes").click()
    page.get_by_label("Assessment").fill(LONG_TEXT)
    shoot("privacy-platforms")
    page.get_by_role("button", name="Record and switch on").click()
    expect(page.get_by_text("the mode is on")).to_be_visible()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()

    page.goto(f"/privacy/constituents/{ana}/")
    page.get_by_label("The person", exact=True).select_option("ConsentGiven")
    page.get_by_label("Platform", exact=False).select_option("x")
    page.get_by_label("Purpose", exact=False).select_option("identity_matching")
    said = timezone.localtime() - timedelta(hours=1)
    page.get_by_label("When the person said so").fill(f"{said:%Y-%m-%dT%H:%M}")
    page.get_by_label("How", exact=True).select_option("staff_call")
    page.get_by_label("Proof", exact=True).fill("Call note 12")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("What follows from it has taken effect")).to_be_visible()
    expect(page.get_by_text("This person agreed to be looked for on this platform.")).to_be_visible()
    shoot("privacy-person")

    everything = page.get_by_role("button", name="Withdraw everything on Mastodon")
    everything.click()
    expect(page.get_by_label("How the person told you")).to_be_focused()
    page.get_by_label("How the person told you").select_option("in_person")
    page.get_by_label("Proof (optional)").fill("Desk note 4")
    # Enter in a field is no decision on what the person said no to.
    page.keyboard.press("Enter")
    expect(page.get_by_label("Proof (optional)")).to_have_value("Desk note 4")
    shoot("privacy-withdrawal")
    everything.click()
    expect(page.get_by_text("an objection recorded where there was no consent")).to_be_visible()
    expect(page.get_by_text("The person withdrew their consent.").first).to_be_visible()
    expect(page.get_by_text("The person objected.").first).to_be_visible()
    expect(page.get_by_role("cell", name="In person, at the counter").first).to_be_visible()
    expect(page.get_by_label("How the person told you")).to_have_value("in_person")


def test_it_reads_on_a_phone(page: Page, sign_in: Any, shoot: Any, ana: UUID) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(user_with("privacy_admin"))
    for path, name in (
        (f"/privacy/constituents/{ana}/", "person"),
        ("/privacy/platforms/", "platforms"),
        ("/privacy/", "overview"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(f"privacy-{name}-390")
