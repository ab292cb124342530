"""The desk, after somebody was erased whose pair a steward had open or had decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from crmsocial.core.models import Role, User
from crmsocial.identity.models import Decision
from matching.models import Candidate
from privacy.gate import purpose
from tests.factories import review as made
from tests.factories.core import user_with
from tests.privacy.erasure.people import Known, erase, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(client: Client) -> User:
    user = user_with(Role.STEWARD, last_name="Reed")
    client.force_login(user)
    return user


@pytest.fixture
def erased(tmp_path: Path) -> tuple[Known, Candidate]:
    """Somebody with a candidate that a page still shows."""
    ana, _ben = town(tmp_path)
    pair = made.candidate(to=ana.constituent_id)
    erase(ana)
    with purpose("upkeep", reason="test"):
        assert not Candidate.objects.filter(pk=pair.pk).exists()
    return ana, pair


@pytest.mark.parametrize("verb", ["approve", "reject", "unsure", "skip"])
def test_a_page_that_was_open_leads_on(
    client: Client, steward: User, erased: tuple[Known, Candidate], verb: str
) -> None:
    where = reverse("review:decide", args=[erased[1].pk, verb])
    answer = client.post(where, {"lock_version": "1", "reason": "other"}, headers={"HX-Request": "true"})
    assert answer.status_code < 500
    assert "Ana Olsen" not in answer.content.decode()


def test_a_decision_about_the_erased_cannot_be_undone(
    client: Client, steward: User, erased: tuple[Known, Candidate]
) -> None:
    decision = Decision.objects.get(persona_id=erased[0].persona_id)
    answer = client.post(reverse("review:undo", args=[decision.pk]))
    assert answer.status_code < 500
    assert not Decision.objects.filter(reverses=decision).exists()


def test_lists_and_api_go_on(client: Client, steward: User, erased: tuple[Known, Candidate]) -> None:
    history = client.get(reverse("review:history"))
    assert history.status_code == 200 and "Ana Olsen" not in history.content.decode()
    assert client.get(reverse("review:pair", args=[erased[1].pk])).status_code == 404
    assert client.get("/api/v1/decisions").status_code == 200
    assert client.get("/api/v1/candidates").json()["results"] == []
    assert client.get(f"/api/v1/candidates/{erased[1].pk}").status_code == 404
