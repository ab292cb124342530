"""Finding somebody while they are on the line, and the page that opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crmsocial.consolidation import services
from tests.factories import people
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(transactional_db: None) -> people.Person:
    holder = people.person(
        external_id="D-10234",
        full_name="Ana María Ortega",
        given_name="Ana María",
        family_name="Ortega",
        phone="+1 (212) 555-0142",
        email="ana.ortega@example.org",
        address="12 Quay Street",
        city="Boston",
        state="MA",
        role="Cellist",
        organisation="Harbour Quartet",
    )
    tickets = people.source("tickets", "ticketing")
    people.join(holder.constituent, tickets, full_name="A. Ortega", email="a.ortega@mail.example", phone="212-555-0199")
    evidence = (
        {"kind": "handle", "left": "Ana María Ortega", "right": "violet_keys", "level": "none_none", "bits": -1.5},
        {"kind": "place", "left": "Boston", "right": "Boston", "level": "town", "bits": 7.25},
    )
    persona = people.account(handle="violet_keys", display_name="Violet Keys", bio="Cellist. Boston.")
    people.link(holder, persona, evidence=evidence)
    for place in range(40):
        kind = ("gift", "ticket", "ticket", "visit")[place % 4]
        people.gift(holder, f"{25 + place * 5}", at=people.THEN - timedelta(days=20 * place), kind=kind)
    others = [people.person(full_name=name) for name in ("Ana Ortiz", "Carl Oregon", "Anna Ortegon", "Jürgen Müller")]
    services.refresh(constituent_ids=[holder.id, *(other.id for other in others)])
    return holder


def test_a_fundraiser_finds_the_caller_while_typing(page: Page, sign_in: Any, shoot: Any, ana: people.Person) -> None:
    sign_in(user_with("fundraiser"))
    page.goto("/constituents/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    shoot("empty")
    box.press_sequentially("ortega")
    expect(page.get_by_role("link", name="Ana María Ortega")).to_be_visible()
    shoot("hits")
    for typed in ("555-0142", "Anna Marya Ortega", "@violet_keys", "d-10234", str(ana.id)):
        box.fill(typed)
        expect(page.get_by_role("link", name="Ana María Ortega")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    box.fill("ana")
    expect(page.get_by_role("link", name="Ana Ortiz")).to_be_visible()
    shoot("hits-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    box.fill("nobody of this name")
    expect(page.get_by_text("Nobody is found by")).to_be_visible()
    shoot("nobody")
    box.fill("555-0142")
    page.get_by_role("link", name="Ana María Ortega").click()
    for size in ({"width": 1440, "height": 900}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for text in ("Ana María Ortega", "212-555-0199", "+1 (212) 555-0142", "Phone:", "Last gift"):
            expect(page.get_by_text(text).first).to_be_in_viewport()
        expect(page.get_by_role("button", name="Show the timeline")).to_have_count(0)
        expect(page.locator(".timeline > li").first).to_be_attached()
        shoot(f"page-{size['width']}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"]
    assert page.get_by_role("button", name="Unlink").count() == 0


def test_lineage_opens_and_the_timeline_goes_on(page: Page, sign_in: Any, shoot: Any, ana: people.Person) -> None:
    sign_in(user_with("fundraiser"))
    page.emulate_media(color_scheme="dark")
    page.goto(f"/constituents/{ana.id}/")
    page.locator("summary", has_text="Ana María Ortega").click()
    expect(page.get_by_text("A. Ortega", exact=True)).to_be_visible()
    expect(page.locator(".timeline > li")).to_have_count(25)
    page.get_by_text("Show earlier").click()
    expect(page.locator(".timeline > li")).to_have_count(40)
    page.locator("summary", has_text="Evidence").click()
    expect(page.get_by_text("Same town")).to_be_visible()
    shoot("dark")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot("dark-390")


def test_a_privacy_admin_sees_what_is_permitted(page: Page, sign_in: Any, shoot: Any, ana: people.Person) -> None:
    sign_in(user_with("privacy_admin"))
    page.goto(f"/constituents/{ana.id}/")
    page.locator("summary", has_text="All purposes").click()
    expect(page.locator(f"#consent-{ana.id}")).to_be_visible()
    shoot("consent")
    page.get_by_role("link", name="All permissions and acts").click()
    page.wait_for_url(f"**/privacy/constituents/{ana.id}/")


def test_a_steward_unlinks_and_takes_it_back_by_key(page: Page, sign_in: Any, shoot: Any, ana: people.Person) -> None:
    sign_in(user_with("steward"))
    page.goto(f"/constituents/{ana.id}/")
    page.get_by_role("button", name="Unlink violet_keys on X").click()
    expect(page.get_by_text("The account is unlinked")).to_be_visible()
    expect(page.get_by_text("No account is linked")).to_be_visible()
    shoot("unlinked")
    page.keyboard.press("z")
    expect(page.get_by_text("The account is linked again.")).to_be_visible()
    expect(page.get_by_role("heading", name="violet_keys")).to_be_visible()


def test_search_works_without_a_script(
    browser: Any, live_server: Any, page: Page, sign_in: Any, ana: people.Person
) -> None:
    sign_in(user_with("fundraiser"))
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/constituents/")
    plain.get_by_role("searchbox").fill("ortega")
    plain.get_by_role("searchbox").press("Enter")
    plain.get_by_role("link", name="Ana María Ortega").click()
    plain.get_by_role("link", name="Show the timeline").click()
    expect(plain.locator(".timeline > li")).to_have_count(25)
    context.close()
