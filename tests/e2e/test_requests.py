"""A privacy admin answers what people ask: from the letter to the answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crmsocial.consolidation import services as consolidation
from crmsocial.core.models import User
from privacy.consent.subjects import Subject
from privacy.requests import services
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import act
from tests.privacy.requests.factories import days_ago, receive, verified

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dora(transactional_db: None) -> User:
    return user_with("privacy_admin", first_name="Dora", last_name="Quist")


@pytest.fixture
def ana(dora: User) -> UUID:
    """Somebody who gave, said something, and asks; others ask too."""
    holder = people.person(full_name="Ana María Ortega", email="ana.ortega@example.org", phone="+1 212 555 0101")
    other = people.person(full_name="Ben Park", email="ben.park@example.org")
    people.gift(holder, "120.50")
    consolidation.refresh(constituent_ids=[holder.id, other.id])
    act(Subject(constituent_id=holder.id), proof="Form 3")
    receive("erasure", other.id, received_at=days_ago(40), text="Please forget me.")
    soon = verified("objection", other.id, received_at=days_ago(26))
    services.assign(request_id=soon.pk, lock_version=soon.lock_version, assignee=dora, actor=dora)
    receive("portability", received_at=days_ago(3))
    return UUID(str(holder.id))


def test_from_the_letter_to_the_answer(page: Page, sign_in: Any, shoot: Any, ana: UUID, dora: User) -> None:
    sign_in(dora)
    page.goto("/privacy/requests/")
    expect(page.get_by_text("1 is overdue")).to_be_visible()
    expect(page.get_by_text("Overdue by").first).to_be_visible()
    shoot("desk")

    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New request")).to_be_visible()
    page.get_by_label("What the person asks for").select_option("access")
    page.get_by_label("What they wrote or said").fill("What do you know about me?")
    page.get_by_label("Find who asks").fill("ortega")
    page.get_by_label("Ana María Ortega").check()
    expect(page.get_by_label("What they wrote or said")).to_have_value("What do you know about me?")
    page.get_by_label("How it came").select_option("letter")
    said = timezone.localtime() - timedelta(days=2)
    page.get_by_label("When it was received").fill(f"{said:%Y-%m-%dT%H:%M}")
    shoot("new")
    page.get_by_role("button", name="Receive").click()
    expect(page.get_by_text("Received. The clock runs.")).to_be_visible()
    expect(page.get_by_text("days left")).to_be_visible()
    shoot("received")

    page.get_by_label("Assigned to").select_option("Dora Quist")
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned.", exact=True)).to_be_visible()
    page.get_by_label("How the person proved who they are").select_option("known_contact")
    page.get_by_role("button", name="Identity is verified").click()
    expect(page.get_by_text("The request can be answered.")).to_be_visible()
    shoot("proven")

    page.keyboard.press("p")
    expect(page.get_by_text("Your records, as sources gave them")).to_be_visible()
    shoot("package")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    with ZipFile(Path(waiting.value.path())) as archive:
        text = archive.read("data.json").decode()
    assert "ana.ortega@example.org" in text and "ben.park@example.org" not in text

    page.get_by_role("link", name="The request", exact=True).click()
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_text("Dear Ana María Ortega,")).to_be_visible()
    shoot("letter")
    page.get_by_role("link", name="The request", exact=True).click()
    page.locator("#id_fulfil_text").fill("Sent the package by mail.")
    page.get_by_role("button", name="Fulfil").click()
    expect(page.get_by_text("A copy of the data was given")).to_be_visible()
    expect(page.get_by_text("Package downloaded")).to_be_visible()
    shoot("fulfilled")


def test_a_correction_is_seen_on_the_person_s_page(page: Page, sign_in: Any, shoot: Any, ana: UUID, dora: User) -> None:
    one = verified("rectification", ana, text="My e-mail is wrong.")
    sign_in(dora)
    page.goto(f"/privacy/requests/{one.pk}/")
    page.get_by_label("E-mail (optional)").fill("ana@example.org")
    shoot("rectification")
    page.get_by_role("button", name="Fulfil").click()
    expect(page.get_by_role("button", name="Take away")).to_be_visible()
    page.get_by_role("link", name="The person's page").click()
    page.get_by_text("ana@example.org").first.click()
    expect(page.get_by_text("Corrected by the person on").first).to_be_attached()
    shoot("constituent")


def test_the_calendar_and_a_phone(page: Page, sign_in: Any, shoot: Any, ana: UUID, dora: User) -> None:
    overdue = receive("access", ana, received_at=days_ago(45))
    erasing = verified("erasure", ana, received_at=days_ago(10))
    sign_in(dora)
    page.goto("/privacy/requests/calendar/")
    expect(page.get_by_role("heading", name="Due in this month")).to_be_visible()
    shoot("calendar")
    page.set_viewport_size({"width": 390, "height": 844})
    for path, name in (
        ("/privacy/requests/", "desk"),
        ("/privacy/requests/calendar/", "calendar"),
        ("/privacy/requests/new/", "new"),
        (f"/privacy/requests/{overdue.pk}/", "request"),
        (f"/privacy/requests/{erasing.pk}/", "erasure"),
        (f"/privacy/requests/{overdue.pk}/letters/identity/", "letter"),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        shoot(f"{name}-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="dark")
    for path, name in (("/privacy/requests/", "desk"), (f"/privacy/requests/{erasing.pk}/", "erasure")):
        page.goto(path)
        shoot(f"{name}-dark")
    page.goto("/privacy/requests/calendar/")
    shoot("calendar-dark")
