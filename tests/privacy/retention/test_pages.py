"""The retention pages, as a privacy admin uses them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from crmsocial.constituents.models import Interaction
from crmsocial.core import jobs
from privacy.models import RetentionRun, RetentionSchedule
from privacy.platform_rules import RULES
from privacy.retention import platform_sweep
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import persona
from tests.privacy.retention.test_platform_sweep import aged
from tests.privacy.retention.test_schedules import LONG_AGO

pytestmark = pytest.mark.django_db
PAGE = "/privacy/retention/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    return client


def made(admin: Client, **values: object) -> RetentionSchedule:
    answer = admin.post(f"{PAGE}new/", {"category": "transactions", "keep_days": 365, **values})
    assert answer.status_code == 302
    return RetentionSchedule.objects.get()


def test_a_schedule_is_made_looked_at_switched_on_and_run(admin: Client) -> None:
    for year in range(3):
        people.gift(people.person(), "10", at=LONG_AGO + timedelta(days=year))
    schedule = made(admin)
    url = f"{PAGE}{schedule.pk}/"
    page = admin.get(url).content.decode()
    assert "Nobody has looked at it yet" in page and "Switch on" not in page
    assert admin.post(f"{url}on/").status_code == 409
    page = admin.post(f"{url}preview/").content.decode()
    assert "It would delete 3 rows." in page and "Switch on" in page
    assert Interaction.objects.count() == 3
    assert admin.post(f"{url}on/").status_code == 302
    run_url = admin.post(f"{url}run/").headers["Location"]
    assert "It has just begun." in admin.get(run_url).content.decode()
    run = RetentionRun.objects.get()
    assert run.job_id is not None
    jobs.drain(until=run.job_id, timeout=60)
    report = admin.get(run_url).content.decode()
    assert "Gifts, tickets" in report and "Dora Quist" in report and "Done" in report
    assert "On, each night" in admin.get(PAGE).content.decode()
    admin.post(f"{url}off/")
    assert not RetentionSchedule.objects.get().active


def test_other_days_switch_it_off(admin: Client) -> None:
    schedule = made(admin)
    url = f"{PAGE}{schedule.pk}/"
    admin.post(f"{url}preview/")
    admin.post(f"{url}on/")
    assert (
        "Look at what it would delete" in admin.post(f"{url}change/", {"keep_days": 30}, follow=True).content.decode()
    )
    assert not RetentionSchedule.objects.get().active
    for days in ("0", "-1", "many", "99999999", ""):
        assert admin.post(f"{url}change/", {"keep_days": days}).status_code == 422
    assert RetentionSchedule.objects.get().keep_days == 30


def test_what_a_schedule_must_say(admin: Client) -> None:
    for values in ({"category": "gossip"}, {"keep_days": 0}, {"source": 999}):
        answer = admin.post(f"{PAGE}new/", {"category": "transactions", "keep_days": 365, **values})
        assert answer.status_code == 422
    made(admin, source=people.source().pk)
    assert admin.post(f"{PAGE}new/", {"category": "transactions", "keep_days": 1}).status_code == 302
    assert admin.post(f"{PAGE}new/", {"category": "transactions", "keep_days": 2}).status_code == 409
    assert admin.get(f"{PAGE}{uuid4()}/").status_code == 404


def test_the_platforms_limits_are_shown_with_their_sections_and_warn_when_old(admin: Client) -> None:
    with time_machine.travel(max(rule.read_on for rule in RULES.values()) + timedelta(days=1)):
        admin.force_login(user_with("privacy_admin"))
        page = admin.get(PAGE).content.decode()
    for rule in RULES.values():
        for keep in rule.keeps:
            assert str(keep.within_in_words) in page
    assert "III.E.4" in page and "more than 180 days ago" not in page
    with time_machine.travel(RULES["x"].read_on + timedelta(days=200)):
        admin.force_login(user_with("privacy_admin"))
        assert "more than 180 days ago" in admin.get(PAGE).content.decode()


def test_a_platform_s_page_says_what_may_be_kept(admin: Client) -> None:
    page = admin.get("/privacy/platforms/").content.decode()
    assert "30 days since it was last refreshed" in page and "24 hours after the platform says" in page


def test_a_sweep_that_found_something_is_reported(admin: Client) -> None:
    job = platform_sweep.enter()
    jobs.drain(until=job.pk, timeout=60)
    assert "Nothing has been deleted by its age yet." in admin.get(PAGE).content.decode()
    row = persona("youtube", basis="consent", kind="network")
    aged(row, registered_at=timedelta(days=31))
    job = platform_sweep.enter()
    jobs.drain(until=job.pk, timeout=60)
    page = admin.get(PAGE).content.decode()
    run = RetentionRun.objects.latest("started_at")
    assert f"{PAGE}runs/{run.pk}/" in page
    report = admin.get(f"{PAGE}runs/{run.pk}/").content.decode()
    assert "YouTube: Data from YouTube" in report and "1 erasure is still under way" in report
