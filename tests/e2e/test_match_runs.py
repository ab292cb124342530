"""A steward starts a match run, leaves it to the workers, and reads what came out and what was withheld."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Shoot, SignIn
from tests.factories import identity as people
from tests.factories.core import user_with
from tests.matching.world import town
from tests.support.worker import WorkerProcess


@pytest.mark.django_db(transaction=True)
def test_a_run_from_start_to_outcome(
    celery_worker: WorkerProcess, page: Page, live_server: Any, sign_in: SignIn, shoot: Shoot
) -> None:
    town(6)
    for _ in range(3):
        people.persona(platform="x", consents=())
    sign_in(user_with("steward"))
    page.goto("/runs/")
    expect(page.get_by_text("Nothing has been compared yet.")).to_be_visible()
    shoot("empty")
    page.get_by_role("button", name="Start a match run").click()
    expect(page.locator("progress")).to_be_visible()
    shoot("progress")
    # The page renews itself until the outcome is there.
    expect(page.get_by_role("heading", name="Candidates by band")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("No candidates on X: 3 accounts withheld.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("6 accounts were compared with 6 records")).to_be_visible()
    shoot("outcome")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot("outcome-narrow")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/runs/")
    shoot("list-narrow")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1440, "height": 900})
    shoot("list-dark")
