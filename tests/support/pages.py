"""Every address of the project, for tests that walk them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

#: Parts that are not ours; their own tests and one of ours for each cover them.
FOREIGN = ("admin/", "accounts/")
SOME_UUID = UUID("01900000-0000-7000-8000-000000000000")
SAMPLES = {"uuid": str(SOME_UUID), "int": "1", "slug": "x", "str": "x", "path": "x"}


@dataclass(frozen=True, slots=True)
class Address:
    """A route as it stands in the URL configuration, and one path that it matches."""

    route: str
    path: str
    view: Any


def addresses() -> list[Address]:
    """All routes of the project itself, in order."""
    return [one for one in _walk(get_resolver().url_patterns, "", "") if not one.route.startswith(FOREIGN)]


def _walk(patterns: list[Any], route: str, path: str) -> Iterator[Address]:
    for one in patterns:
        here, filled = route + _text(one.pattern), path + _filled(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here, filled)
        elif isinstance(one, URLPattern):
            yield Address(here, "/" + filled, one.callback)


def _text(pattern: Any) -> str:
    return str(pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")


def _filled(pattern: Any) -> str:
    text = re.sub(r"(?<!P)<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], _text(pattern))
    return re.sub(r"\(\?P<[^()]*\)", str(SOME_UUID), text)
