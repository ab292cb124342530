"""Search page and constituent page as the browser gets them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crmsocial.consolidation import services
from crmsocial.constituents.models import Alias, Constituent, ConstituentState
from crmsocial.lookup.interactions import PAGE
from privacy.consent.subjects import Subject
from privacy.facts.people import restrict
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    holder = people.person(
        external_id="D-7", full_name="Ana Ortega", phone="+1 212 555 0142", email="ana@example.org", city="Boston"
    )
    people.join(
        holder.constituent, people.source("tickets", "ticketing"), full_name="A. Ortega", email="a.o@example.org"
    )
    people.link(holder, people.account(handle="violet_keys", bio="Cellist in Boston"))
    people.gift(holder, "250")
    services.refresh(constituent_ids=[holder.id])
    return holder


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def page_of(holder, role="fundraiser", **query) -> str:
    answer = client_of(role).get(reverse("lookup:constituent", args=[holder.id]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_glance_has_name_phone_verdict_and_last_gift(ana):
    head = page_of(ana).split('class="row g-4', 1)[0]
    for text in ("Ana Ortega", 'href="tel:+12125550142"', "250\u00a0USD", "Phone: ", "E-mail: ", "verdict-"):
        assert text in head


def test_where_the_person_said_no_nothing_dials_or_writes(ana):
    assert 'href="mailto:' in page_of(ana)
    act(Subject(constituent_id=ana.id), "Objected", category="contact", purpose="contact", scopes=["email"])
    text = page_of(ana)
    assert 'href="mailto:' not in text and 'href="tel:' in text and "The person objected." in text
    restrict(constituent_id=ana.id, actor=None)
    text = page_of(ana)
    assert 'href="tel:' not in text and "ana@example.org" in text


def test_values_open_their_lineage(ana):
    text = page_of(ana)
    assert "A. Ortega" in text
    assert "trusted most" in text
    assert "Donors" in text
    assert "Tickets" in text


def test_accounts_are_shown_under_the_purpose_alone(ana):
    assert "violet_keys" in page_of(ana)
    assert "Cellist in Boston" in page_of(ana)
    people.notice("contact")
    closed = page_of(ana)
    assert "violet_keys" not in closed
    assert "Cellist" not in closed
    assert "The notice in force" in closed
    assert "Ana Ortega" in closed


def test_former_ids_move_for_good_and_unknown_ones_are_not_found(ana):
    old = Constituent.objects.create(state=ConstituentState.MERGED)
    Alias.objects.create(former_id=old.pk, constituent=ana.constituent)
    client = client_of("fundraiser")
    answer = client.get(reverse("lookup:constituent", args=[old.pk]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("lookup:constituent", args=[ana.id]))
    assert answer["Cache-Control"] == "no-store"
    assert client.get(reverse("lookup:constituent", args=[uuid4()])).status_code == 404
    api = client.get(f"/api/v1/constituents/{old.pk}")
    assert (api.status_code, api["Location"]) == (301, f"/api/v1/constituents/{ana.id}")


def test_search_answers_a_page_or_the_list_alone(ana):
    client = client_of("fundraiser")
    whole = client.get(reverse("lookup:search"), {"q": "ortega ana"}).content.decode()
    part = client.get(reverse("lookup:search"), {"q": "ortega ana"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    for text in (whole, part):
        assert reverse("lookup:constituent", args=[ana.id]) in text
        assert "250\u00a0USD" in text
        assert "Boston" in text


def test_what_is_typed_is_never_markup(ana):
    text = client_of("fundraiser").get(reverse("lookup:search"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in text


def test_the_timeline_goes_back_page_by_page(ana):
    for day in range(PAGE + 3):
        people.gift(ana, str(day + 1), at=people.THEN - timedelta(days=day + 1), kind="ticket" if day % 2 else "gift")
    client = client_of("fundraiser")
    url = reverse("lookup:timeline", args=[ana.id])
    first = client.get(url, headers={"HX-Request": "true"})
    assert first.content.decode().count("<li>") == PAGE
    before = client.get(url).context["timeline"].before
    second = client.get(url, {"before": before}, headers={"HX-Request": "true"}).content.decode()
    assert second.count("<li>") == 4
    assert "Show earlier" not in second
    assert client.get(url, {"before": "nonsense"}).status_code == 200


def test_a_steward_unlinks_and_takes_it_back(ana):
    client = client_of("steward")
    page = client.get(reverse("lookup:constituent", args=[ana.id]))
    [link] = page.context["page"].links
    url = reverse("lookup:unlink", args=[ana.id, link.link_id])
    assert client_of("fundraiser").post(url).status_code == 403
    after = client.post(url, follow=True)
    assert after.context["page"].links == []
    assert "violet_keys" not in after.content.decode()
    undo = reverse("lookup:link_again", args=[ana.id, after.context["unlinked"]])
    assert undo in after.content.decode()
    again = client.post(undo, follow=True)
    assert [one.handle for one in again.context["page"].links] == ["violet_keys"]
    assert client.post(undo).status_code == 409
    assert client.post(reverse("lookup:unlink", args=[ana.id, uuid4()])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_what_there_is(ana):
    client = client_of("steward")
    url = reverse("lookup:constituent", args=[ana.id])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for place in range(4):
        people.join(ana.constituent, people.source(f"extra{place}", "crm"), email=f"ana{place}@example.org")
        people.link(ana, people.account(handle=f"ana{place}"))
        people.gift(ana, "5")
    services.refresh(constituent_ids=[ana.id])
    assert queries() == before <= 45


class TestApi:
    def test_a_page_of_constituents(self, ana):
        body = client_of("integration").get("/api/v1/constituents").json()
        assert body["results"] == [{"id": str(ana.id), "name": "Ana Ortega"}]
        assert set(body) == {"next", "previous", "results"}

    def test_search(self, ana):
        found = client_of("fundraiser").get("/api/v1/constituents", {"q": "@violet_keys"}).json()["results"]
        assert found == [{"id": str(ana.id), "name": "Ana Ortega", "why": "Handle", "matched": "violet_keys"}]
        assert client_of("integration").get("/api/v1/constituents", {"q": "@violet_keys"}).json()["results"] == []

    def test_integrations_get_our_own_records_alone(self, ana):
        body = client_of("integration").get(f"/api/v1/constituents/{ana.id}").json()
        assert body["name"] == "Ana Ortega"
        assert {one["attribute"] for one in body["attributes"]} == {"name", "phone", "email", "city"}
        staff = client_of("fundraiser").get(f"/api/v1/constituents/{ana.id}").json()
        assert {one["attribute"] for one in staff["attributes"]} == {
            "name",
            "phone",
            "email",
            "city",
            "handle:x",
            "bio",
        }

    def test_lineage(self, ana):
        body = client_of("fundraiser").get(f"/api/v1/constituents/{ana.id}/lineage").json()
        name = next(one for one in body["attributes"] if one["attribute"] == "name")
        assert [(claim["value"], claim["shown"]) for claim in name["claims"]] == [
            ("Ana Ortega", True),
            ("A. Ortega", False),
        ]

    def test_unknown_ids_are_problems(self, ana):
        answer = client_of("fundraiser").get(f"/api/v1/constituents/{uuid4()}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
