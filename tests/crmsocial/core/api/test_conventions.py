"""Cursor pages, problem+json and tokens, shown on the jobs endpoint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from crmsocial.core import jobs
from crmsocial.core.models import Job, User
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return user_with("administrator")


@pytest.fixture
def api(admin: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(admin)
    return client


def some_jobs(count: int, **values: object) -> list[Job]:
    return [jobs.enqueue(kind="test.api", unique_key=f"api:{n}", args={}, **values) for n in range(count)]  # type: ignore[arg-type]


def test_pages_by_cursor_show_every_row_once(api: APIClient) -> None:
    some_jobs(5)
    seen, url = [], "/api/v1/jobs?limit=2"
    while url:
        page = api.get(url).json()
        seen += [row["id"] for row in page["results"]]
        if len(seen) == 2:
            jobs.enqueue(kind="test.api", unique_key="late", args={})
        url = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_others_see_their_own_jobs_only(admin: User) -> None:
    steward = user_with("steward")
    mine = some_jobs(1, actor=steward)[0]
    jobs.enqueue(kind="test.api", unique_key="other", args={}, actor=admin)
    client = APIClient()
    client.force_authenticate(steward)
    assert [row["id"] for row in client.get("/api/v1/jobs").json()["results"]] == [str(mine.pk)]


def test_a_token_opens_the_api_for_an_integration() -> None:
    _, token = AuthToken.objects.create(user_with("integration"))
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/v1/jobs").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"HTTP_AUTHORIZATION": "Token wrong"}, {"HTTP_AUTHORIZATION": "Token"}])
def test_a_bad_or_missing_token_is_a_401_that_says_so(sent: dict[str, str]) -> None:
    answer = APIClient(**sent).get("/api/v1/jobs")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["status"] == 401
    assert answer.json()["detail"]


def test_a_token_that_has_ended_opens_nothing() -> None:
    _, token = AuthToken.objects.create(user_with("integration"), expiry=timedelta(seconds=-1))
    assert APIClient(HTTP_AUTHORIZATION=f"Token {token}").get("/api/v1/jobs").status_code == 401


def test_the_wrong_role_is_a_403() -> None:
    _, token = AuthToken.objects.create(user_with("integration"))
    assert APIClient(HTTP_AUTHORIZATION=f"Token {token}").get("/api/v1/batches").status_code == 403


def test_problems_have_one_shape(api: APIClient) -> None:
    missing = api.get("/api/v1/jobs/01900000-0000-7000-8000-000000000000")
    assert missing["Content-Type"] == "application/problem+json"
    assert missing.json()["status"] == 404
    job = some_jobs(1)[0]
    assert api.post(f"/api/v1/jobs/{job.pk}/cancel").json()["state"] == "cancelled"
    again = api.post(f"/api/v1/jobs/{job.pk}/cancel")
    assert again.status_code == 409
    assert again.json()["code"] == "conflict"
    assert "nothing to cancel" in again.json()["detail"]


def test_the_description_covers_every_endpoint(api: APIClient) -> None:
    schema = api.get("/api/v1/schema?format=json").json()
    assert "/api/v1/jobs" in schema["paths"]
    assert all(path.startswith("/api/v1/") for path in schema["paths"])
