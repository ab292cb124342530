"""A page of a real browser on a live server.

Screenshots: set ``SCREENSHOTS=/some/folder`` and call the ``shoot`` fixture, which does nothing otherwise.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page

from crmsocial.core.models import User
from tests.support.browser import ARGUMENTS, MISSING, chromium

Shoot = Callable[[str], None]
SignIn = Callable[[User], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def _django_beside_playwright() -> Iterator[None]:
    # Playwright's synchronous interface keeps an event loop running in this thread, which Django takes for async code.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    yield
    patch.undo()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium, kept from calling home."""
    path = chromium()
    if path is None:
        pytest.fail(MISSING)
    return {"executable_path": str(path), "args": ARGUMENTS, "headless": True}


@pytest.fixture
def browser_context_args(live_server: Any) -> dict[str, Any]:
    """Addresses are relative to the live server; no motion, so that screenshots are stable."""
    return {
        "base_url": live_server.url,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails the test when the browser refused something or a script broke."""
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page.on("console", note)
    yield page
    assert not complaints, complaints


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> SignIn:
    """Sign a user in without the form: ``sign_in(user)``."""

    def with_session(user: User) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return with_session


@pytest.fixture
def shoot(page: Page, request: pytest.FixtureRequest) -> Shoot:
    """Take a screenshot of the whole page under a name: ``shoot("queue")``; only where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def take(name: str) -> None:
        if folder:
            stem = re.sub(r"[^\w.-]+", "-", f"{request.node.name}-{name}")
            page.screenshot(path=Path(folder) / f"{stem}.png", full_page=True)

    return take
