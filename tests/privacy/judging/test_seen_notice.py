"""A consent rests on the notice that the person saw: what is new since then is not covered by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.functions import Now

from privacy import gate, projection
from privacy.consent.subjects import Subject
from privacy.models import Incident, Notice
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db


def row(purpose: str = "profile_view", **values: Any) -> dict[str, Any]:
    return {"source": "forms", "category": "persona", "purpose": purpose, "basis": "consent", **values}


def publish(version: str, *rows: dict[str, Any]) -> None:
    """Put a notice in force as the program's own are, which name nobody."""
    Notice.objects.create(
        version=version, title="N", body="B", disclosures=list(rows), state="published", published_at=Now()
    )
    projection.refresh_all()


def code(subject: Any, purpose: str = "profile_view", **values: Any) -> str:
    return gate.check(purpose=purpose, persona_id=subject.pk, **values).code


@pytest.fixture
def agreed() -> Any:
    publish("10", row(), row("export", recipients=["Printer"]))
    found = persona("x", basis="consent", kind="form")
    act(of(found))
    return found


def test_the_same_words_again_ask_nobody_again(agreed: Any) -> None:
    publish("11", row(), row("export", recipients=["Printer"]))
    assert visible(agreed, "profile_view") and not Incident.objects.exists()


@pytest.mark.parametrize("change", [{"recipients": ["Broker"]}, {"exchanged_for_value": True}])
def test_a_new_recipient_or_an_exchange_for_value_needs_a_new_consent(agreed: Any, change: dict[str, Any]) -> None:
    publish("11", row(**change), row("export", recipients=["Printer"]))
    assert code(agreed) == "notice_changed" and not visible(agreed, "profile_view")
    assert visible(agreed, "export")
    act(of(agreed))
    assert visible(agreed, "profile_view")


def test_fewer_recipients_need_none(agreed: Any) -> None:
    publish("11", row(), row("export"))
    assert visible(agreed, "export")


def test_what_is_said_not_to_be_collected_is_disclosed_to_nobody(agreed: Any) -> None:
    publish("11", row(), row("export", collected=False))
    other = persona("x", basis="consent", kind="form")
    act(of(other))
    assert code(other, "export") == "not_in_notice" and code(other) == "consent_given"
    with pytest.raises(gate.PurposeRefused), gate.purpose("export", reason="test"):
        pass


def test_a_recipient_must_be_one_that_the_person_was_told_of(agreed: Any) -> None:
    assert code(agreed, "export", recipient="Printer") == "consent_given"
    assert code(agreed, "export", recipient="Broker") == "not_in_notice"
    assert code(agreed, recipient="Printer") == "not_in_notice"


def test_one_incident_tells_of_all_whose_consent_does_not_carry_a_use(agreed: Any) -> None:
    who = constituent()
    act(Subject(constituent_id=who))
    rows = [persona("x", basis="consent", kind="form", holder=who) for _ in range(4)]
    act(Subject(constituent_id=who))
    assert not Incident.objects.exists()
    publish("11", row(recipients=["Broker"]), row("export"), row("segmentation"))
    told = {(one.details["code"], one.details["purpose"]): one.details for one in Incident.objects.all()}
    assert set(told) == {("notice_changed", "profile_view"), ("not_in_notice", "segmentation")}
    assert all(one["notice"] == "10" and one["platform"] == "x" for one in told.values())
    assert told["not_in_notice", "segmentation"]["accounts"] == str(len(rows) + 1)
    projection.refresh_all()
    assert Incident.objects.count() == 2


def test_what_nobody_does_is_no_incident(agreed: Any) -> None:
    """A consent to everything covers no more than the notice told; that by itself is no fault."""
    act(of(agreed))
    assert not Incident.objects.exists()
    act(of(agreed), purpose="prospect_research")
    assert [one.details["purpose"] for one in Incident.objects.all()] == ["prospect_research"]
