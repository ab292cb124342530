"""The holds page, as a privacy admin uses it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from crmsocial.consolidation import services as profiles
from privacy.erasure import services as erasures
from privacy.models import Hold
from tests.factories import people
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db
PAGE = "/privacy/holds/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    return client


def soon(days: int = 90) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def test_a_person_is_found_held_reviewed_and_let_go(admin: Client) -> None:
    ana = people.person(full_name="Ana Ortega", email="ana.ortega@example.org")
    profiles.refresh_now_or_later(constituent_ids={ana.id})
    assert "Nothing is held" in admin.get(PAGE).content.decode()
    found = admin.get(PAGE, {"q": str(ana.id)}).content.decode()
    url = f"{PAGE}constituents/{ana.id}/"
    assert url in found
    assert "Hold on" in admin.get(url).content.decode()
    values = {"ground": "legal_claim", "covers": "everything", "review_on": soon(), "note": "File 12/2026"}
    assert admin.post(url, values).status_code == 302
    hold = Hold.objects.get()
    page = admin.get(PAGE).content.decode()
    assert "art. 17(3)(e)" in page and "File 12/2026" in page and "Dora Quist" in page and "Look again" not in page
    Hold.objects.update(review_on=timezone.localdate())
    assert "Look again" in admin.get(PAGE).content.decode()
    admin.post(f"{PAGE}{hold.pk}/review/", {"review_on": soon(30)})
    assert f"{Hold.objects.get().review_on:%Y-%m-%d}" == soon(30)
    erasures.start(scope="person", origin="staff", actor=None, constituent_ids=[ana.id])
    assert "1 erasure waits for it" in admin.get(PAGE).content.decode()
    told = admin.post(f"{PAGE}{hold.pk}/lift/", follow=True).content.decode()
    assert "1 erasure goes on." in told and "Nothing is held" in told and "Lifted" in told
    assert admin.post(f"{PAGE}{hold.pk}/lift/").status_code == 409


def test_a_source_is_held(admin: Client) -> None:
    source = people.source("tickets")
    values = {"source": source.pk, "ground": "tax_law", "covers": "transactions", "review_on": soon()}
    assert admin.post(f"{PAGE}source/", values).status_code == 302
    assert "Source: Tickets" in admin.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "values",
    [{"ground": ""}, {"ground": "other"}, {"covers": "gossip"}, {"review_on": ""}, {"note": "x" * 301}],
)
def test_what_a_hold_must_say(admin: Client, values: dict[str, str]) -> None:
    good = {"ground": "legal_claim", "covers": "everything", "review_on": soon()}
    answer = admin.post(f"{PAGE}constituents/{people.person().id}/", {**good, **values})
    assert answer.status_code == 422 and not Hold.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 800])
def test_it_is_looked_at_again_within_two_years(admin: Client, days: int) -> None:
    good = {"ground": "legal_claim", "covers": "everything", "review_on": soon(days)}
    assert admin.post(f"{PAGE}constituents/{people.person().id}/", good).status_code == 422
    assert admin.post(f"{PAGE}source/", {**good, "source": people.source().pk}).status_code == 422


def test_a_bad_day_of_review_changes_nothing(admin: Client) -> None:
    url = f"{PAGE}constituents/{people.person().id}/"
    admin.post(url, {"ground": "legal_claim", "covers": "everything", "review_on": soon(10)})
    hold = Hold.objects.get()
    page = admin.post(f"{PAGE}{hold.pk}/review/", {"review_on": soon(-3)}, follow=True).content.decode()
    assert "still to come" in page and f"{Hold.objects.get().review_on:%Y-%m-%d}" == soon(10)


def test_nobody_who_is_not_there_is_held(admin: Client) -> None:
    assert admin.get(f"{PAGE}constituents/{uuid4()}/").status_code == 404
    assert "Nobody was found." in admin.get(PAGE, {"q": "Nobody Atall"}).content.decode()
