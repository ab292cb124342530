"""Candidates and runs by API."""

from __future__ import annotations

import math

import pytest
from rest_framework.test import APIClient

from matching import services
from tests.factories import identity as people
from tests.factories.core import user_with
from tests.matching.world import Holder, candidate_of, candidates, town, work_off

pytestmark = pytest.mark.django_db


def client_of(role: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(user_with(role))
    return client


@pytest.fixture
def matched() -> list[Holder]:
    holders = town(4)
    work_off(services.start_run(actor=None))
    return holders


def test_candidates_by_page_and_filter(matched: list[Holder]) -> None:
    api, seen, url = client_of("steward"), [], "/api/v1/candidates?limit=2"
    while url:
        page = api.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert sorted(seen) == sorted(str(one.pk) for one in candidates())
    best = api.get("/api/v1/candidates?min_probability=0.5&state=open").json()["results"]
    assert {row["persona_id"] for row in best} == {str(one.persona.pk) for one in matched}
    one = api.get(f"/api/v1/candidates?constituent={matched[0].constituent_id}&persona={matched[0].persona.pk}").json()
    assert [row["rank"] for row in one["results"]] == [1]


def test_one_candidate_with_its_evidence(matched: list[Holder]) -> None:
    own = candidate_of(matched[0])
    told = client_of("administrator").get(f"/api/v1/candidates/{own.pk}").json()
    assert told["rule"] == "not_calibrated" and told["rule_sentence"]
    assert sum(row["bits"] for row in told["evidence"]) == pytest.approx(
        math.log2(own.probability / (1 - own.probability)), abs=1e-3
    )
    assert all(row["sentence"] and "%(" not in row["sentence"] for row in told["evidence"])


def test_an_integration_sees_only_what_may_be_handed_out(matched: list[Holder]) -> None:
    api = client_of("integration")
    assert api.get("/api/v1/candidates").json()["results"] == []
    people.consent(matched[0].persona, "export")
    seen = {row["persona_id"] for row in api.get("/api/v1/candidates").json()["results"]}
    assert seen == {str(matched[0].persona.pk)}


def test_evidence_is_handed_out_without_the_values_it_quotes(matched: list[Holder]) -> None:
    people.consent(matched[0].persona, "export")
    where = f"/api/v1/candidates/{candidate_of(matched[0]).pk}"
    inside, outside = (client_of(role).get(where).json()["evidence"] for role in ("steward", "integration"))
    assert [(row["kind"], row["bits"], row["level"]) for row in inside] == [
        (row["kind"], row["bits"], row["level"]) for row in outside
    ]
    assert any(row["left"] and row["sentence"] for row in inside)
    assert not any(row["left"] or row["right"] or row["sentence"] for row in outside)


def test_what_was_withdrawn_is_not_found(matched: list[Holder]) -> None:
    own = candidate_of(matched[0])
    people.consent(matched[0].persona, "identity_matching", "ConsentWithdrawn")
    assert client_of("steward").get(f"/api/v1/candidates/{own.pk}").status_code == 404


def test_runs_start_once_and_can_be_cancelled() -> None:
    api = client_of("steward")
    started = api.post("/api/v1/runs", {}, format="json")
    assert started.status_code == 201
    refused = api.post("/api/v1/runs", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "run_open")
    run = started.json()["id"]
    assert api.post(f"/api/v1/runs/{run}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/api/v1/runs/{run}/cancel").status_code == 409
    assert api.post(f"/api/v1/runs/{run}/resume").json()["state"] == "queued"
    assert [row["id"] for row in api.get("/api/v1/runs").json()["results"]] == [run]


def test_a_run_over_an_unknown_batch_is_not_found() -> None:
    body = {"since_batch": "01900000-0000-7000-8000-000000000000"}
    assert client_of("steward").post("/api/v1/runs", body, format="json").status_code == 404


def test_fundraisers_are_refused() -> None:
    for path in ("/api/v1/candidates", "/api/v1/runs"):
        assert client_of("fundraiser").get(path).status_code == 403
