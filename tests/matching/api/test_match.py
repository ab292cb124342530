"""``/api/v1/match``: one question, hundreds, how much may be asked, and what an answer must not tell."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from crmsocial.core.jobs import worker
from crmsocial.core.models import Job, Role, User
from crmsocial.identity import services as identity
from crmsocial.identity.models import Membership
from matching import services
from matching.index import upkeep
from matching.models import AskedCount, MatchQuestion
from tests.factories import identity as people
from tests.factories.core import user_with
from tests.matching.world import crowd, town, work_off

pytestmark = pytest.mark.django_db
URL = "/api/v1/match"
HERS = {"email": "amelia.t@example.org"}


@pytest.fixture
def her() -> UUID:
    """Known to us, with a model in use."""
    town(3)
    crowd(10)
    made = people.constituent({"given_name": "Amelia", "family_name": "Thornbury", **HERS, "birth_date": "1970-05-31"})
    members = Membership.objects.filter(ended_at__isnull=True).values_list("identity_id", flat=True)
    upkeep.follow_identities(list(members))
    work_off(services.start_run(actor=None))
    return made


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_one_question(her: UUID) -> None:
    answer = client_of(user_with(Role.STEWARD)).post(URL, HERS)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["outcome"] == "possible" and told["matches"][0]["constituent_id"] == str(her)
    assert {row["kind"] for row in told["matches"][0]["evidence"]} >= {"email", "prior", "competition"}
    assert all({"kind", "label", "sentence", "bits", "left", "right", "level"} == set(row)
               for row in told["matches"][0]["evidence"])  # fmt: skip


def test_nobody_has_the_same_shape_and_takes_as_long(her: UUID, settings: Any) -> None:
    settings.MATCHING_ANSWER_SECONDS = 0.4
    api = client_of(user_with(Role.INTEGRATION))
    took, shapes = [], []
    for email in ("amelia.t@example.org", "nobody@example.org"):
        began = time.monotonic()
        answer = api.post(URL, {"email": email})
        took.append(time.monotonic() - began)
        shapes.append((answer.status_code, set(answer.json())))
    assert shapes[0] == shapes[1] == (200, {"outcome", "matches", "model_version"})
    assert min(took) >= 0.4 and abs(took[0] - took[1]) < 0.35


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "at least one"),
        ({"gender": "f"}, "at least one"),
        ({"platform": "friendster", "handle": "a"}, "friendster"),
        ({"name": "x" * 301}, "errors"),
        ({"items": []}, "errors"),
        ({"items": [{"name": "A"}], "name": "B"}, "errors"),
        ({"items": [{"name": "A B"}, {"location": "Bath"}]}, "items[1]"),
        ({"items": [{"name": "A B"}] * 501}, "errors"),
        ({"name": "A B", "purpose": "contact"}, "errors"),
        ({"name": "A B", "birthdate": "1970-05-31"}, "birthdate"),
        ({"items": [{"name": "A B", "shoe_size": "39"}]}, "shoe_size"),
        ({"items": [{"name": "A B"}, {"name": "A\x00"}]}, "errors"),
        ({"name": "x" * 1_000_000}, "errors"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(her: UUID, body: dict[str, object], words: str) -> None:
    answer = client_of(user_with(Role.STEWARD)).post(URL, body)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert words in answer.content.decode()
    assert not MatchQuestion.objects.exists()


def test_without_a_model_it_says_what_to_do() -> None:
    answer = client_of(user_with(Role.STEWARD)).post(URL, HERS)
    assert (answer.status_code, answer.json()["code"]) == (503, "index_unready")


def test_a_purpose_that_the_role_may_not_open_is_refused(her: UUID) -> None:
    answer = client_of(user_with(Role.INTEGRATION)).post(URL, {**HERS, "purpose": "profile_view"})
    assert (answer.status_code, answer.json()["code"]) == (403, "purpose_refused")


def test_hundreds_are_answered_by_a_job_and_fetched_once_by_who_asked(her: UUID) -> None:
    asker = user_with(Role.INTEGRATION)
    api = client_of(asker)
    asked = api.post(URL, {"items": [HERS, {"name": "Nobody Atall"}]})
    assert asked.status_code == 202 and asked.json()["items"] == 2
    where = asked.json()["result"]
    assert api.get(where).status_code == 202
    assert worker.work(Job.objects.get(pk=asked.json()["job"]).pk) == "done"
    kept = MatchQuestion.objects.get()
    assert kept.items == [] and kept.constituent_ids == [her]
    assert client_of(user_with(Role.ADMINISTRATOR)).get(where).status_code == 404
    results = api.get(where).json()["results"]
    assert [len(one["matches"]) for one in results] == [1, 0]
    assert api.get(where).status_code == 404
    assert not MatchQuestion.objects.exists()


def test_what_nobody_fetches_is_forgotten(her: UUID) -> None:
    api = client_of(user_with(Role.STEWARD))
    old = api.post(URL, {"items": [HERS]}).json()
    MatchQuestion.objects.update(created_at="2026-01-01T00:00Z")
    api.post(URL, {"items": [HERS]})
    assert api.get(old["result"]).status_code == 404
    assert worker.work(UUID(old["job"])) == "done"


def test_each_client_may_ask_so_much_a_minute(her: UUID, settings: Any) -> None:
    settings.MATCHING_QUESTIONS_A_MINUTE = 3
    asker = user_with(Role.STEWARD)
    api = client_of(asker)
    answer = api.post(URL, {"items": [HERS] * 3})
    assert (answer.status_code, answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == (202, "3", "0")
    AskedCount.objects.filter(user=asker).update(minute=AskedCount.objects.get(user=asker).minute)
    refused = api.post(URL, HERS)
    if refused.status_code == 200:  # a new minute has begun in between
        refused = api.post(URL, {"items": [HERS] * 3})
    assert refused.status_code == 429 and refused["Content-Type"] == "application/problem+json"
    assert int(refused["Retry-After"]) <= 60 and refused["RateLimit-Remaining"] == "0"
    assert client_of(user_with(Role.STEWARD)).post(URL, HERS).status_code == 200


def test_a_form_is_not_taken_since_it_would_be_many_questions_for_one(her: UUID) -> None:
    api = client_of(user_with(Role.STEWARD))
    body = {"items[0]name": "A B", "items[1]name": "C D"}
    assert api.post(URL, body, format="multipart").status_code == 415
    assert api.post(URL, "name=A", content_type="application/x-www-form-urlencoded").status_code == 415


def test_looking_whether_answers_are_there_does_not_use_them_up(her: UUID) -> None:
    api = client_of(user_with(Role.STEWARD))
    asked = api.post(URL, {"items": [HERS]}).json()
    worker.work(UUID(asked["job"]))
    assert api.head(asked["result"]).status_code == 405
    assert api.get(asked["result"]).status_code == 200


def test_accounts_are_read_when_answers_are_fetched_as_permissions_stand_then(her: UUID) -> None:
    account = people.persona(handle="thornburyamelia", display_name="Amelia Thornbury")
    identity.decide(
        persona_id=account.pk, constituent_id=her, verdict="same", reason="evidence_agrees", method="steward",
        actor=None,
    )  # fmt: skip
    api = client_of(user_with(Role.FUNDRAISER))
    first, second = (api.post(URL, {"items": [HERS]}).json() for _ in range(2))
    for one in (first, second):
        worker.work(UUID(one["job"]))
    assert not MatchQuestion.objects.filter(answers__icontains="thornburyamelia").exists()
    [match] = api.get(first["result"]).json()["results"][0]["matches"]
    assert [one["handle"] for one in match["accounts"]] == ["thornburyamelia"]
    people.consent(account, "profile_view", "ConsentWithdrawn")
    answer = api.get(second["result"])
    assert "thornburyamelia" not in answer.content.decode()


def test_a_batch_is_refused_at_once_while_nothing_can_be_looked_up() -> None:
    answer = client_of(user_with(Role.STEWARD)).post(URL, {"items": [HERS]})
    assert (answer.status_code, answer.json()["code"]) == (503, "index_unready")
    assert not MatchQuestion.objects.exists()
