"""The keys, the theme and the narrow screen, tried on the style guide, which has every part."""

import pytest
from playwright.sync_api import Page, expect

from crmsocial.core.models import Role
from tests.e2e.conftest import Shoot, SignIn
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db(transaction=True)

GUIDE = "/styleguide/"


@pytest.fixture
def guide(page: Page, sign_in: SignIn) -> Page:
    sign_in(user_with(Role.STEWARD))
    page.goto(GUIDE)
    return page


def test_a_key_works_its_control_and_the_help_lists_it(guide: Page) -> None:
    guide.keyboard.press("o")
    drawer = guide.locator("#sample-drawer")
    expect(drawer).to_be_visible()
    guide.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    guide.keyboard.press("?")
    expect(guide.locator("#keys-help")).to_contain_text("Open the drawer")


@pytest.mark.parametrize("chord", ["Control+o", "Alt+o", "Shift+O"])
def test_a_key_with_a_modifier_does_nothing(guide: Page, chord: str) -> None:
    guide.keyboard.press(chord)
    expect(guide.locator("#sample-drawer")).to_be_hidden()


def test_typing_in_a_field_is_no_command(guide: Page) -> None:
    field = guide.locator("#sample-reason")
    field.focus()
    guide.keyboard.type("moo?")
    expect(field).to_have_value("moo?")
    expect(guide.locator("#sample-drawer")).to_be_hidden()
    expect(guide.locator("#keys-help")).to_be_hidden()


@pytest.mark.parametrize("kind", ["repeat", "isComposing"])
def test_held_keys_and_compositions_are_no_commands(guide: Page, kind: str) -> None:
    guide.evaluate(
        "kind => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'o', bubbles: true, [kind]: true}))",
        kind,
    )
    expect(guide.locator("#sample-drawer")).to_be_hidden()


def test_single_keys_can_be_turned_off(guide: Page) -> None:
    guide.keyboard.press("?")
    guide.get_by_label("Use single-key shortcuts on this device").uncheck()
    guide.keyboard.press("Escape")
    guide.reload()
    guide.keyboard.press("o")
    expect(guide.locator("#sample-drawer")).to_be_hidden()


def test_the_chosen_theme_is_there_before_the_first_paint(guide: Page) -> None:
    guide.get_by_label("Account and display").click()
    guide.get_by_role("button", name="Dark").click()
    guide.reload()
    background = guide.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(16, 18, 21)"


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_out_of_the_window_and_targets_are_large_enough(
    guide: Page, shoot: Shoot, width: int, scheme: str
) -> None:
    guide.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    guide.set_viewport_size({"width": width, "height": 844})
    assert guide.evaluate("document.documentElement.scrollWidth") <= width
    needed = 44 if width == 390 else 24
    small = guide.evaluate(
        """needed => [...document.querySelectorAll('main :is(button, a.button, .filters a, .rows a, select, .reason)')]
            .filter(item => item.checkVisibility() && item.getBoundingClientRect().height < needed - 0.5)
            .map(item => item.outerHTML.slice(0, 120))""",
        needed,
    )
    assert small == []
    shoot("guide")
