"""The style guide: the design tokens and every shared part in every state, from fictional samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from crmsocial.core.presentation import tokens
from crmsocial.core.views import styleguide_samples as samples

SECTIONS = [
    ("colours", _("Colours")),
    ("type", _("Type and space")),
    ("icons", _("Icons")),
    ("controls", _("Buttons and marks")),
    ("evidence", _("Evidence")),
    ("pair", _("A pair")),
    ("rows", _("Rows")),
    ("forms", _("Forms")),
    ("states", _("States and long work")),
    ("overlays", _("Overlays")),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    """All sections on one page; it holds no data of anybody."""
    sheet = _asset("css/tokens.css")
    context: dict[str, Any] = {
        "sections": [
            {"id": key, "title": title, "template": f"styleguide/{key}.html", "url": f"#{key}"}
            for key, title in SECTIONS
        ],
        "colours": tokens.colours_of(sheet),
        "contrasts": tokens.contrasts_of(sheet),
        "measures": [item for item in tokens.tokens_of(sheet).items() if item[1].endswith(("px", "ms"))],
        "icons": _icon_names(),
        **samples.context(),
    }
    return render(request, "styleguide.html", context)


def _icon_names() -> list[str]:
    sprite = _asset("img/icons.svg")
    return [part.split('"', 1)[0] for part in sprite.split('<symbol id="')[1:]]


def _asset(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404(f"The static file {name} is missing.")
    return Path(found).read_text(encoding="utf-8")
