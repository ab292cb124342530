"""What the desk costs: the same whatever the length of the queue."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.core import user_with
from tests.factories.identity import notice_in_force
from tests.factories.review import candidate, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    notice_in_force()
    client = Client()
    client.force_login(user_with("steward"))
    return client


def cost(client: Client, method: str, url: str, **data: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(url, data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return len(queries)


def test_pair_and_list_cost_the_same_for_one_and_for_many(desk: Client) -> None:
    one = candidate()
    url = reverse("review:pair", args=[one.pk])
    cost(desk, "get", url)
    alone = cost(desk, "get", url)
    for _ in range(6):
        candidate(of=one.persona, probability=0.1, rank=2)
        candidate()
    among_many = cost(desk, "get", url)
    assert among_many <= alone + 1
    assert among_many <= 40


def test_deciding_costs_the_same_for_few_and_for_many(desk: Client) -> None:
    first, second = candidate(), candidate()
    candidate()
    few = cost(desk, "post", reverse("review:decide", args=[first.pk, "approve"]), lock_version=1)
    for _ in range(6):
        candidate()
    many = cost(desk, "post", reverse("review:decide", args=[second.pk, "approve"]), lock_version=1)
    assert state_of(second).state == "approved"
    assert many <= few + 1
    # The decision, what follows from it (a constituent that the index does not hold yet enters it), and the next pair.
    assert few <= 172
