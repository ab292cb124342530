"""A privacy admin's day, as a new user would have it: notice, refused use, withdrawal, access, erasure, proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from crmsocial.consolidation import services as consolidation
from crmsocial.core.models import User
from privacy import gate
from privacy.models import Erasure
from tests.crmsocial.intake.files import load, write
from tests.e2e.conftest import Shoot, SignIn
from tests.factories.core import user_with
from tests.privacy.erasure.people import PEOPLE, Known, town
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

PATIENCE = 60_000
ANA = "Ana Olsen"


@pytest.fixture
def people(transactional_db: None, tmp_path: Path) -> tuple[Known, Known]:
    """Ana and Ben with records, gifts and a linked account each, as they came in by files."""
    ana, ben = town(tmp_path)
    consolidation.refresh(constituent_ids=[ana.constituent_id, ben.constituent_id])
    return ana, ben


@pytest.fixture
def dora(transactional_db: None) -> User:
    return user_with("privacy_admin", first_name="Dora", last_name="Reyes")


def publish_a_notice(page: Page, sign_in: SignIn, dora: User) -> None:
    sign_in(dora)
    page.goto("/privacy/notices/")
    page.keyboard.press("n")
    page.get_by_label("Title").fill("What we do with your accounts")
    page.get_by_role("button", name="Keep as a draft").last.click()
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("button", name="Approve and publish")).to_be_disabled()
    address = page.url
    sign_in(user_with("privacy_admin", first_name="Femi", last_name="Torres"))
    page.goto(address)
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("It is in force from now on")).to_be_visible()


def see_a_use_refused(page: Page, ana: Known, dora: User) -> None:
    with (
        pytest.raises(gate.PurposeRefused, match="tells nobody of the purpose"),
        gate.purpose("prospect_research", reason="a day's test", actor=user_with("fundraiser")),
    ):
        pass
    page.goto("/privacy/incidents/")
    expect(page.get_by_text("Researching prospects").first).to_be_visible()
    page.goto(f"/privacy/gate/?person={ana.constituent_id}")
    page.get_by_label("Purpose").select_option("prospect_research")
    expect(page.get_by_text("Who can permit it:")).to_be_visible()


def take_a_withdrawal(page: Page, ben: Known) -> None:
    page.goto(f"/privacy/constituents/{ben.constituent_id}/")
    page.get_by_label("How the person told you").select_option("staff_call")
    page.get_by_role("button", name="Withdraw everything on Mastodon").click()
    expect(page.get_by_text("The objection is recorded.")).to_be_visible()
    page.goto(f"/constituents/{ben.constituent_id}/")
    expect(page.get_by_text("ben_p@social.example")).to_have_count(0)


def answer_an_access_request(page: Page, ana: Known) -> None:
    page.goto("/privacy/requests/new/")
    page.get_by_label("What the person asks for").select_option("access")
    page.get_by_label("Find who asks").fill("olsen")
    page.get_by_label(ANA).check()
    page.get_by_label("How it came").select_option("letter")
    page.get_by_label("When it was received").fill(f"{timezone.localtime():%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Receive").click()
    page.get_by_label("How the person proved who they are").select_option("known_contact")
    page.get_by_role("button", name="Identity is verified").click()
    expect(page.get_by_text("The request can be answered.")).to_be_visible()
    page.get_by_role("link", name="See what is in it").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    with ZipFile(Path(waiting.value.path())) as archive:
        text = archive.read("data.json").decode()
    assert "Ana.Olsen@example.org" in text and "ana_o@social.example" in text and "ben@example.org" not in text


def erase(page: Page, ana: Known, folder: Path) -> Path:
    page.goto(f"/privacy/constituents/{ana.constituent_id}/erase/")
    expect(page.get_by_text("What stops at once")).to_be_visible()
    page.locator("form.narrow input[type=text]").fill("nothing like it")
    page.get_by_role("button", name="Erase this person").click()
    assert not Erasure.objects.exists(), "a wrong word erases nobody"
    page.locator("form.narrow input[type=text]").fill("erase")
    page.get_by_role("button", name="Erase this person").click()
    expect(page.get_by_role("link", name="Download the manifest")).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the manifest").click()
    manifest = folder / "manifest.json"
    waiting.value.save_as(manifest)
    page.get_by_role("button", name="Search again now").click()
    expect(page.get_by_role("heading", name="Searched again just now")).to_be_visible()
    return manifest


def test_a_privacy_admin_s_day(
    celery_worker: WorkerProcess,
    page: Page,
    sign_in: SignIn,
    shoot: Shoot,
    people: tuple[Known, Known],
    dora: User,
    tmp_path: Path,
    capsys: Any,
) -> None:
    ana, ben = people
    publish_a_notice(page, sign_in, dora)
    sign_in(dora)
    see_a_use_refused(page, ana, dora)
    shoot("refused")
    take_a_withdrawal(page, ben)
    answer_an_access_request(page, ana)
    manifest = erase(page, ana, tmp_path)
    shoot("erased")

    again = [PEOPLE[0], ["other-1", "ANA", "OLSEN", " ANA.olsen+news@EXAMPLE.org", "+1 212 555 0142", ""], *PEOPLE[2:]]
    batch = load(write(tmp_path / "again.csv", again), source_name="another-list")
    assert (batch.rows_suppressed, batch.rows_added) == (1, 1), "she does not come back by another list and spelling"
    page.goto("/constituents/?q=olsen")
    expect(page.get_by_text(ANA)).to_have_count(0)
    page.goto(f"/privacy/constituents/{ana.constituent_id}/")
    shoot("gone")

    call_command("verify_erasure", str(manifest))
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ok"] is True
