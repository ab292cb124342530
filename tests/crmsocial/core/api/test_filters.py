"""Every list refuses what it does not know by name, and every missing thing answers alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from crmsocial.core.models import Role
from tests.factories.core import user_with
from tests.factories.identity import notice_in_force
from tests.factories.review import candidate
from tests.support.pages import Address, addresses

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
#: Descriptions of the API itself.
NOT_DATA = {"api/v1/schema", "api/v1/docs"}
#: Names that somebody would try: other fields of the rows, hidden ones, lookups, orders.
PROBES = (
    "password", "bio", "handle", "persona__handle", "persona__bio__startswith", "ordering", "order_by", "search",
    "fields", "include", "constituent__claims__value", "evidence__rows", "actor__password", "args", "no_such_field",
)  # fmt: skip


def reads() -> list[Address]:
    return [one for one in addresses() if one.route.startswith("api/v1/") and one.route not in NOT_DATA]


def everybody() -> APIClient:
    client = APIClient()
    client.force_authenticate(user_with(*Role.values))
    return client


def lists() -> list[str]:
    client = everybody()
    return [
        one.path
        for one in reads()
        if "<" not in one.route and client.get(one.path, {"limit": 1}).status_code in (200, 400)
    ]


def test_all_lists_are_walked() -> None:
    known = {"constituents", "candidates", "decisions", "runs", "batches", "jobs"}
    assert {f"/api/v1/{name}" for name in known} <= set(lists())


@pytest.mark.parametrize("probe", PROBES)
def test_an_unknown_filter_or_order_is_refused_by_name(probe: str) -> None:
    client = everybody()
    for path in lists():
        answer = client.get(path, {probe: "x"})
        assert answer.status_code == 400, path
        assert answer["Content-Type"] == PROBLEM, path
        assert probe in answer.json()["errors"], path


def test_a_known_filter_with_a_senseless_value_is_refused_by_name() -> None:
    answer = everybody().get("/api/v1/candidates", {"band": "perhaps", "min_probability": "much"})
    assert answer.status_code == 400 and {"band", "min_probability"} <= set(answer.json()["errors"])


def test_a_name_given_twice_is_refused() -> None:
    answer = everybody().get("/api/v1/candidates?band=refer&band=append")
    assert answer.status_code == 400 and "band" in answer.json()["errors"]


def asked(client: APIClient, path: str) -> tuple[int, dict[str, Any], int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    return answer.status_code, answer.json(), len(queries)


def test_what_is_not_there_and_what_may_not_be_seen_answer_alike() -> None:
    """Same status, same words, same number of queries: nobody learns by asking whether there is such a person."""
    from privacy import ledger
    from privacy.consent.subjects import Subject

    notice_in_force()
    client = APIClient()
    client.force_authenticate(user_with("steward"))
    withdrawn = candidate()
    ledger.withdraw(
        subject=Subject.account(withdrawn.platform, f"id:{withdrawn.persona.account_id}"),
        actor=None,
        method="staff_call",
    )
    hidden = asked(client, f"/api/v1/candidates/{withdrawn.pk}")
    assert hidden[0] == 404
    assert hidden == asked(client, f"/api/v1/candidates/{uuid4()}")


@pytest.mark.parametrize("tail", ["", "/lineage", "/accounts", "/consents", "/contact"])
def test_unknown_people_answer_alike_whatever_is_asked_of_them(tail: str) -> None:
    client = everybody()
    answers = [asked(client, f"/api/v1/constituents/{pk}{tail}") for pk in (uuid4(), UUID(int=0), uuid4())]
    assert answers[0][0] == 404 and answers[0] == answers[1] == answers[2]
    assert set(answers[0][1]) >= {"type", "title", "status", "detail"}
