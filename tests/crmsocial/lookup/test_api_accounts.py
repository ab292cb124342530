"""Linked accounts by API: one category at a time, and never more than the caller's purpose opens."""

from __future__ import annotations

from uuid import UUID

import pytest
from rest_framework.test import APIClient

from privacy.consent.subjects import Subject
from privacy.models import AccessEntry
from tests.factories.core import user_with
from tests.privacy.abuse.person import HANDLE, NAME, held
from tests.privacy.factories import act

pytestmark = pytest.mark.django_db


def client_of(role: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(user_with(role))
    return client


def address(pk: UUID) -> str:
    return f"/api/v1/constituents/{pk}/accounts"


def test_staff_see_for_the_page_and_integrations_what_may_be_handed_out() -> None:
    person = held(consents=("identity_matching", "profile_view"))
    rows = client_of("fundraiser").get(address(person.constituent_id)).json()
    assert [(row["handle"], row["display_name"]) for row in rows] == [(HANDLE, NAME)]
    assert client_of("integration").get(address(person.constituent_id)).json() == []
    act(Subject(constituent_id=person.constituent_id), purpose="export")
    assert [row["handle"] for row in client_of("integration").get(address(person.constituent_id)).json()] == [HANDLE]


@pytest.mark.parametrize("category", ["social_graph", "interest_graph", "content"])
def test_a_permission_for_the_persona_is_none_for_its_graph(category: str) -> None:
    person = held()
    for role in ("fundraiser", "integration"):
        answer = client_of(role).get(address(person.constituent_id), {"category": category})
        assert answer.status_code == 403 and answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["detail"] and problem["code"] and problem["category"] == category
        assert HANDLE not in answer.content.decode()


def test_what_is_no_category_of_accounts_is_refused_by_name() -> None:
    person = held()
    for category in ("transactions", "contact", "everything"):
        answer = client_of("fundraiser").get(address(person.constituent_id), {"category": category})
        assert answer.status_code == 400 and "category" in answer.json()["errors"]


def test_each_account_shown_is_entered() -> None:
    person = held()
    client_of("fundraiser").get(address(person.constituent_id))
    assert set(AccessEntry.objects.values_list("subject_id", flat=True)) >= {person.constituent_id, person.persona.pk}
