"""The nightly replay: what differs from the ledger is told before it is mended."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from crmsocial.core import jobs
from crmsocial.core.models import Job
from crmsocial.settings.schedule import BEAT_SCHEDULE
from privacy import tasks
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.models import Incident, LookFor, Permission
from privacy.projecting import replay
from tests.privacy.factories import act, constituent, of, persona, visible
from tests.privacy.owners import behind_its_back

pytestmark = pytest.mark.django_db


def night() -> Job:
    """The night's job, worked to its end."""
    tasks.replay_ledger()
    job = Job.objects.latest("created_at")
    while job.is_open:
        jobs.work(job.pk)
        Job.objects.filter(pk=job.pk, state="queued").update(run_after=database_now())
        job.refresh_from_db()
    return job


def test_a_quiet_night() -> None:
    who = constituent()
    act(of(persona("x", basis="consent", kind="form")))
    persona("mastodon", discoverable=True, holder=who)
    persona("youtube", basis="consent", kind="network")
    act(Subject(constituent_id=who), platform="x", purpose="identity_matching")
    job = night()
    assert job.state == "done" and not Incident.objects.exists()
    assert job.result["permissions"] == {"rows": 3, "wrong": 0} and job.result["ledger_rows"]["rows"] == 2


def test_what_differs_is_told_and_mended() -> None:
    hidden, shown, ghost = persona("x"), persona("mastodon", discoverable=True), uuid4()
    who = constituent()
    act(Subject(constituent_id=who), platform="x", purpose="identity_matching")
    Permission.objects.create(persona_id=hidden.pk, purpose="profile_view", reason="consent_given")
    Permission.objects.create(persona_id=ghost, purpose="profile_view", reason="consent_given")
    Permission.objects.filter(persona_id=shown.pk, purpose="profile_view").update(
        until=database_now() + timedelta(days=9)
    )
    LookFor.objects.all().delete()
    assert visible(hidden, "profile_view")
    night()
    told = {row.details["table"]: row.details for row in Incident.objects.filter(kind="projection_differs")}
    assert told["permission"]["differing"] == "3" and told["look_for"]["differing"] == "1"
    assert {str(hidden.pk), str(shown.pk), str(ghost)} == set(told["permission"]["ids"].split(", "))
    assert not visible(hidden, "profile_view") and not Permission.objects.filter(persona_id=ghost).exists()
    assert Permission.objects.get(persona_id=shown.pk, purpose="profile_view").until is None
    assert LookFor.objects.get().constituent_id == who
    night()
    assert Incident.objects.count() == 2


def test_it_is_counted_over_the_slices_of_one_night() -> None:
    rows = [persona("x") for _ in range(5)]
    for row in rows:
        Permission.objects.create(persona_id=row.pk, purpose="profile_view", reason="discoverable")
    after, slices = "", 0
    while after is not None:
        done = replay.compare_permissions(after, run="n1", limit=2)
        after, slices = done.last, slices + 1
    assert slices == 3 and Incident.objects.get().details["differing"] == "5"


def test_a_row_past_its_end_is_no_difference() -> None:
    row = persona("x")
    Permission.objects.create(
        persona_id=row.pk, purpose="profile_view", reason="consent_given", until=database_now() - timedelta(hours=1)
    )
    assert replay.compare_permissions(run="n1").differing == []


@pytest.mark.django_db(transaction=True)
def test_an_altered_act_is_told_by_its_row() -> None:
    event = act(Subject(constituent_id=constituent()), "ConsentRefused")
    with behind_its_back() as owner:
        owner.execute("UPDATE privacy_consentevent SET purpose = 'export' WHERE id = %s", [event.pk])
    night()
    incident = Incident.objects.get(kind="ledger_row_altered")
    assert incident.details["event"] == str(event.pk)


def test_beat_knows_the_task() -> None:
    assert BEAT_SCHEDULE["replay-ledger"]["task"] == tasks.replay_ledger.name
