"""The index follows what is true: single changes in their transaction, batches at once, a rebuild beside it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from crmsocial.core.errors import Conflict
from crmsocial.core.jobs import worker
from crmsocial.core.models import Job, JobState
from crmsocial.identity import services as identity
from crmsocial.intake.models import Batch
from matching import services
from matching.engine.api import Record
from matching.index import jobs as index_jobs
from matching.index import rebuild, state, tables, truth, upkeep
from matching.index.keys import KEYS_VERSION, left_keys
from matching.index.models import PENDING, IndexedRecord, IndexKeyA, IndexState
from matching.index.reading import Part, Reader
from matching.models import Candidate, MatchRun
from privacy.gate import purpose
from tests.crmsocial.intake.files import load, write
from tests.factories import identity as people
from tests.matching.index.crowds import accounts, crowd
from tests.matching.world import candidates, work_off

pytestmark = pytest.mark.django_db
HEADER = ["constituent_id", "given_name", "family_name", "email"]
ANN = Record(id="q", full_name="Ann Lee", email="ann.lee@example.org")


def is_true() -> bool:
    """Whether the index holds what it should, and nobody's keys besides."""
    generation = state.live()
    assert generation is not None
    numbers = set(IndexedRecord.objects.filter(generation=generation).values_list("number", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT number FROM {tables.table_of(generation)}")
        found = {row[0] for row in cursor.fetchall()}
    return not truth.difference(generation) and found == numbers


def homes(record: Record = ANN) -> set[UUID]:
    generation = state.live()
    assert generation is not None
    met = Reader(generation, Part(), 100).met_by(record)
    rows = IndexedRecord.objects.filter(generation=generation, number__in=met)
    return set(rows.values_list("constituent_id", flat=True))


def bring(folder: Path, *rows: list[str]) -> Batch:
    return load(write(folder / f"{uuid4()}.csv", [HEADER, *rows]))


def work_all() -> None:
    while due := Job.objects.filter(state=JobState.QUEUED).order_by("pk").first():
        Job.objects.filter(pk=due.pk).update(run_after="2026-01-01T00:00Z")
        worker.work(due.pk)


def test_a_record_comes_changes_and_goes(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"])
    [home] = homes()
    assert is_true()
    bring(tmp_path, ["1", "Zoe", "Quist", "zoe@example.org"])
    assert homes() == set() and is_true()
    assert homes(Record(id="q", full_name="Zoe Quist")) == {home}


def test_merged_and_unmerged(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"], ["2", "Anne", "Lee", "ann.lee@example.org"])
    one, other = sorted(homes())
    decision = identity.merge(into=one, others=[other], actor=None, reason="duplicate")
    assert homes() == {one} and is_true()
    identity.unmerge(decision=decision, actor=None)
    assert homes() == {one, other} and is_true()


def test_what_is_rolled_back_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"])
        assert homes()
        raise RuntimeError
    assert homes() == set() and not IndexedRecord.objects.exists()


def test_a_batch_is_published_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 3)
    monkeypatch.setattr(index_jobs.bulk, "SLICE", 2)
    bring(tmp_path, *[[str(n), "Ann", "Lee", f"ann{n}@example.org"] for n in range(5)])
    assert homes() == set()
    job = Job.objects.get(kind=index_jobs.BATCH_JOB)
    worker.work(job.pk)
    assert IndexedRecord.objects.filter(generation=PENDING).count() == 2 and homes() == set()
    # Meanwhile one of those that were prepared says something else.
    bring(tmp_path, ["0", "Zoe", "Quist", "zoe@example.org"])
    work_all()
    assert len(homes()) == 4 and is_true()
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_a_rebuild_goes_on_beside_and_misses_nothing(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"], ["2", "Ben", "Park", "ben@example.org"])
    before = homes()
    job = rebuild.start(actor=None)
    with pytest.raises(Conflict):
        rebuild.start(actor=None)
    worker.work(job.pk)
    worker.work(job.pk)
    assert state.live() == 0 and homes() == before
    bring(tmp_path, ["2", "Ann", "Lee", "ann2@example.org"], ["3", "Ann", "Lee", "ann3@example.org"])
    assert len(homes()) == 3
    work_all()
    found = state.read()
    assert (found.generation, found.building, found.keys_version) == (1, None, KEYS_VERSION)
    assert len(homes()) == 3 and is_true() and not IndexKeyA.objects.exists()
    bring(tmp_path, ["3", "Zoe", "Quist", ""])
    assert len(homes()) == 2 and is_true()


def test_an_index_of_another_version_is_not_read_and_is_built_anew(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"])
    IndexState.objects.update(keys_version="0.1/1")
    assert not state.is_ready() and state.live() is None
    with pytest.raises(state.IndexUnready):
        state.require()
    bring(tmp_path, ["2", "Ann", "Lee", "ann2@example.org"])
    assert rebuild.start_if_untrue() is not None and rebuild.start_if_untrue() is None
    work_all()
    assert len(homes()) == 2 and is_true()


def test_a_build_that_failed_is_forgotten() -> None:
    job = rebuild.start(actor=None)
    Job.objects.filter(pk=job.pk).update(attempts=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuild, "begin", lambda building: 1 / 0)
        worker.work(job.pk)
    assert state.read().building is None and state.live() == 0


def test_a_build_that_was_given_up_is_not_taken_up_where_another_goes_on(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"])
    first = rebuild.start(actor=None)
    worker.work(first.pk)
    worker.work(first.pk)
    Job.objects.filter(pk=first.pk).update(attempts=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuild, "fill", lambda building: 1 / 0)
        Job.objects.filter(pk=first.pk).update(run_after="2026-01-01T00:00Z", attempts=4)
        worker.work(first.pk)
    assert state.read().building is None and not IndexedRecord.objects.filter(generation=1).exists()
    second = rebuild.start(actor=None)
    worker.work(second.pk)
    worker.work(second.pk)
    work_all()
    # An administrator lets the first one try again, whose generation is read by now.
    Job.objects.filter(pk=first.pk).update(
        state=JobState.QUEUED, attempts=0, args={"building": 1}, run_after="2026-01-01T00:00Z"
    )
    assert worker.work(first.pk) == JobState.DONE
    assert state.live() == 1 and len(homes()) == 1 and is_true()


def test_a_worker_that_is_killed_after_the_switch_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"])
    job = rebuild.start(actor=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuild, "forget_former", lambda: 1 / 0)
        while state.live() == 0:
            Job.objects.filter(pk=job.pk).update(run_after="2026-01-01T00:00Z")
            worker.work(job.pk)
    assert IndexedRecord.objects.filter(generation=0).exists()
    work_all()
    assert not IndexedRecord.objects.filter(generation=0).exists() and homes() and is_true()


def test_what_is_not_as_it_should_be_is_put_right_or_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(tmp_path, ["1", "Ann", "Lee", "ann.lee@example.org"], ["2", "Ann", "Lee", "ann2@example.org"])
    assert rebuild.start_if_untrue() is None and len(homes()) == 2
    numbers = list(IndexedRecord.objects.values_list("number", flat=True))
    tables.remove(0, numbers[:1])
    assert len(homes()) == 1
    assert rebuild.start_if_untrue() is None
    assert len(homes()) == 2 and is_true()
    monkeypatch.setattr(upkeep, "AT_ONCE", 1)
    tables.remove(0, IndexedRecord.objects.values_list("number", flat=True))
    assert rebuild.start_if_untrue() is not None
    work_all()
    assert len(homes()) == 2 and is_true()


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_record_at_once_leave_what_is_true() -> None:
    made = people.identity({"given_name": "Ann", "family_name": "Lee"})
    identity.adopt()

    def follow() -> None:
        try:
            upkeep.follow_identities([made.pk])
        finally:
            connection.close()

    threads = [threading.Thread(target=follow) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert IndexedRecord.objects.filter(identity_id=made.pk).count() == 1 and is_true()


def test_many_records_have_the_keys_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(70)
    rows = truth.with_values(truth.page(UUID(int=0), 100))
    together = left_keys([record for _row, record in rows])
    for (_row, record), found in zip(rows, together, strict=True):
        [alone] = left_keys([record])
        for name in ("keys", "parts", "initials"):
            assert sorted(getattr(found, name)) == sorted(getattr(alone, name))


ACCOUNTS = ["platform", "username", "platform_user_id", "display_name", "discoverable", "indexable"]


def bring_account(folder: Path, username: str, number: str, name: str, *, basis: str = "consent") -> Batch:
    rows: list[list[Any]] = [ACCOUNTS, ["mastodon", username, number, name, "true", "true"]]
    path = write(folder / f"{uuid4()}.csv", rows)
    return load(path, "personas", source_name="lists", basis=basis, source_kind="network")


def found_of(account_id: str | None) -> set[tuple[object, ...]]:
    with purpose("upkeep", reason="tests"):
        rows = Candidate.objects.filter(persona__account_id=account_id, rank=1)
        return set(rows.values_list("identity__external_id", "run_id"))


def test_what_comes_while_a_run_is_under_way_is_matched_when_it_ends(tmp_path: Path) -> None:
    crowd(10)
    accounts(3)
    bring(tmp_path, ["1", "Ann", "Leeward", "ann.lee@example.org"])
    bring_account(tmp_path, "@zoequist", "acct-78", "Zoe Quist")
    work_off(services.start_run(actor=None))
    assert "9" not in {one for one, _run in found_of("acct-78")}
    run = work_off(services.start_run(actor=None), until="scoring")
    # Its snapshot holds neither her, nor is this account in a part of it.
    bring(tmp_path, ["9", "Zoe", "Quist", "zoe@example.org"])
    bring_account(tmp_path, "@annleeward", "acct-79", "Ann Leeward")
    run = work_off(run)
    assert run.state == "done"
    work_all()
    assert set(Job.objects.values_list("state", "error")) == {(JobState.DONE, "")}
    assert found_of("acct-78") == {("9", None)} and found_of("acct-79") == {("1", None)}
    with purpose("upkeep", reason="tests"):
        versions = Candidate.objects.filter(persona__account_id="acct-79").values_list("model_version", flat=True)
        assert set(versions) == {run.model_id}


def test_an_account_is_matched_when_it_may_be(tmp_path: Path) -> None:
    crowd(10)
    bring(tmp_path, ["1", "Ann", "Leeward", "ann.lee@example.org"])
    accounts(3)
    silent = people.persona(handle="annleeward", display_name="Ann Leeward", consents=())
    work_off(services.start_run(actor=None))
    work_all()
    assert found_of(silent.account_id) == set()
    many = Job.objects.count()
    people.consent(silent, "profile_view")
    assert Job.objects.count() == many
    people.consent(silent, "identity_matching")
    assert found_of(silent.account_id) == set()
    work_all()
    assert {one for one, _run in found_of(silent.account_id)} == {"1"}
    many = Job.objects.count()
    people.consent(silent, "identity_matching", "ConsentWithdrawn")
    people.consent(silent, "identity_matching")
    assert Job.objects.count() == many


def test_a_small_batch_is_looked_up_and_new_accounts_are_matched_as_they_come(tmp_path: Path) -> None:
    crowd(10)
    bring(tmp_path, ["1", "Ann", "Leeward", "ann.lee@example.org"])
    accounts(5)
    work_off(services.start_run(actor=None))
    wanted = {one.pk: one.probability for one in candidates()}
    rows: list[list[Any]] = [
        ["platform", "username", "platform_user_id", "display_name", "discoverable", "indexable"],
        ["mastodon", "@annleeward", "acct-77", "Ann Leeward", "true", "true"],
    ]
    batch = load(
        write(tmp_path / "p.csv", rows), "personas", source_name="lists", basis="consent", source_kind="network"
    )
    work_all()
    assert set(Job.objects.values_list("state", "error")) == {(JobState.DONE, "")}
    with purpose("upkeep", reason="tests"):
        mine = list(
            Candidate.objects.filter(persona__account_id="acct-77").values_list("run_id", "probability", "band")
        )
    assert mine and all(run is None for run, _probability, _band in mine)
    run = work_off(services.start_run(actor=None, since_batch=batch.pk))
    assert run.state == "done" and run.parameters["by_index"] and run.summary["personas"] == 1
    with purpose("upkeep", reason="tests"):
        again = Candidate.objects.filter(persona__account_id="acct-77").values_list("run_id", "probability", "band")
        assert set(again) == {(run.pk, probability, band) for _run, probability, band in mine}
    assert {one.pk: one.probability for one in candidates() if one.pk in wanted} == wanted
    assert MatchRun.objects.get(pk=run.pk).model_id == state.read().model_id
