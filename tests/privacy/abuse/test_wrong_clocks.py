"""A server whose clock is a day off: what ends, ends by the database's clock, and nothing opens that was closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from privacy import gate
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.models import Account
from privacy.reaching import contact
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("off", [-DAY, timedelta(), DAY])
def test_consents_end_by_the_database_s_clock(off: timedelta) -> None:
    who, now = constituent(), database_now()
    lasting, over = persona("x"), persona("x")
    kept = persona("youtube", kind="network", basis="consent")
    act(of(lasting), event_time=now - 3 * DAY, expires_at=now + timedelta(hours=1))
    act(of(over), event_time=now - 3 * DAY, expires_at=now - timedelta(hours=1))
    act(of(kept))
    Account.objects.filter(pk=kept.pk).update(registered_at=now - timedelta(days=30, hours=1))
    act(Subject(constituent_id=who), purpose="contact", category="contact", expires_at=now - timedelta(hours=1))
    with time_machine.travel(timezone.now() + off):
        answers = [gate.check(purpose="profile_view", persona_id=row.pk).code for row in (lasting, over, kept)]
        assert answers == ["consent_given", "consent_expired", "kept_too_long"]
        assert [visible(row, "profile_view") for row in (lasting, over)] == [True, False]
        assert contact.verdict(who, "email").code == "consent_expired"


@pytest.mark.parametrize("off", [-DAY, DAY])
def test_a_no_that_a_wrong_clock_records_holds_at_once(off: timedelta) -> None:
    row = persona("x")
    act(of(row))
    with time_machine.travel(timezone.now() + off):
        act(of(row), "ConsentWithdrawn")
        assert not visible(row)
    # And a yes of a clock that runs ahead does not open again what the person closed.
    act(of(row), event_time=database_now() + DAY)
    assert gate.check(purpose="identity_matching", persona_id=row.pk).code == "withdrawn"


def test_a_form_of_a_server_that_is_ahead_cannot_date_a_yes_after_a_no(client: Client) -> None:
    who = constituent()
    client.force_login(user_with("privacy_admin"))
    act(Subject(constituent_id=who), "Objected")
    values: dict[str, Any] = {
        "state": "ConsentGiven", "method": "form", "proof": "Form 9", "key": "0199aaaa-0000-7000-8000-000000000001",
    }  # fmt: skip
    with time_machine.travel(timezone.now() + DAY):
        said = f"{timezone.localtime() - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
        client.post(f"/privacy/constituents/{who}/record/", {**values, "event_time": said})
    assert gate.check(purpose="profile_view", constituent_id=who, platform="x").code == "objected"
