"""A privacy admin erases a person, watches it go, proves it, and lets somebody in again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from privacy.models import Erasure, Hold
from tests.crmsocial.intake.files import load
from tests.factories.core import user_with
from tests.privacy.erasure.people import erase, town, worked_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_preview_to_the_proof(page: Page, sign_in: Any, shoot: Any, tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    Hold.objects.create(constituent_id=ben.constituent_id, ground="legal_claim")
    erase(ben)
    sign_in(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    page.goto(f"/privacy/constituents/{ana.constituent_id}/erase/")
    expect(page.get_by_role("heading", name="What goes", level=2)).to_be_visible()
    shoot("erasure-start")
    page.get_by_label("Type “erase” to go on").fill("no")
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_text("Nothing was erased")).to_be_visible()
    page.get_by_label("Type “erase” to go on").fill("erase")
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_role("heading", name="Store by store")).to_be_visible()
    worked_off(Erasure.objects.get(constituent_ids__contains=[ana.constituent_id]))
    # The part with the steps asks for itself until all is done.
    expect(page.locator("#erasure-steps").get_by_text("Complete")).to_be_visible(timeout=10_000)
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the manifest").click()
    assert "example.org" not in Path(download.value.path()).read_text()
    page.get_by_role("button", name="Search again now").click()
    expect(page.get_by_role("heading", name="Searched again just now")).to_be_visible()
    shoot("erasure-complete")
    # The one whose erasure a hold delays stays out like the one who was erased.
    assert load(tmp_path / "people.csv").rows_suppressed == 2

    page.goto("/privacy/erasures/")
    expect(page.get_by_text("A privacy admin can lift the hold")).to_be_visible()
    shoot("erasures")
    page.get_by_label("E-mail address of the person").fill("ana.olsen@example.org")
    page.get_by_role("button", name="Let this person in again").click()
    expect(page.get_by_text("The person may come in again")).to_be_visible()
    assert load(tmp_path / "people.csv").rows_suppressed == 1
    page.goto(f"/constituents/{ana.constituent_id}/")
    expect(page.get_by_text("This person was erased")).to_be_visible()
