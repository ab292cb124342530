"""The gate, consents and contact verdicts by API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from privacy.consent.subjects import Subject
from privacy.models import ConsentEvent
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, persona

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def client_of(*roles: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(user_with(*roles))
    return client


@pytest.fixture
def integration() -> APIClient:
    _token, secret = AuthToken.objects.create(user_with("integration"))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


def check(client: APIClient, **asked: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/permissions/check", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_gate_answers_with_code_and_reason(integration: APIClient) -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    assert check(integration, purpose="profile_view", persona=row.pk)["verdict"] == "allow"
    denied = check(integration, purpose="export", persona=row.pk)
    assert (denied["verdict"], denied["code"]) == ("deny", "consent_needed") and denied["reason"]
    assert check(integration, purpose="export", constituent=who)["verdict"] == "unknown"
    act(Subject(constituent_id=who), purpose="export")
    assert check(integration, purpose="export", constituent=who)["verdict"] == "allow"


def test_a_category_that_is_not_permitted_is_denied_in_a_plain_answer(integration: APIClient) -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="profile_view")
    answer = check(integration, purpose="profile_view", category="social_graph", constituent=who)
    assert answer["verdict"] != "allow"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, "purpose"),
        ({"purpose": "marketing", "constituent": uuid4()}, "purpose"),
        ({"purpose": "export"}, "constituent"),
        ({"purpose": "export", "constituent": uuid4(), "persona": uuid4()}, "constituent"),
        ({"purpose": "export", "constituent": "me"}, "constituent"),
        ({"purpose": "export", "constituent": uuid4(), "basis": "consent"}, "basis"),
    ],
)
def test_a_wrong_question_is_refused_by_name(integration: APIClient, asked: dict[str, Any], named: str) -> None:
    answer = integration.get("/api/v1/permissions/check", asked)
    assert answer.status_code == 400 and answer["Content-Type"] == PROBLEM and named in answer.json()["errors"]


def body(**changes: Any) -> dict[str, Any]:
    return {
        "key": "form-17",
        "state": "ConsentGiven",
        "purpose": "export",
        "method": "form",
        "event_time": timezone.now().isoformat(),
        "proof": "form 17",
        **changes,
    }


def test_an_integration_records_a_consent_once(integration: APIClient) -> None:
    who = constituent()
    where, sent = f"/api/v1/constituents/{who}/consents", body()
    first, second = integration.post(where, sent), integration.post(where, sent)
    assert (first.status_code, second.status_code) == (201, 201) and first.json() == second.json()
    event = ConsentEvent.objects.get()
    assert (event.constituent_id, event.state, event.method, event.proof) == (who, "ConsentGiven", "form", "form 17")
    assert check(integration, purpose="export", constituent=who)["verdict"] == "allow"
    assert [row["id"] for row in integration.get(where).json()["results"]] == [str(event.pk)]
    assert integration.post(where, body(state="ConsentWithdrawn")).status_code == 409
    assert integration.post(where, body(key="form-18", state="ConsentWithdrawn")).status_code == 201
    assert check(integration, purpose="export", constituent=who)["verdict"] == "deny"


def test_keys_of_two_callers_never_meet(integration: APIClient) -> None:
    who = constituent()
    where = f"/api/v1/constituents/{who}/consents"
    assert integration.post(where, body()).status_code == 201
    assert client_of("privacy_admin").post(where, body(state="ConsentRefused")).status_code == 201
    assert ConsentEvent.objects.count() == 2


@pytest.mark.parametrize(
    "protected",
    [
        "recorded_at", "actor", "actor_id", "row_hash", "constituent_id", "constituent", "account_hash", "id", "basis",
        "idempotency_key", "jurisdiction", "scopes", "is_admin",
    ],
)  # fmt: skip
def test_a_field_that_is_not_to_be_set_is_refused_by_name(integration: APIClient, protected: str) -> None:
    answer = integration.post(f"/api/v1/constituents/{constituent()}/consents", body(**{protected: "x"}))
    assert answer.status_code == 400 and list(answer.json()["errors"]) == [protected]
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "Given"),
        ("state", "ConsentUnknown"),
        ("state", "ConsentExpired"),
        ("notice", "no-such-version"),
        ("event_time", "2999-01-01T00:00:00Z"),
        ("purpose", "marketing"),
        ("platform", "myspace"),
        ("category", "health"),
        ("channels", ["email"]),
        ("channels", ["pigeon"]),
        ("proof", ""),
        ("method", "signed_in"),
        ("key", None),
    ],
)
def test_a_word_that_the_ledger_does_not_take_is_refused(integration: APIClient, field: str, value: Any) -> None:
    answer = integration.post(f"/api/v1/constituents/{constituent()}/consents", body(**{field: value}))
    assert answer.status_code == 400 and field in answer.json()["errors"]
    assert not ConsentEvent.objects.exists()


def test_a_draft_notice_is_none_that_anybody_saw(integration: APIClient) -> None:
    from privacy.models import Notice

    Notice.objects.create(version="draft-9", title="Draft", body="…")
    answer = integration.post(f"/api/v1/constituents/{constituent()}/consents", body(notice="draft-9"))
    assert answer.status_code == 400 and "notice" in answer.json()["errors"]


def test_who_may_not_record_or_read_is_refused() -> None:
    where = f"/api/v1/constituents/{constituent()}/consents"
    for role in ("steward", "fundraiser", "administrator"):
        assert client_of(role).get(where).status_code == 403
        assert client_of(role).post(where, body()).status_code == 403


def test_contact_verdicts_by_channel(integration: APIClient) -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email"])
    rows = {row["channel"]: row for row in integration.get(f"/api/v1/constituents/{who}/contact").json()}
    assert rows["email"]["verdict"] == "allow" and rows["social"]["verdict"] == "deny"
    assert set(rows) == {"email", "phone", "post", "social"} and all(row["reason"] for row in rows.values())
