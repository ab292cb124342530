"""A privacy admin lets data age, keeps what a claim needs, and sees what a platform told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from crmsocial.consolidation import services as profiles
from crmsocial.constituents.models import Interaction
from crmsocial.core import jobs
from privacy.erasure import services as erasures
from privacy.holds import services as holds
from privacy.models import Erasure, RetentionRun
from privacy.retention import platform_sweep, services
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.callbacks.signing import signed
from tests.privacy.callbacks.test_delivering import consented
from tests.privacy.factories import persona
from tests.privacy.retention.test_platform_sweep import aged
from tests.privacy.retention.test_schedules import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)
CALLBACK = "/callbacks/meta/data-deletion/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ana(transactional_db: None) -> people.Person:
    """Somebody with old gifts, whom a claim will be about; and somebody else."""
    person = people.person(full_name="Ana María Ortega", email="ana.ortega@example.org")
    other = people.person(full_name="Ben Park")
    profiles.refresh_now_or_later(constituent_ids={person.id, other.id})
    for number in range(4):
        people.gift(person if number else other, "25", at=LONG_AGO)
    people.gift(person, "25", at=timezone.now())
    return person


def deliver(path: str = CALLBACK) -> str:
    """A callback about an account that we hold; the address of its status page."""
    row = consented()
    answer = Client().post(path, f"signed_request={signed(row.account_id)}", content_type=FORM)
    url: str = answer.json()["url"]
    return url.replace("http://testserver", "")


def test_what_is_held_stays_and_the_rest_ages(page: Page, sign_in: Any, shoot: Any, ana: people.Person) -> None:
    sign_in(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    page.goto("/privacy/holds/")
    page.get_by_label("Find a person", exact=True).fill("Ana Ortega")
    page.get_by_role("button", name="Find", exact=True).click()
    shoot("holds-found")
    page.get_by_role("link", name="Place a hold Ana María Ortega").click()
    page.get_by_label("Ground").select_option("legal_claim")
    page.get_by_label("What must stay").select_option("transactions")
    page.get_by_label("Review on").fill(f"{timezone.localdate() + timedelta(days=90):%Y-%m-%d}")
    page.get_by_label("Note").fill("File 12/2026")
    shoot("hold-new")
    page.get_by_role("button", name="Place the hold").click()
    expect(page.get_by_role("row", name="Ana María Ortega")).to_contain_text("art. 17(3)(e)")
    erasures.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.id])
    Erasure.objects.update(state="blocked", blocked_by="hold:legal_claim")
    page.reload()
    expect(page.get_by_text("1 erasure waits for it")).to_be_visible()
    shoot("holds")

    page.goto("/privacy/retention/")
    page.get_by_label("What", exact=True).select_option("transactions")
    page.get_by_label("Keep for (days)").fill("365")
    page.get_by_role("button", name="Add the schedule").click()
    expect(page.get_by_text("Nobody has looked at it yet")).to_be_visible()
    expect(page.get_by_role("button", name="Switch on")).to_have_count(0)
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_role("status").filter(has_text="It would delete 1 row.")).to_be_visible()
    expect(page.get_by_text("3 more are past their time and stay")).to_be_visible()
    shoot("preview")
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("button", name="Delete now").click()
    expect(page.get_by_role("heading", name="Report")).to_be_visible()
    run = RetentionRun.objects.get()
    assert run.job_id is not None
    jobs.drain(until=run.job_id, timeout=60)
    page.reload()
    row = page.get_by_role("row", name="Gifts, tickets")
    expect(row).to_contain_text("Done")
    shoot("report")
    assert Interaction.objects.count() == 4
    page.goto("/privacy/retention/")
    expect(page.get_by_text("On, each night")).to_be_visible()
    expect(page.get_by_text("III.E.4", exact=True)).to_be_visible()
    shoot("retention")

    page.goto("/privacy/holds/")
    # The erasure has gone as far as it may: of the name nothing is left.
    page.get_by_role("row", name="art. 17(3)(e)").get_by_role("button", name="Lift").click()
    expect(page.get_by_text("1 erasure goes on.")).to_be_visible()


def test_what_a_platform_told_is_seen_by_staff_and_by_the_person(
    page: Page, sign_in: Any, shoot: Any, ana: people.Person
) -> None:
    status = deliver()
    deliver("/callbacks/meta/deauthorize/")
    page.goto(status)
    expect(page.get_by_role("heading", name="Your data is being erased")).to_be_visible()
    shoot("status")
    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/callbacks/")
    expect(page.get_by_role("row", name="App removed")).to_be_visible()
    shoot("callbacks")
    page.get_by_role("link", name="What the person sees").first.click()
    expect(page.get_by_text("Confirmation code")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_anywhere(page: Page, sign_in: Any, shoot: Any, ana: people.Person, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    admin = user_with("privacy_admin", first_name="Dora", last_name="Quist")
    sign_in(admin)
    for number in range(3):
        aged(persona("youtube", basis="consent", kind="network"), registered_at=timedelta(days=31 + number))
    job = platform_sweep.enter()
    jobs.drain(until=job.pk, timeout=60)
    _made(admin, ana)
    paths = {
        "retention": "/privacy/retention/",
        "holds": "/privacy/holds/?q=Ana",
        "new": f"/privacy/holds/constituents/{ana.id}/",
        "run": f"/privacy/retention/runs/{RetentionRun.objects.latest('started_at').pk}/",
        "callbacks": "/privacy/callbacks/",
        "status": deliver(),
    }
    for name, path in paths.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        shoot(f"{name}-{width}-{scheme}")


def _made(admin: Any, ana: people.Person) -> None:

    for category, days in (("transactions", 2555), ("persona", 730), ("import_errors", 90)):
        schedule = services.create(actor=admin, category=category, keep_days=days)
        if category != "import_errors":
            services.preview(schedule=schedule, actor=admin)
        if category == "transactions":
            services.switch_on(schedule=schedule, actor=admin)
    soon = timezone.localdate() + timedelta(days=90)
    holds.place(actor=admin, ground="legal_claim", constituent_id=ana.id, review_on=soon, note="File 12/2026")
    holds.place(
        actor=admin, ground="tax_law", source=people.source(), covers="transactions", review_on=timezone.localdate()
    )
