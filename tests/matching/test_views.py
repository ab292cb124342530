"""The pages of match runs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching import services
from matching.models import MatchRun
from tests.factories import identity as people
from tests.factories.core import user_with

from .world import town, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Client:
    client = Client()
    client.force_login(user_with("steward"))
    return client


def test_an_empty_list_offers_the_one_action(steward: Client) -> None:
    page = steward.get(reverse("matching:runs")).content.decode()
    assert "Nothing has been compared yet." in page
    assert "Start a match run" in page


def test_starting_leads_to_the_progress(steward: Client) -> None:
    town(2)
    answer = steward.post(reverse("matching:runs"), follow=True)
    run = MatchRun.objects.get()
    assert answer.redirect_chain == [(reverse("matching:run", args=[run.pk]), 302)]
    page = answer.content.decode()
    assert f'id="progress-{run.job_id}"' in page
    assert "run-outcome" in page
    again = steward.post(reverse("matching:runs"), follow=True)
    assert "already under way" in again.content.decode()


def test_the_outcome_tells_bands_and_rules(steward: Client) -> None:
    town(3)
    run = work_off(services.start_run(actor=None))
    page = steward.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "3 accounts were compared with 3 records" in page
    assert "Too few decisions yet" in page
    assert "hx-trigger" not in page.split('id="run-outcome"')[1]
    assert reverse("matching:run", args=[run.pk]) in steward.get(reverse("matching:runs")).content.decode()


def test_no_candidates_on_x_and_why(steward: Client) -> None:
    people.notice_in_force()
    people.constituent()
    for _ in range(5):
        people.persona(platform="x", consents=())
    run = work_off(services.start_run(actor=None))
    page = steward.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "No candidates on X: 5 accounts withheld." in page
    assert "No account may be compared" in page
    assert "A privacy admin can see" in page
    admin = Client()
    admin.force_login(user_with("administrator"))
    assert reverse("privacy:platforms") in admin.get(reverse("matching:run", args=[run.pk])).content.decode()


def test_cancel_and_resume_by_button(steward: Client) -> None:
    town(2)
    run = services.start_run(actor=None)
    page = steward.post(reverse("matching:run-cancel", args=[run.pk]), follow=True).content.decode()
    assert "Cancelled" in page
    assert "Go on with it" in page
    steward.post(reverse("matching:run-resume", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "queued"


def test_an_unknown_run_is_not_found(steward: Client) -> None:
    assert steward.get(reverse("matching:run", args=["01900000-0000-7000-8000-000000000000"])).status_code == 404


def test_a_fundraiser_is_told_who_can_permit() -> None:
    client = Client()
    client.force_login(user_with("fundraiser"))
    answer = client.get(reverse("matching:runs"))
    assert answer.status_code == 403
    assert "Data steward" in answer.content.decode()
