"""The whole way: real files in, candidates out of workers, a steward, a fundraiser, a withdrawn consent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from crmsocial.core.models import AuditEntry, User
from crmsocial.identity.models import Decision
from matching.models import MatchRun
from tests.e2e.conftest import Shoot, SignIn
from tests.factories.core import user_with
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

FILES = settings.BASE_DIR / "crmsocial" / "demo" / "data"
ASSESSMENT = (
    "The members of Congress receive our advocacy letters, which is the prior relationship. They published these "
    "accounts themselves. A steward reviews each pair; objections are honoured at once; nothing is bought."
)
PATIENCE = 120_000


def upload(page: Page, file: Path, holds: str, source: str, kind: str) -> None:
    page.goto("/intake/upload/")
    page.get_by_label("File", exact=True).set_input_files(str(file))
    page.get_by_role("radio", name=holds).check()
    page.get_by_label("New source", exact=False).first.fill(source)
    page.get_by_label("Kind of the new source", exact=False).select_option(kind)
    page.get_by_role("radio", name="Made public").check()
    page.get_by_role("button", name="Look at the columns").click()
    page.get_by_role("button", name="Load these rows").click()
    expect(page.get_by_text("Loaded", exact=True).first).to_be_visible(timeout=PATIENCE)


def run_matching(page: Page) -> None:
    page.goto("/runs/")
    page.get_by_role("button", name="Start a match run").first.click()
    expect(page.get_by_role("heading", name="Candidates by band")).to_be_visible(timeout=PATIENCE)


def approve_ten(page: Page) -> None:
    page.goto("/review/?platform=x")
    for number in range(10):
        before = page.url
        expect(page.locator(".pair-head")).to_be_visible()
        page.keyboard.press("a")
        page.wait_for_url(lambda url, before=before: url != before)
        assert Decision.objects.filter(verdict="same").count() == number + 1


@pytest.fixture
def staff(transactional_db: None) -> dict[str, User]:
    return {role: user_with(role) for role in ("steward", "fundraiser", "privacy_admin")}


def test_from_two_real_files_to_a_view_that_follows_a_withdrawal(
    celery_worker: WorkerProcess,
    page: Page,
    sign_in: SignIn,
    shoot: Shoot,
    staff: dict[str, Any],
) -> None:
    sign_in(staff["steward"])
    upload(page, FILES / "congress_constituents.csv.gz", "Constituents", "us-congress", "public_list")
    upload(page, FILES / "congress_personas.csv.gz", "Personas", "us-congress-accounts", "public_list")
    shoot("loaded")
    run_matching(page)
    expect(page.get_by_text("No candidates on X: 141 accounts withheld.")).to_be_visible()
    shoot("withheld")

    sign_in(staff["privacy_admin"])
    page.goto("/privacy/platforms/")
    page.get_by_label("Assessment").fill(ASSESSMENT)
    page.get_by_role("button", name="Record and switch on").click()
    expect(page.get_by_text("the mode is on")).to_be_visible()

    sign_in(staff["steward"])
    run_matching(page)
    shoot("run")
    assert MatchRun.objects.latest("created_at").summary["bands"]["refer"] >= 100
    approve_ten(page)
    shoot("reviewed")

    person, name = somebody_linked()
    sign_in(staff["fundraiser"])
    page.goto("/constituents/")
    page.get_by_role("searchbox").fill(name)
    page.locator(f'a[href*="{person}"]').first.click()
    accounts = page.locator("#linked-accounts")
    expect(accounts).to_contain_text("@")
    shoot("constituent")

    sign_in(staff["privacy_admin"])
    page.goto(f"/privacy/constituents/{person}/")
    page.get_by_label("How the person told you").select_option("staff_call")
    page.get_by_role("button", name="Withdraw everything on X").click()
    expect(page.get_by_text("The objection is recorded.")).to_be_visible()

    sign_in(staff["fundraiser"])
    page.goto(f"/constituents/{person}/")
    expect(page.locator("#linked-accounts")).not_to_contain_text("@")
    expect(page.locator("#linked-accounts")).to_contain_text("Only the person can permit it.")
    shoot("withdrawn")
    assert AuditEntry.objects.filter(verb="link.suspended").exists()


def somebody_linked() -> tuple[UUID, str]:
    """A constituent whom the steward just linked, and their name as the source has it."""
    from crmsocial.consolidation.selectors import names

    decision = Decision.objects.filter(verdict="same").earliest("decided_at")
    return decision.constituent_id, names([decision.constituent_id])[decision.constituent_id]
