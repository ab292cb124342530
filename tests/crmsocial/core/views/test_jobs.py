"""Job pages: found again, cancelled, retried."""

from __future__ import annotations

import pytest
from django.test import Client

from crmsocial.core import jobs
from crmsocial.core.models import Job
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


def test_progress_is_found_again_after_leaving(client: Client) -> None:
    steward = user_with("steward")
    client.force_login(steward)
    job = jobs.enqueue(kind="test.page", unique_key="page", args={}, actor=steward)
    Job.objects.filter(pk=job.pk).update(done=62, total=100, message="rows read")
    assert str(job.pk) in client.get("/jobs/").content.decode()
    bar = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="62"' in bar
    assert "<html" not in bar
    assert "rows read" in bar


def test_the_page_around_the_bar_is_renewed_when_the_work_ends(client: Client) -> None:
    steward = user_with("steward")
    client.force_login(steward)
    job = jobs.enqueue(kind="test.page", unique_key="page", args={}, actor=steward)
    asked = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(f"/jobs/{job.pk}/", headers=asked).headers
    jobs.cancel(job=job, actor=steward)
    assert client.get(f"/jobs/{job.pk}/", headers=asked).headers["HX-Refresh"] == "true"


def test_cancel_and_retry(client: Client) -> None:
    admin = user_with("administrator")
    client.force_login(admin)
    job = jobs.enqueue(kind="test.nobody", unique_key="page", args={}, actor=admin)
    jobs.work(job.pk)
    assert "No handler is registered" in client.get("/jobs/").content.decode()
    client.post(f"/jobs/{job.pk}/retry/")
    job.refresh_from_db()
    assert job.state == "queued"
    client.post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_refusal_says_who_can_permit(client: Client) -> None:
    client.force_login(user_with("steward"))
    page = client.get("/audit/")
    assert page.status_code == 403
    assert "Privacy admin" in page.content.decode()


def test_the_audit_log_shows_who(client: Client) -> None:
    admin = user_with("administrator", first_name="Ana", last_name="Olsen")
    client.force_login(admin)
    job = jobs.enqueue(kind="test.page", unique_key="page", args={}, actor=admin)
    jobs.cancel(job=job, actor=admin)
    page = client.get(f"/audit/?type=job&id={job.pk}").content.decode()
    assert "Ana Olsen" in page
    assert "job.cancel" in page


def test_the_start_page_leads_by_role(client: Client) -> None:
    client.force_login(user_with("privacy_admin"))
    assert client.get("/").status_code == 302
