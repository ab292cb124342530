"""The shared template tags: what they escape, cap, add up and draw."""

import datetime as dt
import math
import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.core.presentation import dates, evidence, figures
from crmsocial.core.presentation.difference import mark_difference

PLAIN_STATIC = override_settings(
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
)
any_text = st.text(max_size=30)


def render(source: str, **context: object) -> str:
    with PLAIN_STATIC:
        return Template("{% load ui %}" + source).render(Context(context)).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.marked = ""
        self.tags: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._inside else ""


def parsed(markup: str) -> _Text:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return parser


def test_difference_marks_only_what_differs() -> None:
    found = mark_difference("Lindqvist", "Lindquist")
    assert found.left == 'Lindq<mark class="diff">v</mark>ist'
    assert found.right == 'Lindq<mark class="diff">u</mark>ist'
    assert not found.same


def test_difference_escapes_both_sides() -> None:
    found = mark_difference("<b>Ana</b> & Co", "<i>Ana</i> & Co")
    for side in (found.left, found.right):
        assert set(parsed(side).tags) <= {"mark"}
        assert "&amp;" in side


@given(left=any_text, right=any_text)
def test_difference_changes_no_character(left: str, right: str) -> None:
    found = mark_difference(left, right)
    for side, value in ((found.left, left), (found.right, right)):
        assert side.replace('<mark class="diff">', "").replace("</mark>", "") == _escaped(value)


@given(value=any_text)
def test_equal_values_carry_no_mark(value: str) -> None:
    found = mark_difference(value, value)
    assert found.same
    assert "<mark" not in found.left + found.right


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [("SMITH", "Smith", True), ("José", "Jose\u0301", True), ("Ana", None, False), (None, None, True)],
)
def test_case_encoding_and_absence_are_not_marked(left: str | None, right: str | None, same: bool) -> None:
    found = mark_difference(left, right)
    assert found.same is same
    assert "<mark" not in found.left + found.right


def test_unlike_and_very_long_values_are_marked_whole() -> None:
    assert mark_difference("Salem", "Portland").left == '<mark class="diff">Salem</mark>'
    long = "a" * 2000
    assert parsed(mark_difference(long, long + "b").left).marked == long


def test_a_combining_mark_stays_with_its_letter() -> None:
    assert mark_difference("Jose\u0301s", "Joses").left == 'Jos<mark class="diff">e\u0301</mark>s'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, ">99 %"),
        (0.99999, ">99 %"),
        (0.9901, ">99 %"),
        (0.99, "99 %"),
        (0.973, "97 %"),
        (0.01, "1 %"),
        (0.0099, "<1 %"),
        (0.0, "<1 %"),
    ],
)
def test_probability_is_capped(value: float, text: str) -> None:
    assert figures.probability_text(value).replace("\u202f", " ") == text


@given(st.floats(0, 1))
def test_probability_never_claims_certainty(value: float) -> None:
    text = figures.probability_text(value)
    assert not text.startswith("100") and not text.startswith("0")


def test_probability_outside_its_range_is_refused_and_absence_named() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        figures.probability_text(1.2)
    assert figures.probability_text(None) == figures.probability_text(math.nan) == "unknown"
    assert "&gt;99" in render("{% probability p %}", p=1.0)


@given(st.lists(st.one_of(st.none(), st.floats(-60, 60)), max_size=12))
def test_bars_stay_in_the_drawing_and_leave_the_centre_on_their_side(weights: list[float | None]) -> None:
    drawing = evidence.draw({"label": "x", "sentence": "", "bits": bits} for bits in weights)
    assert drawing.total == pytest.approx(math.fsum(w for w in weights if w is not None))
    for bar, bits in zip(drawing.bars, weights, strict=True):
        assert bar.x >= 0 and bar.x + bar.width <= evidence.WIDTH + 1e-6
        if bits is None:
            assert bar.side == "unknown"
        elif bits < 0:
            assert bar.side == "against" and bar.x + bar.width == pytest.approx(evidence.CENTRE, abs=0.01)
        elif bits > 0:
            assert bar.side == "for" and bar.x == evidence.CENTRE
        if bits is not None:
            assert bar.width == pytest.approx(abs(bits) / drawing.scale * evidence.CENTRE, abs=0.01)


def test_weak_evidence_is_not_drawn_as_strong() -> None:
    (bar,) = evidence.draw([{"label": "x", "sentence": "", "bits": 0.8}]).bars
    assert bar.width == pytest.approx(10.0)


def test_evidence_table_prints_signed_bits_their_sum_and_no_inline_style() -> None:
    rows = [
        {"label": "Name", "sentence": "rare <surname>", "bits": 11.4},
        {"label": "Place", "sentence": "", "bits": -1.84},
        {"label": "E-mail", "sentence": "", "bits": None},
    ]
    markup = render("{% evidence_bars rows probability=p %}", rows=rows, p=0.9999)
    assert re.findall(r'<td class="num">(.*?)</td>', markup)[:3] == ["+11.4", "−1.8", "unknown"]
    assert markup.count("+9.6") == 1
    assert "rare &lt;surname&gt;" in markup
    assert "&gt;99" in markup
    assert "style=" not in markup


@pytest.mark.parametrize(
    ("value", "word"), [("append", "Append"), ("refer", "Refer"), ("do_not_append", "Do not append")]
)
def test_a_band_is_an_icon_and_a_word(value: str, word: str) -> None:
    markup = render("{% band value %}", value=value)
    assert parsed(markup).text == word
    assert f"#{value}" in markup


@pytest.mark.parametrize("value", ["ALLOW", "deny", "Unknown"])
def test_a_verdict_has_icon_word_and_reason(value: str) -> None:
    markup = render("{% verdict value reason %}", value=value, reason="withdrawn <b>")
    assert f"#{value.lower()}" in markup
    assert value.capitalize() in parsed(markup).text
    assert "withdrawn &lt;b&gt;" in markup


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Rivera", "AR"),
        ("Jean-Luc Okafor", "JO"),
        ("ō", "Ō"),
        ("王小明", "王"),
        ("(test) 9 Lives", "TL"),
        ("", "?"),
        (None, "?"),
    ],
)
def test_initials(name: str | None, letters: str) -> None:
    assert figures.initials_of(name) == letters


def test_initials_escape() -> None:
    assert "<b" not in render("{% initials name %}", name="<b <i").replace("<span", "").replace("</span", "")


NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW - dt.timedelta(seconds=20), "just now"),
        (NOW - dt.timedelta(minutes=12), "12 min ago"),
        (NOW - dt.timedelta(hours=23, minutes=59), "23 h ago"),
        (NOW - dt.timedelta(days=1), "1 day ago"),
        (NOW - dt.timedelta(days=30), "30 days ago"),
        (NOW - dt.timedelta(days=120), "4 months ago"),
        (NOW - dt.timedelta(days=364), "12 months ago"),
        (NOW - dt.timedelta(days=800), "2 years ago"),
        (NOW + dt.timedelta(minutes=2, seconds=20), "in 2 min"),
        (NOW + dt.timedelta(days=3), "in 3 days"),
        (dt.date(2026, 11, 21), "today"),
        (dt.date(2026, 11, 19), "2 days ago"),
    ],
)
def test_relative_dates(moment: dt.date, text: str) -> None:
    assert dates.relative_text(moment, now=NOW) == text


def test_a_moment_is_exact_on_focus_and_machine_readable() -> None:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        markup = render("{% relative_time moment %}", moment=NOW)
    assert 'datetime="2026-11-21T12:00:00+00:00"' in markup
    assert "1 p.m. CET" in markup
    assert 'tabindex="0"' in markup
    assert "–" in render("{% relative_time None %}")


def _escaped(value: str) -> str:
    from django.utils.html import escape

    return str(escape(value))
