"""Answers to signed-in people are stored by no cache."""

from __future__ import annotations

import pytest
from django.test import Client
from knox.models import AuthToken

from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


def test_pages_and_calls_are_not_stored(client: Client) -> None:
    client.force_login(user_with("administrator"))
    for path in ("/jobs/", "/audit/", "/api/v1/jobs", "/constituents/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_an_integration_s_answers_neither() -> None:
    _, token = AuthToken.objects.create(user_with("integration"))
    answer = Client(headers={"Authorization": f"Token {token}"}).get("/api/v1/jobs")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_is_not_signed_in_has_nothing_to_hide(client: Client) -> None:
    assert "no-store" not in client.get("/no-such-page").headers.get("Cache-Control", "")
