"""Decisions by API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from crmsocial.identity.models import Decision
from tests.factories.core import user_with
from tests.factories.identity import notice_in_force
from tests.factories.review import candidate, state_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions"


@pytest.fixture
def api() -> APIClient:
    notice_in_force()
    client = APIClient()
    client.force_authenticate(user_with("steward", first_name="Ana", last_name="Olsen"))
    return client


def test_a_verdict_is_taken_listed_and_taken_back(api: APIClient) -> None:
    one = candidate()
    answer = api.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "same", "note": "Yes."})
    assert answer.status_code == 201, answer.content
    assert (answer.data["verdict"], answer.data["decided_by"]) == ("same", "Ana Olsen")
    assert state_of(one).state == "approved"
    listed = api.get(URL, {"limit": 1}).json()
    assert [row["id"] for row in listed["results"]] == [answer.data["id"]]
    undone = api.post(f"{URL}/{answer.data['id']}/undo", {})
    assert undone.data["reverses"] == answer.data["id"]
    assert state_of(one).state == "open"
    assert api.get(f"{URL}/{answer.data['id']}").data["reversed_by"] == undone.data["id"]


def test_stale_and_unreasoned_verdicts_are_problems(api: APIClient) -> None:
    one = candidate()
    stale = api.post(URL, {"candidate": one.pk, "lock_version": one.lock_version + 1, "verdict": "same"})
    assert (stale.status_code, stale["Content-Type"]) == (409, "application/problem+json")
    assert stale.data["lock_version"] == one.lock_version
    unreasoned = api.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "not_same"})
    assert unreasoned.status_code == 400
    assert "reason" in unreasoned.data["detail"]
    garbage = api.post(URL, {"candidate": "x", "verdict": "perhaps"})
    assert set(garbage.data["errors"]) == {"candidate", "lock_version", "verdict"}
    assert Decision.objects.count() == 0


def test_the_loser_learns_who_decided_and_when(api: APIClient) -> None:
    one = candidate()
    ben = APIClient()
    ben.force_authenticate(user_with("steward", first_name="Ben", last_name="Park"))
    ben.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "same"})
    lost = api.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "same"})
    assert lost.status_code == 409
    assert "Ben Park decided" in lost.data["detail"]
    assert lost.data["decided_by"] == "Ben Park"


@pytest.mark.parametrize("role", ["fundraiser", "privacy_admin", "integration"])
def test_others_may_not(role: str) -> None:
    notice_in_force()
    one = candidate()
    client = APIClient()
    client.force_authenticate(user_with(role))
    answer = client.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "same"})
    assert answer.status_code == 403
    assert state_of(one).state == "open"


def test_a_list_costs_the_same_whatever_its_length(api: APIClient, django_assert_max_num_queries: object) -> None:
    for _ in range(3):
        one = candidate()
        api.post(URL, {"candidate": one.pk, "lock_version": one.lock_version, "verdict": "same"})
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(api.get(URL).json()["results"]) == 3
