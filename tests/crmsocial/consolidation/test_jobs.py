"""Profiles of many constituents are computed by jobs, and jobs may be killed and called again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from crmsocial.consolidation import jobs, selectors, services
from crmsocial.consolidation.models import Profile
from crmsocial.constituents.models import SourceIdentity, SourceRecord
from crmsocial.core.jobs.worker import work
from crmsocial.core.models import Job, JobState
from crmsocial.identity.signals import edges_changed
from tests.factories import people

pytestmark = pytest.mark.django_db


def imported(size: int):
    """A batch, and its constituents in order of their ids."""
    batch_id = uuid4()
    holders = []
    for place in range(size):
        holder = people.person(full_name=f"Person {place}")
        first = holder.identities[0].current_record
        again = SourceRecord.objects.create(
            identity=holder.identities[0],
            version=2,
            values=first.values | {"city": "Boston"},
            content_hash=b"2",
            basis="contract",
            batch_id=batch_id,
        )
        SourceIdentity.objects.filter(pk=holder.identities[0].pk).update(current_record=again)
        holders.append(holder.id)
    return batch_id, sorted(holders)


def test_a_batch_is_gone_through_in_calls_that_go_on_where_the_last_ended(monkeypatch):
    monkeypatch.setattr(jobs, "PER_CALL", 2)
    batch_id, holders = imported(5)
    other = people.person(full_name="Not of this batch")
    job = services.refresh_batch_later(batch_id)
    assert services.refresh_batch_later(batch_id) == job
    states = [work(job.pk) for _ in range(3)]
    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.DONE]
    job.refresh_from_db()
    assert job.result == {"profiles": 5, "changed": 5}
    assert (job.done, job.total) == (5, 5)
    assert set(Profile.objects.values_list("pk", flat=True)) == set(holders)
    assert other.id not in holders
    assert selectors.values(holders, ["city"])[holders[0]] == {"city": "Boston"}


def test_constituents_of_a_batch_come_by_id_and_through_linked_accounts_too():
    batch_id, holders = imported(3)
    linked = people.person(full_name="Known by account")
    people.link(linked, people.account(handle="ana", batch_id=batch_id))
    expected = sorted([*holders, linked.id])
    assert selectors.constituents_of_batch(batch_id, after=None, limit=2) == expected[:2]
    assert selectors.constituents_of_batch(batch_id, after=expected[1], limit=9) == expected[2:]
    assert selectors.count_of_batch(batch_id) == 4


def test_few_changed_edges_are_followed_at_once_and_many_by_jobs(monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 2)
    holders = {people.person(full_name=f"Person {place}").id for place in range(3)}
    few = set(sorted(holders)[:2])
    edges_changed.send(sender=None, constituent_ids=few, persona_ids=set())
    assert set(Profile.objects.values_list("pk", flat=True)) == few
    edges_changed.send(sender=None, constituent_ids=holders, persona_ids=set())
    assert set(Profile.objects.values_list("pk", flat=True)) == few
    job = Job.objects.get(kind="consolidation.refresh")
    assert work(job.pk) == JobState.DONE
    assert set(Profile.objects.values_list("pk", flat=True)) == holders
