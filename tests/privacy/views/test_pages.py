"""Privacy's pages, as a privacy admin uses them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from crmsocial.constituents.models import Alias
from privacy import registry, selectors
from privacy.consent.subjects import Subject
from privacy.models import ConsentEvent
from privacy.platform_rules import RULES
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT, act, constituent, persona, visible

pytestmark = pytest.mark.django_db
MODE = "/privacy/platforms/x/modes/reasonable_expectation"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin"))
    return client


def form(**values: object) -> dict[str, object]:
    said = timezone.localtime() - timedelta(minutes=1)
    plain = {"state": "ConsentGiven", "method": "form", "event_time": f"{said:%Y-%m-%dT%H:%M}", "proof": "Form 7"}
    return {**plain, "key": str(uuid4()), **values}


def no(what: str, **values: str) -> dict[str, str]:
    return {"what": what, "method": "staff_letter", **values}


def test_the_mode_is_switched_on_by_its_assessment_and_off_again(admin: Client) -> None:
    row = persona("x")
    page = admin.get("/privacy/platforms/").content.decode()
    assert "Record and switch on" in page and "express opt-in" in page
    short = admin.post(f"{MODE}/on/", {"text": "because"})
    assert short.status_code == 422 and "at least 60 characters" in short.content.decode() and not visible(row)
    assert admin.post(f"{MODE}/on/", {"text": LONG_TEXT}).status_code == 302
    assert visible(row) and LONG_TEXT in admin.get("/privacy/platforms/").content.decode()
    assert admin.post(f"{MODE}/off/").status_code == 302
    assert not visible(row) and admin.post(f"{MODE}/off/").status_code == 409


def test_an_administrator_may_read_the_rules_only(client: Client) -> None:
    client.force_login(user_with("administrator"))
    page = client.get("/privacy/platforms/").content.decode()
    assert "A privacy admin can switch this mode." in page and "Record and switch on" not in page
    assert client.post(f"{MODE}/on/", {"text": LONG_TEXT}).status_code == 403


def test_every_rule_is_shown_with_source_and_warns_when_old(admin: Client) -> None:
    persona("bluesky", active=True)
    page = admin.get("/privacy/platforms/").content.decode()
    assert "1 permitted" not in page and "1 permitted" in admin.get("/privacy/platforms/?counted=1").content.decode()
    assert all(rule.label in page for rule in RULES.values()) and "@6d83d450" in page
    assert "more than 180 days ago" not in page
    with time_machine.travel(RULES["x"].read_on + timedelta(days=200)):
        admin.force_login(user_with("privacy_admin"))
        assert "more than 180 days ago" in admin.get("/privacy/platforms/").content.decode()


def test_a_consent_is_recorded_and_withdrawn(admin: Client) -> None:
    who = constituent()
    row = persona("x", holder=who)
    url = f"/privacy/constituents/{who}/"
    assert "This person has said nothing yet." in admin.get(url).content.decode()
    assert admin.post(f"{url}record/", form(platform="x")).status_code == 302
    assert visible(row) and "Form 7" in admin.get(url).content.decode()
    page = admin.post(f"{url}withdraw/", no("x:profile_view", proof="Letter 4"), follow=True).content.decode()
    assert "Withdrawn. Nothing that rested" in page and "By letter" in page and "Letter 4" in page
    assert visible(row) and not visible(row, "profile_view")
    admin.post(f"{url}withdraw/", no(":"))
    assert not visible(row)


def test_a_withdrawal_names_how_it_was_heard_and_what_is_meant(admin: Client) -> None:
    who = constituent()
    url = f"/privacy/constituents/{who}/"
    act(Subject(constituent_id=who))
    for posted, status in (({"what": ":"}, 422), (no(":", method="rumour"), 422), ({"method": "portal"}, 400)):
        assert admin.post(f"{url}withdraw/", posted).status_code == status
    assert ConsentEvent.objects.count() == 1
    assert '<option value="staff_letter" selected>' not in admin.get(url).content.decode()
    admin.post(f"{url}withdraw/", no(":"))
    assert ConsentEvent.objects.filter(method="staff_letter", state="ConsentWithdrawn").count() == 1
    # What was chosen last is offered for the next, in sight.
    assert '<option value="staff_letter" selected>' in admin.get(url).content.decode()


def test_what_rests_on_no_consent_is_objected_to(admin: Client) -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    url = f"/privacy/constituents/{who}/"
    assert "Object<span" in admin.get(url).content.decode()
    page = admin.post(f"{url}withdraw/", no("mastodon:profile_view"), follow=True).content.decode()
    assert "The objection is recorded." in page and "The person objected." in page
    assert visible(row) and not visible(row, "profile_view")


def test_the_same_form_sent_twice_is_one_act(admin: Client) -> None:
    who = constituent()
    values = form()
    for _ in range(2):
        assert admin.post(f"/privacy/constituents/{who}/record/", values).status_code == 302
    assert ConsentEvent.objects.count() == 1


def test_contact_is_recorded_by_channel(admin: Client) -> None:
    who = constituent()
    admin.post(
        f"/privacy/constituents/{who}/record/", form(state="Objected", channels=["phone"], purpose="profile_view")
    )
    event = ConsentEvent.objects.get()
    assert (event.category, event.purpose, event.scopes) == ("contact", "contact", ["phone"])
    assert selectors.state_of(who).contact["phone"].code == "objected"


def test_what_a_form_must_say(admin: Client) -> None:
    who = constituent()
    later = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    for values in (form(event_time=later), form(proof=""), form(state="ConsentExpired"), form(platform="myspace")):
        answer = admin.post(f"/privacy/constituents/{who}/record/", values)
        assert (
            answer.status_code == 422 and "errorlist" in answer.content.decode()
        ) or "error" in answer.content.decode()
    assert not ConsentEvent.objects.exists()
    assert admin.post(f"/privacy/constituents/{who}/withdraw/", no("myspace:")).status_code == 400


def test_strangers_and_former_ids(admin: Client) -> None:
    kept, former = constituent(), constituent()
    Alias.objects.create(former_id=former, constituent_id=kept)
    assert admin.get(f"/privacy/constituents/{uuid4()}/").status_code == 404
    assert admin.get(f"/privacy/constituents/{former}/").headers["Location"] == f"/privacy/constituents/{kept}/"


def test_names_come_from_above(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    who = constituent()
    monkeypatch.setattr(registry, "_providers", [lambda ids: dict.fromkeys(ids, "Ana Example")])
    assert "Ana Example" in admin.get(f"/privacy/constituents/{who}/").content.decode()
    monkeypatch.setattr(registry, "_providers", [])
    assert str(who)[-8:] in admin.get(f"/privacy/constituents/{who}/").content.decode()


def test_the_state_names_what_adds_nothing() -> None:
    who = constituent()
    persona("mastodon", discoverable=True, holder=who)
    act(Subject(constituent_id=who), purpose="identity_matching", platform="x")
    state = selectors.state_of(who)
    assert [one.platform for one in state.platforms] == ["", "x", "mastodon"]
    assert set(state.silent) == {"Facebook", "Instagram", "LinkedIn", "YouTube", "Bluesky"}
    assert state.platforms[1].allowed == ["Finding whose account it is"]
    assert isinstance(state.constituent_id, UUID)
