"""A privacy admin's errand: switch a mode on, record what a person said, take it back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from privacy import incidents
from privacy.consent.subjects import Subject
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
    expect(page.get_by_role("link", name="A use outside the notice was asked for")).to_be_visible()
    expect(page.get_by_text("stand today").first).to_be_visible()
    expect(page.get_by_role("link", name="Rules and modes")).to_be_visible()
    shoot("privacy-overview")

    page.get_by_role("link", name="Rules and modes").click()
    page.get_by_label("Assessment").fill(LONG_TEXT)
    shoot("privacy-platforms")
    page.get_by_role("button", name="Record and switch on").click()
    expect(page.get_by_text("the mode is on")).to_be_visible()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()

    page.goto(f"/privacy/constituents/{ana}/")
    page.get_by_label("The person", exact=True).select_option("ConsentGiven")
    page.get_by_label("Platform (optional)").select_option("x")
    page.get_by_label("Purpose (optional)").select_option("identity_matching")
    said = timezone.localtime() - timedelta(hours=1)
    page.get_by_label("When the person said so").fill(f"{said:%Y-%m-%dT%H:%M}")
    page.get_by_label("How", exact=True).select_option("staff_call")
    page.get_by_label("Proof", exact=True).fill("Call note 12")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("What follows from it has taken effect")).to_be_visible()
    cell = page.get_by_role("row", name="X ", exact=False).get_by_role("button", name="Allow").first
    cell.focus()
    expect(page.get_by_text("X · Finding whose account it is: This person agreed to be looked for")).to_be_visible()
    cell.click()
    expect(page.get_by_role("button", name=re.compile("Withdraw ?: Finding whose account it is, X"))).to_be_visible()
    shoot("privacy-person-cell")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("Withdraw ?: Finding whose account it is, X"))).to_be_hidden()
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
    entries = page.get_by_role("region", name="Ledger").get_by_role("listitem")
    expect(entries.filter(has_text="Withdrawn · Every purpose, Mastodon")).to_be_visible()
    expect(entries.filter(has_text="Objected · Finding whose account it is, Mastodon")).to_be_visible()
    expect(entries.filter(has_text="In person, at the counter").first).to_be_visible()
    expect(page.get_by_label("How the person told you")).to_have_value("in_person")


def test_a_channel_is_withdrawn_and_a_receipt_verified_and_tampered(
    page: Page, sign_in: Any, shoot: Any, ana: UUID
) -> None:
    sign_in(user_with("privacy_admin"))
    page.goto(f"/privacy/constituents/{ana}/")
    page.get_by_label("How the person told you").select_option("staff_call")
    page.get_by_role("button", name=re.compile("Withdraw ?: E-mail")).click()
    expect(page.get_by_text("Nothing that rested on this consent is shown any more")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Withdraw ?: E-mail"))).to_be_hidden()
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("Receipt ?: Withdrawn, Contact: E-mail")).click()
    receipt = Path(started.value.path()).read_text()
    assert str(ana) in receipt and "Ortega" not in receipt

    page.context.clear_cookies()
    page.goto("/receipts/verify/")
    page.get_by_label("The receipt's text").fill(receipt)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("We signed it, and nobody changed it since")).to_be_visible()
    expect(page.get_by_text("Our ledger holds this act, with the same hash.")).to_be_visible()
    shoot("public-receipt")
    page.get_by_label("The receipt's text").fill(receipt.replace("ConsentWithdrawn", "ConsentGiven"))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("the document was changed after it was signed")).to_be_visible()
    shoot("public-receipt-changed")

    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/receipts/verify/")
    page.get_by_label("The receipt's text").fill(receipt)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="What the person says today")).to_be_visible()
    shoot("privacy-receipt")


def test_the_gate_answers_while_it_is_asked(page: Page, sign_in: Any, shoot: Any, ana: UUID) -> None:
    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/")
    page.get_by_label("Find a person's permissions").fill("ana.ortega@example.org")
    page.get_by_role("link", name="Ana María Ortega").first.click()
    page.get_by_role("link", name="Ask the gate about them").click()
    expect(page.get_by_text("Nobody said anything about it.")).to_be_visible()
    page.get_by_label("Account (optional)").select_option(index=1)
    expect(page.get_by_text("The person consented.").first).to_be_visible()
    shoot("privacy-gate")
    page.get_by_label("Purpose").select_option("prospect_research")
    expect(page.get_by_text("Who can permit it:")).to_be_visible()
    page.get_by_label("Purpose").select_option("contact")
    page.get_by_label("Kind of data").select_option("contact")
    expect(page.get_by_text("E-mail: Allow")).to_be_visible()
    expect(page.get_by_text("Phone: Deny")).to_be_visible()
    assert "purpose=contact" in page.url
    shoot("privacy-gate-denied")


def test_an_incident_is_closed_with_a_note(page: Page, sign_in: Any, shoot: Any, ana: UUID) -> None:
    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/incidents/")
    expect(page.get_by_text("Researching prospects")).to_be_visible()
    shoot("privacy-incidents")
    page.get_by_label("What was done about it").fill("Told the team; notice 2 will name it")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("No incident is open.")).to_be_visible()


def test_it_reads_on_a_phone(page: Page, sign_in: Any, shoot: Any, ana: UUID) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(user_with("privacy_admin"))
    for path, name in (
        (f"/privacy/constituents/{ana}/", "person"),
        ("/privacy/platforms/", "platforms"),
        ("/privacy/", "overview"),
        (f"/privacy/gate/?person={ana}&purpose=profile_view&category=persona", "gate"),
        ("/privacy/incidents/", "incidents"),
        ("/receipts/verify/", "receipts"),
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(f"privacy-{name}-390")


def test_the_sections_open_under_a_button_on_a_phone(page: Page, sign_in: Any, transactional_db: None) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/requests/")
    sections = page.get_by_role("navigation", name="Privacy")
    expect(sections).to_be_hidden()
    page.get_by_role("button", name="Privacy Requests").press("Enter")
    sections.get_by_role("link", name="Retention").click()
    expect(page.get_by_role("heading", name="Retention", exact=True)).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(sections).to_be_visible()
    expect(page.get_by_role("button", name="Privacy Retention")).to_be_hidden()
