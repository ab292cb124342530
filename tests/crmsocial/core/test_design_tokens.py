"""The tokens reach the contrast that WCAG 2.2 AA asks for, and nothing else sets a colour or a shadow."""

import re
from pathlib import Path

import pytest

from crmsocial.core.presentation import tokens

CSS = Path(__file__).resolve().parents[3] / "static" / "css"
SHEET = (CSS / "tokens.css").read_text(encoding="utf-8")
OTHERS = sorted(path for path in CSS.glob("*.css") if path.name != "tokens.css")


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_ratio_agrees_with_known_values() -> None:
    assert tokens.ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert tokens.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert tokens.ratio("#123456", "#123456") == 1.0


@pytest.mark.parametrize("pair", tokens.contrasts_of(SHEET), ids=lambda pair: f"{pair.front} on {pair.ground}")
def test_contrast_holds_in_both_themes(pair: tokens.Contrast) -> None:
    assert pair.light >= pair.needed, f"light theme: {pair.light:.2f}"
    assert pair.dark >= pair.needed, f"dark theme: {pair.dark:.2f}"


def test_every_opaque_colour_has_both_themes() -> None:
    colours = {colour.name for colour in tokens.colours_of(SHEET)}
    assert len(colours) >= 20
    plain = {name for name, value in tokens.tokens_of(SHEET).items() if value.startswith("#")}
    assert plain == set()


def test_sizes_keep_the_grid_and_motion_its_bound() -> None:
    values = tokens.tokens_of(SHEET)
    for name, value in values.items():
        if name.startswith(("space-", "row", "target", "topbar", "list-width", "rail-width")):
            assert int(value.removesuffix("px")) % 4 == 0, name
    assert int(values["motion"].removesuffix("ms")) <= 120
    assert (values["text"], values["text-line"], values["text-meta"], values["row"]) == ("14px", "20px", "12px", "32px")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_other_sheets_use_tokens_only(path: Path) -> None:
    sheet = without_comments(path)
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300
    # white behind a code to scan and the opaque stop of a mask are no colours of the design
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet)) <= {"#fff", "#000"}
    assert set(re.findall(r"var\(--([a-z0-9-]+)", sheet)) <= set(tokens.tokens_of(SHEET))
    for shadow in re.findall(r"box-shadow:\s*([^;]+);", sheet):
        assert shadow == "var(--shadow-overlay)" or shadow.startswith("inset")
    for duration in re.findall(r"(?:transition|animation):[^;]*", sheet):
        assert not re.search(r"\d+m?s\b", duration), duration


def test_icons_that_templates_name_are_in_the_sprite() -> None:
    root = CSS.parents[1]
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (root / "static/img/icons.svg").read_text(encoding="utf-8")))
    templates = "".join(path.read_text(encoding="utf-8") for path in (root / "templates").rglob("*.html"))
    assert set(re.findall(r'{% icon "([^"]+)"', templates)) <= sprite
    assert {"append", "refer", "do_not_append", "allow", "deny", "unknown"} <= sprite
