"""Asking for somebody who was erased."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from crmsocial.core.models import Role
from crmsocial.identity import services as identity
from tests.factories.core import user_with
from tests.privacy.erasure.people import Known, erase, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(tmp_path: Path) -> tuple[Known, Known]:
    """Ana and Ben were one constituent, Ana's, and are erased."""
    ana, ben = town(tmp_path)
    identity.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=None, reason="duplicate")
    erase(ana)
    return ana, ben


@pytest.mark.parametrize("url_name", ["lookup:constituent", "lookup:timeline"])
def test_pages_say_that_the_person_is_gone(client: Client, erased: tuple[Known, Known], url_name: str) -> None:
    client.force_login(user_with(Role.FUNDRAISER, Role.STEWARD))
    for one in erased:
        page = client.get(reverse(url_name, args=[one.constituent_id]))
        assert page.status_code == 410
        assert "This person was erased." in page.content.decode()
    assert client.get(reverse(url_name, args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("url_name", ["api-constituent", "api-constituent-lineage"])
def test_the_api_says_so_too(client: Client, erased: tuple[Known, Known], url_name: str) -> None:
    client.force_login(user_with(Role.STEWARD))
    for one in erased:
        answer = client.get(reverse(url_name, args=[one.constituent_id]))
        assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
        assert answer.json()["code"] == "gone"
    assert client.get(reverse(url_name, args=[uuid4()])).status_code == 404


def test_acts_on_a_page_that_was_open_change_nothing(client: Client, erased: tuple[Known, Known]) -> None:
    ana = erased[0].constituent_id
    client.force_login(user_with(Role.STEWARD))
    assert client.post(reverse("lookup:unlink", args=[ana, uuid4()])).status_code == 404
    assert client.post(reverse("lookup:link_again", args=[ana, uuid4()])).status_code == 404


def test_search_and_lists_know_nobody(client: Client, erased: tuple[Known, Known]) -> None:
    client.force_login(user_with(Role.STEWARD, last_name="Reed"))
    for text in ("Ana Olsen", "ana.olsen@example.org", str(erased[0].constituent_id), "c1"):
        assert "Olsen" not in client.get(reverse("lookup:search"), {"q": text}).content.decode().replace(text, "")
    assert client.get(reverse("api-constituents")).json()["results"] == []


def test_the_ledger_can_still_be_shown_to_prove_it(client: Client, erased: tuple[Known, Known]) -> None:
    client.force_login(user_with(Role.PRIVACY_ADMIN, last_name="Reed"))
    page = client.get(reverse("privacy:person", args=[erased[0].constituent_id]))
    assert page.status_code == 200
    assert "Olsen" not in page.content.decode()
