"""Match runs and somebody who is erased meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crmsocial.core.models import Role
from matching import freezing, prepared, services
from matching.erasure import RunStore
from matching.models import MatchRun, ModelVersion, RunChunk, SnapshotRecord
from privacy.erasure import planning, registry
from privacy.erasure import services as erasures
from privacy.erasure.stores import ErasureSubject
from privacy.gate import purpose
from privacy.models import Erasure, ErasureScope
from tests.factories import identity as people
from tests.factories.core import user_with
from tests.privacy.erasure.people import worked_off

from .world import Holder, candidates, town, work_off

pytestmark = pytest.mark.django_db


def family(name: str = "Quackenbush") -> None:
    """Two people whom only their rare name joins, so that a model counts it."""
    for given in ("Wilhelmina", "Theodor"):
        people.constituent({"given_name": given, "family_name": name, "full_name": f"{given} {name}"})


def start() -> MatchRun:
    return services.start_run(actor=None)


def subject_of(holder: Holder) -> ErasureSubject:
    targets = planning.of_person([holder.constituent_id])
    erasure = Erasure.objects.create(
        scope=ErasureScope.PERSON,
        origin="staff",
        constituent_ids=list(targets.constituent_ids),
        identity_ids=list(targets.identity_ids),
        persona_ids=[holder.persona.pk],
    )
    erasure.refresh_from_db()
    return planning.subject_of(erasure)


def erase_what_can_go(subject: ErasureSubject) -> dict[str, str]:
    """Let every store erase that is not blocked; those that are, with why."""
    blocked = {}
    with purpose("erasure", reason="test"):
        for store in registry.stores():
            if why := store.blocked(subject):
                blocked[store.name] = why
                continue
            while store.erase(subject):
                pass
    return blocked


def names_in(version: ModelVersion) -> bool:
    version.refresh_from_db()
    return b"quackenbush" in bytes(version.body).lower()


def test_a_model_keeps_names_while_its_run_is_open_or_it_is_in_use_and_no_longer() -> None:
    town(3)
    family()
    run = work_off(start(), until="finishing")
    assert run.model is not None and run.model.names_kept and names_in(run.model)
    run = work_off(run)
    assert run.state == "done" and run.model is not None and names_in(run.model)
    # Another model takes its place.
    family()
    later = work_off(start())
    assert later.model is not None and later.model_id != run.model.pk and names_in(later.model)
    assert not names_in(run.model) and not run.model.names_kept
    # The weights by which it scored are still there to be read, and so are the scores that name the new one.
    assert freezing.load(run.model).adapted
    assert {one.model_version for one in candidates()} == {later.model.version}


def test_an_equal_model_gets_its_names_back_and_scores_as_before() -> None:
    town(3)
    family()
    first = work_off(start())
    before = [(one.persona_id, one.constituent_id, one.probability) for one in candidates()]
    second = work_off(start())
    assert second.model_id == first.model_id
    assert [(one.persona_id, one.constituent_id, one.probability) for one in candidates()] == before


@pytest.mark.parametrize("state", ["queued", "preparing", "scoring", "finishing"])
def test_a_run_goes_on_without_whom_is_erased_under_it(state: str) -> None:
    holders = town(4)
    gone, *others = holders
    run = work_off(start(), until=state) if state != "queued" else start()
    assert run.state == state
    blocked = erase_what_can_go(subject_of(gone))
    assert blocked == ({} if state == "queued" else {"matching.runs": "run_open"})
    run = work_off(run)
    assert run.state == "done", run.summary
    assert candidates(constituent_id=gone.constituent_id) == candidates(persona_id=gone.persona.pk) == []
    assert {one.constituent_id for one in candidates()} == {one.constituent_id for one in others}


@pytest.mark.parametrize("state", ["preparing", "scoring"])
def test_a_process_that_had_read_the_person_writes_nothing_of_them(state: str) -> None:
    """The engine was built before, so the person is in its memory."""
    holders = town(4)
    run = work_off(start(), until="scoring")
    chunk = RunChunk.objects.get(run=run)
    prepared.opened(run.pk, prepared.SideName.parse(chunk.side))
    if state == "preparing":
        prepared.forget(run.pk)
    erase_what_can_go(subject_of(holders[0]))
    run = work_off(run)
    assert run.state == "done"
    assert candidates(constituent_id=holders[0].constituent_id) == []
    assert len(candidates()) >= 3


def test_the_store_waits_for_an_open_run_that_names_the_person_alone() -> None:
    holders = town(3)
    run = work_off(start(), until="scoring")
    subject, store = subject_of(holders[0]), RunStore()
    with purpose("erasure", reason="test"):
        assert store.blocked(subject) == "run_open"
    newcomer = people.constituent()
    erasure = Erasure.objects.create(scope="person", origin="staff", constituent_ids=[newcomer])
    erasure.refresh_from_db()
    with purpose("erasure", reason="test"):
        assert store.blocked(planning.subject_of(erasure)) == ""
    run = work_off(run)
    with purpose("erasure", reason="test"):
        assert (store.blocked(subject), store.count(subject)) == ("", 0)


def test_an_erasure_waits_for_the_run_and_then_completes() -> None:
    holder = town(3)[0]
    run = work_off(start(), until="scoring")
    started = erasures.start(
        scope=ErasureScope.PERSON, origin="staff", actor=None, constituent_ids=[holder.constituent_id]
    )
    erasure = worked_off(started)
    assert (erasure.state, erasure.blocked_by) == ("blocked", "run_open")
    left = set(erasure.steps.exclude(state="done").values_list("store", flat=True))
    assert "matching.runs" in left and "constituents.records" not in left
    work_off(run, until="done")
    assert worked_off(erasure).state == "complete"


def test_an_interrupted_run_forgets_and_prepares_again() -> None:
    holders = town(3)
    family()
    run = work_off(start(), until="finishing")
    services.cancel_run(run_id=run.pk, actor=None)
    run = work_off(run)
    assert run.state == "cancelled" and run.model is not None and names_in(run.model)
    assert erase_what_can_go(subject_of(holders[0])) == {}
    assert not names_in(run.model)
    assert not SnapshotRecord.objects.filter(constituent_id=holders[0].constituent_id).exists()
    assert not any(holders[0].persona.pk in chunk.persona_ids for chunk in RunChunk.objects.all())
    assert services.resume_run(run_id=run.pk, actor=None).state == "queued"
    assert work_off(run).state == "done"
    assert candidates(constituent_id=holders[0].constituent_id) == []


def test_pages_of_runs_and_pairs_outlive_whom_they_were_about(client: Client) -> None:
    holders = town(3)
    run = work_off(start())
    pair = candidates(constituent_id=holders[0].constituent_id)[0]
    erase_what_can_go(subject_of(holders[0]))
    client.force_login(user_with(Role.STEWARD))
    assert client.get(reverse("matching:runs")).status_code == 200
    assert client.get(reverse("matching:run", args=[run.pk])).status_code == 200
    assert client.get(reverse("review:queue")).status_code == 200
    assert client.get(reverse("review:pair", args=[pair.pk])).status_code == 404
    assert client.get(reverse("review:history")).status_code == 200
