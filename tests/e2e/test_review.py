"""A steward's path through the queue, by keyboard alone."""

from __future__ import annotations

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from crmsocial.identity.models import Decision
from matching.models import Candidate
from privacy import gate
from tests.e2e.conftest import Shoot, SignIn
from tests.factories.core import user_with
from tests.factories.identity import constituent, notice_in_force, persona
from tests.factories.review import candidate, state_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [
    ("Margaret Lindqvist", "Maggie Lindquist", "m.lindqvist", "Salem", "Portland", 0.93, "append"),
    ("Jean-Luc Okafor", "JL Okafor", "jl_okafor", "Tern Bay", "Tern Bay", 0.71, "refer"),
    ("Hana Sato", "hana", "hanasato88", "Portland", "Portland", 0.64, "refer"),
    ("Priya Venkatesan", "Priya V. Photography", "priya.voc", "Salem", "", 0.42, "refer"),
    ("Tomasz Zielinski", "T. Zielinski", "tzielinski", "Tern Bay", "Warsaw", 0.11, "do_not_append"),
]


def seeded() -> list[object]:
    """Five pairs, the first with a runner-up."""
    notice_in_force()
    made = []
    for name, shown, handle, city, place, probability, band in PEOPLE:
        person = constituent({"full_name": name, "email": f"{handle}@example.org", "city": city, "phone": "555-0142"})
        account = persona(handle=handle, display_name=shown, location=place, bio="Theatre, harbour walks, two cats.")
        made.append(candidate(of=account, to=person, probability=probability, band=band))
    other = constituent(
        {"full_name": "Margarete Lindquist", "city": "Portland"}, source_name="ticketing", kind="ticketing"
    )
    candidate(of=made[0].persona, to=other, probability=0.05, band="do_not_append", rank=2, priority=-10_000)
    return made


def on_pair(page: Page, one: object) -> None:
    page.wait_for_url(f"**/review/{one.pk}/**")


def test_a_steward_works_by_keyboard_alone(page: Page, sign_in: SignIn, shoot: Shoot) -> None:
    first, second, third, fourth, fifth = seeded()
    sign_in(user_with("steward", first_name="Ana", last_name="Olsen"))
    page.goto("/review/")
    heading = page.locator(".pair-head")
    expect(page.locator(".comparison")).to_contain_text("Margaret Lindqvist")
    shoot("first")
    page.keyboard.press("a")
    on_pair(page, second)
    expect(page.locator("#toasts")).to_contain_text("Approved")
    page.keyboard.press("z")
    on_pair(page, first)
    expect(page.locator("#toasts")).to_contain_text("Undone")
    page.keyboard.press("1")
    expect(page.locator(".comparison")).to_contain_text("Margarete Lindquist")
    page.go_back()
    on_pair(page, first)
    expect(page.locator(".comparison")).to_contain_text("Margaret Lindqvist")
    page.keyboard.press("a")
    on_pair(page, second)
    page.keyboard.press("r")
    expect(page.locator("#reject-reasons")).to_be_visible()
    shoot("reasons")
    page.keyboard.press("n")
    page.keyboard.type("Lives elsewhere a r")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    on_pair(page, third)
    page.keyboard.press("u")
    page.keyboard.press("1")
    on_pair(page, fourth)
    page.keyboard.press("s")
    on_pair(page, fifth)
    page.keyboard.press("k")
    on_pair(page, fourth)
    page.keyboard.press("j")
    on_pair(page, fifth)
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_contain_text("Approve")
    page.keyboard.press("?")
    expect(heading).to_be_visible()
    states = [state_of(one).state for one in (first, second, third, fourth, fifth)]
    assert states == ["approved", "rejected", "deferred", "open", "open"]
    rejected = Decision.objects.get(candidate_id=second.pk)
    assert rejected.reason == "family_member"
    page.goto("/review/history/")
    expect(page.locator("table")).to_contain_text("Lives elsewhere a r")
    shoot("history")


def test_the_undo_key_takes_the_last_act_back_be_it_a_skip(page: Page, sign_in: SignIn) -> None:
    first, second, third, *_ = seeded()
    sign_in(user_with("steward"))
    page.goto("/review/")
    for key, following in (("a", second), ("s", third), ("z", second), ("z", first)):
        page.keyboard.press(key)
        on_pair(page, following)
        expect(page.locator("#toasts")).to_contain_text(
            {"a": "Approved", "s": "Skipped", "z": "skip is taken back" if following is second else "Undone"}[key]
        )
    assert [state_of(one).state for one in (first, second)] == ["open", "open"]


def test_a_double_click_is_one_decision_and_a_second_tab_is_told(page: Page, sign_in: SignIn, shoot: Shoot) -> None:
    first, second, *_ = seeded()
    sign_in(user_with("steward", first_name="Ana", last_name="Olsen"))
    page.goto("/review/")
    other = page.context.new_page()
    other.goto(page.url if str(first.pk) in page.url else f"/review/{first.pk}/")
    page.get_by_role("button", name="Approve").dblclick()
    on_pair(page, second)
    assert Decision.objects.count() == 1
    other.keyboard.press("r")
    other.keyboard.press("1")
    expect(other.locator(".notice.error")).to_contain_text("Ana Olsen decided")
    assert Decision.objects.count() == 1
    shoot("second-tab")


def test_a_pair_scored_anew_meanwhile_keeps_what_was_typed(page: Page, sign_in: SignIn, shoot: Shoot) -> None:
    first, second, *_ = seeded()
    sign_in(user_with("steward", first_name="Ana", last_name="Olsen"))
    page.goto("/review/")
    with gate.purpose("upkeep", reason="tests"):
        Candidate.objects.filter(pk=first.pk).update(probability=0.4, lock_version=F("lock_version") + 1)
    page.keyboard.press("r")
    page.keyboard.press("n")
    page.keyboard.type("Her mother, I think")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator(".notice.error")).to_contain_text("was 93")
    expect(page.locator("#note-reject-kept")).to_have_value("Her mother, I think")
    shoot("kept")
    assert Decision.objects.count() == 0
    page.keyboard.press("3")
    on_pair(page, second)
    with gate.purpose("upkeep", reason="tests"):
        assert Decision.objects.get().payload.note == "Her mother, I think"


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_at_every_width_in_both_themes(
    page: Page, sign_in: SignIn, shoot: Shoot, width: int, scheme: str
) -> None:
    seeded()
    sign_in(user_with("steward"))
    page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/review/")
    expect(page.locator(".action-bar .primary")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 390:
        heights = page.locator(".action-bar .button").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44
    shoot("pair")
