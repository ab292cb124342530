"""The overview, incidents and the chart."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.core.models import AuditEntry
from privacy import incidents
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.lawfulness.art14 import Due
from privacy.models import Erasure, Hold, Incident, Notice, SubjectRequest
from privacy.platform_rules import RULES
from privacy.screens import charts, consent_months, incident_view, today
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, persona


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    client.force_login(user_with("privacy_admin"))
    return client


def test_the_overview_names_what_is_open_and_who_spoke(admin: Client) -> None:
    who = constituent()
    act(Subject(constituent_id=who), "ConsentRefused")
    incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "prospect_research"}, actor=None)
    page = admin.get("/privacy/").content.decode()
    assert str(who) in page and "A use outside the notice was asked for" in page and "Researching prospects" in page


def test_accounts_are_counted_by_reason_after_the_page_is_there(admin: Client) -> None:
    persona("x")
    persona("mastodon", discoverable=True)
    assert "express opt-in" not in admin.get("/privacy/").content.decode()
    part = admin.get("/privacy/accounts/", headers={"HX-Request": "true"}).content.decode()
    assert "express opt-in" in part and "asks to be discoverable" in part and "<html" not in part
    assert "<html" in admin.get("/privacy/accounts/").content.decode()


def test_figures_count_what_needs_somebody(db: None) -> None:
    day, now, actor = timezone.localdate(), database_now(), user_with("privacy_admin")
    for due in (day - timedelta(days=1), day, day + timedelta(days=7), day + timedelta(days=8)):
        SubjectRequest.objects.create(kind="access", received_via="letter", received_at=now, due_on=due)
    Erasure.objects.create(scope="person", origin="staff", state="blocked", blocked_by="hold")
    incidents.record(kind="new_kind", details={}, actor=None)
    Notice.objects.create(version="9", title="T", body="B", state="submitted", drafted_by=actor, submitted_by=actor)
    Hold.objects.create(constituent_id=uuid4(), ground="audit", review_on=day)
    found = {one.label: one.number for one in today.figures()}
    assert found["Requests overdue"] == 1 and found["Requests due within 7 days"] == 2
    assert found["Erasures blocked"] == found["Incidents open"] == found["Holds to review"] == 1
    assert found["Notices waiting for a second admin"] == 1 and found["Platform rules older than 180 days"] == 0
    late = {one.label for one in today.figures() if one.urgent}
    assert late == {"Requests overdue", "Erasures blocked", "Incidents open"}
    with time_machine.travel(max(rule.read_on for rule in RULES.values()) + timedelta(days=400)):
        assert {one.label: one.number for one in today.figures()}["Platform rules older than 180 days"] == len(RULES)


def test_who_must_be_sent_a_notice_is_counted_after_the_page_is_there(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = database_now()
    due = [Due(constituent(), 1, now, now + timedelta(days=days), days < 0) for days in (-1, 3)]
    monkeypatch.setattr(today, "art14_due", lambda limit: due)
    assert "Notices to send" in admin.get("/privacy/").content.decode()
    part = admin.get("/privacy/figures/art14/", headers={"HX-Request": "true"}).content.decode()
    assert ">2<" in part and "urgent" in part and "<html" not in part
    monkeypatch.setattr(today, "art14_due", lambda limit: due[1:])
    assert not today.art14().urgent


def test_an_incident_is_closed_once_with_a_note(admin: Client) -> None:
    incident = incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "export"}, actor=None)
    url = f"/privacy/incidents/{incident.pk}/resolve/"
    refused = admin.post(url, {"note": ""})
    assert refused.status_code == 422 and Incident.objects.get().resolved_at is None
    for _ in range(2):
        assert admin.post(url, {"note": "Notice 2 tells of it"}).status_code == 302
    assert Incident.objects.get().resolved_at is not None
    (entry,) = AuditEntry.objects.filter(verb="incident.resolved")
    assert entry.details == {"note": "Notice 2 tells of it"}
    assert "No incident is open." in admin.get("/privacy/incidents/").content.decode()
    assert "Notice 2 tells of it" in admin.get("/privacy/incidents/?state=closed").content.decode()


def test_details_lead_to_what_they_name_and_unknown_kinds_read_well(admin: Client) -> None:
    who = constituent()
    incidents.record(
        kind="something_new_happened", details={"constituent": who, "odd_thing": 3, "purpose": "export"}, actor=None
    )
    page = admin.get("/privacy/incidents/").content.decode()
    assert "Something new happened" in page and "Odd thing" in page and "Handing data out" in page
    assert f'href="/privacy/constituents/{who}/"' in page
    kinds = {getattr(incidents, name) for name in dir(incidents) if name.isupper()}
    assert kinds <= set(incident_view.KINDS)


def test_older_incidents_are_paged(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacy.views.incidents.PAGE", 2)
    for number in range(3):
        incidents.record(kind="new_kind", details={"store": f"s{number}"}, actor=None)
    first = admin.get("/privacy/incidents/").content.decode()
    assert "s2" in first and "s0" not in first and "before=" in first
    before = first.split("before=")[1].split('"')[0]
    assert "s0" in admin.get(f"/privacy/incidents/?before={before}").content.decode()
    assert admin.get("/privacy/incidents/?before=nonsense").status_code == 200


def test_months_count_given_no_and_standing(db: None) -> None:
    now = database_now()
    first, second, third = (Subject(constituent_id=constituent()) for _ in range(3))
    act(first, purpose="contact", event_time=now - timedelta(days=70))
    act(first, "ConsentWithdrawn", purpose="contact")
    act(second, event_time=now - timedelta(days=40))
    act(third, purpose="contact", event_time=now - timedelta(days=3), expires_at=now - timedelta(days=1))
    act(third, purpose="contact", event_time=None, category="social_graph")
    found = {one.purpose: one.months for one in consent_months.by_purpose()}
    months = found["contact"]
    assert len(months) == 12 and months[-1].standing == 1 and months[-1].withdrawn == 1
    assert sum(one.given for one in months) == 3 and sum(one.given for one in found["export"]) == 1
    stood = next(one for one in months if one.first == (now - timedelta(days=40)).date().replace(day=1))
    assert stood.standing == 2
    assert consent_months.by_purpose("social_graph")[2].standing == 0


def test_a_newer_act_is_never_hidden_by_an_older_count(db: None) -> None:
    who = Subject(constituent_id=constituent())
    assert consent_months.by_purpose()[0].standing == 0
    act(who)
    assert consent_months.by_purpose()[0].standing == 1
    act(who, "ConsentWithdrawn")
    assert consent_months.by_purpose()[0].standing == 0


def test_the_chart_has_its_table(admin: Client) -> None:
    act(Subject(constituent_id=constituent()), purpose="contact")
    part = admin.get("/privacy/chart/", headers={"HX-Request": "true"}).content.decode()
    # A purpose to which nobody consented is named, without an empty picture.
    assert part.count('<svg class="chart"') == 1 and "No consent in these twelve months: Finding" in part
    assert "Researching prospects" in part and "<table" in part and "As a table" in part
    assert 'style="' not in part and admin.get("/privacy/chart/?category=nonsense").status_code == 200


numbers = st.integers(0, 10**7)


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=24))
def test_nothing_is_drawn_outside_the_picture(rows: list[tuple[int, int, int]]) -> None:
    drawn = charts.draw([charts.Month(date(2026, 1, 1), *row) for row in rows])
    points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert len(points) == len(rows)
    assert all(0 <= x <= charts.WIDTH and 0 <= y <= charts.HEIGHT for x, y in points)
    for bar in drawn.bars:
        assert bar.x >= 0 and bar.x + bar.width <= charts.WIDTH + 0.2
        assert bar.y >= 0 and bar.y + bar.height <= charts.HEIGHT
    json.dumps([bar.kind for bar in drawn.bars])


def test_pictures_share_a_scale() -> None:
    low = charts.draw([charts.Month(date(2026, 1, 1), 1, 0, 5)], most_standing=10, most_moved=2)
    high = charts.draw([charts.Month(date(2026, 1, 1), 2, 0, 10)], most_standing=10, most_moved=2)
    assert low.bars[0].height * 2 == high.bars[0].height
    assert float(low.line.split(",")[1]) > float(high.line.split(",")[1])
