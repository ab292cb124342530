"""Asking the gate by hand."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from privacy import incidents, registry
from privacy.consent.subjects import Subject
from privacy.judging.reasons import SENTENCES
from privacy.judging.remedies import REMEDIES, who_can_permit
from privacy.models import Incident
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin"))
    return client


def test_it_answers_for_an_account_with_its_steps_and_what_it_rests_on(admin: Client) -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    page = admin.get(f"/privacy/gate/?person={who}&account={row.pk}&purpose=profile_view&category=persona")
    text = page.content.decode()
    assert page.status_code == 200 and "The account asks to be discoverable." in text
    assert "Is there a rule for the platform?" in text and "Nobody said anything about it." in text
    act(Subject(constituent_id=who), "Objected", purpose="profile_view")
    text = admin.get(f"/privacy/gate/?account={row.pk}&purpose=profile_view").content.decode()
    assert "The person objected." in text and "this one decides" in text and "Only the person" in text


def test_it_answers_for_a_person_and_a_category(admin: Client) -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="profile_view", category="social_graph")
    url = f"/privacy/gate/?person={who}&purpose=profile_view&category=persona"
    part = admin.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing is recorded" in part and "<html" not in part and "Who can permit it" in part


def test_asking_raises_no_incident_and_links_those_that_are_open(admin: Client) -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="prospect_research")
    url = f"/privacy/gate/?person={who}&purpose=prospect_research&category=persona"
    assert "not in the notice" in admin.get(url).content.decode() and not Incident.objects.filter(
        details__constituent=str(who)
    )
    made = incidents.record(
        kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "prospect_research", "constituent": who}, actor=None
    )
    other = incidents.record(
        kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "prospect_research", "constituent": uuid4()}, actor=None
    )
    text = admin.get(url).content.decode()
    assert f"#incident-{made.pk}" in text and f"#incident-{other.pk}" not in text


def test_somebody_is_found_and_bad_input_is_said(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    who = constituent()
    monkeypatch.setattr(registry, "_finders", [lambda text, actor: [registry.Found(who, "Ana Example", text)]])
    assert f"?person={who}" in admin.get("/privacy/gate/?q=ana").content.decode()
    assert f"/privacy/constituents/{who}/" in admin.get("/privacy/people/?q=ana").content.decode()
    monkeypatch.setattr(registry, "_finders", [])
    assert f"/privacy/constituents/{who}/" in admin.get(f"/privacy/people/?q={who}").content.decode()
    assert "Nobody is found" in admin.get("/privacy/people/?q=nobody").content.decode()
    assert admin.get("/privacy/gate/?person=x&purpose=y").status_code == 200
    wrong = admin.get(f"/privacy/gate/?person={who}&purpose=y&account={uuid4()}")
    assert wrong.status_code == 422 and "Select a valid choice" in wrong.content.decode()


def test_every_denial_says_who_can_permit() -> None:
    allowed = {"consent_given", "looked_for", "opt_in_pairs", "reasonable_expectation", "discoverable"}
    allowed |= {"active_account", "published_channel"}
    assert set(SENTENCES) - allowed == set(REMEDIES)
    forbidden = who_can_permit("platform_unknown")
    assert who_can_permit("category_refused") == forbidden != who_can_permit("x_third_party_data")
    assert "find out" in who_can_permit("a_code_of_tomorrow")
