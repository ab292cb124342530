"""No bare strings: with a pseudo-locale every word of a page must come out marked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.factories.core import user_with
from tests.support.pages import addresses

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
LETTERS = re.compile(r"[^\W\d_]{2,}")
SHOWN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "data-key-label", "label"}
#: Words that are the same in every language: names of products, keys, units and examples.
NAMES = {
    "crmsocial", "X", "Facebook", "Instagram", "LinkedIn", "YouTube", "Mastodon", "Bluesky", "Meta", "CSV", "JSON",
    "API", "English", "gzip", "csv", "Esc",
}  # fmt: skip

#: What is no speech of ours: code, keys, and the verbatim words and titles of others.
SILENT = {"script", "style", "code", "kbd", "pre", "blockquote", "cite"}


class Words(HTMLParser):
    """Collects text nodes and the attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        # What a <time> is called is a date, which Django itself writes in the reader's way.
        self.found += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value and tag != "time"]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append(data.strip())


def bare(text: str) -> bool:
    # A translated text may stand inside another: "{4 minutes} ago".
    while (outer := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = outer
    words = LETTERS.findall(text)
    return any(word not in NAMES for word in words)


def without_tags(source: str) -> str:
    """The template's own text: what is translated, inserted or commented is taken out."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", source, flags=re.S)
    source = re.sub(r"{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%}", "", source, flags=re.S)
    source = re.sub(r"{%\s*block \w*class\s*%}.*?{%\s*endblock", "{% endblock", source, flags=re.S)
    return re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", source, flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: str(one.relative_to(settings.BASE_DIR)))
def test_templates_hold_no_bare_text(path: Path) -> None:
    words = Words()
    words.feed(without_tags(path.read_text(encoding="utf-8")))
    assert [text for text in words.found if bare(text)] == []


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every translated text comes out between ⟦ and ⟧."""
    real: Any = translation._trans

    def marked(text: str) -> str:
        return f"⟦{text}⟧" if text.strip() else text

    monkeypatch.setattr(real, "gettext", lambda message: marked(str(message)))
    monkeypatch.setattr(real, "pgettext", lambda context, message: marked(str(message)))
    monkeypatch.setattr(real, "ngettext", lambda one, many, n: marked(str(one if n == 1 else many)))
    monkeypatch.setattr(real, "npgettext", lambda context, one, many, n: marked(str(one if n == 1 else many)))


#: Pages whose words are samples, not speech.
SAMPLES = {"styleguide/", "healthz"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["administrator", "steward", "fundraiser", "privacy_admin"])
def test_pages_speak_through_gettext(pseudo: None, role: str, settings: Any) -> None:
    settings.ORGANISATION_NAME = "⟦⟧"
    client = Client()
    client.force_login(user_with(role, email="x@y.z", first_name="", last_name=""))
    found = {}
    for address in addresses():
        if address.route in SAMPLES or address.route.startswith("api/"):
            continue
        answer = client.get(address.path)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        words = Words()
        words.feed(answer.content.decode().replace("x@y.z", ""))
        found[address.route] = [text for text in words.found if bare(text)]
    assert {route: texts for route, texts in found.items() if texts} == {}
