"""Prepared sides in storage: one for all workers, the same scores, gone with the run."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.test import override_settings

from crmsocial.core.jobs import Permanent
from matching import leftovers, prepared, runs, services, shared_sides
from matching.engine.api import Engine, Record
from matching.engine.errors import InputError
from matching.models import MatchRun, RunChunk, RunState
from matching.snapshot import SideName

from .world import PEOPLE as NAMES
from .world import candidates, crowd, town, work_off

pytestmark = pytest.mark.django_db


class FarStorage(Storage):
    """Keeps files where this machine has no path to them."""

    def __init__(self, location: str) -> None:
        self._there = FileSystemStorage(location=location)

    def _open(self, name: str, mode: str = "rb") -> Any:
        return self._there.open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        return self._there.save(name, ContentFile(content.read()))

    def exists(self, name: str) -> bool:
        return self._there.exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._there.listdir(path)

    def delete(self, name: str) -> None:
        self._there.delete(name)


SIDE = SideName("all", "mastodon")
PEOPLE = [
    Record(f"c{n}", given_name=given, family_name=family, full_name=f"{given} {family}", city=city)
    for n, (given, family, city) in enumerate(NAMES)
]
ACCOUNT = Record("p", platform="mastodon", username="dmitrihalvorsen", display_name="Dmitri Halvorsen")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shutil.rmtree(storages["matching"].path(""), ignore_errors=True)


def engine() -> Engine:
    made = Engine.prepare(PEOPLE, right_sample=[ACCOUNT])
    made.score([ACCOUNT])
    return made


def files() -> list[Path]:
    return [path for path in Path(storages["matching"].path("")).rglob("*") if path.is_file()]


def scores(of: Engine) -> list[tuple[str, float, float]]:
    return [(one.left_id, one.probability, one.weight) for one in of.score([ACCOUNT], min_probability=0.0)]


def test_a_published_side_scores_to_the_last_bit_alike() -> None:
    run = MatchRun.objects.create()
    built = engine()
    shared_sides.publish(run.pk, SIDE, built)
    again = shared_sides.opened(run.pk, SIDE)
    assert scores(again) == scores(built) != []
    assert again.adapted_model().hash == built.adapted_model().hash
    assert all(path.stat().st_mode & 0o077 == 0 for path in files())
    shared_sides.publish(run.pk, SIDE, built)
    assert len([path for path in files() if str(run.pk) in str(path)]) == 4
    shared_sides.drop(run.pk)
    assert not [path for path in files() if str(run.pk) in str(path)]
    assert not shared_sides.is_published(run.pk, SIDE)


def test_a_storage_of_another_machine_is_fetched_once_and_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = MatchRun.objects.create()
    far = {"BACKEND": f"{__name__}.FarStorage", "OPTIONS": {"location": str(tmp_path / "far")}}
    with tempfile.TemporaryDirectory() as copies, override_settings(STORAGES={"matching": far}):
        monkeypatch.setattr(tempfile, "tempdir", copies)
        storage = storages["matching"]
        assert isinstance(storage, FarStorage)
        built = engine()
        shared_sides.publish(run.pk, SIDE, built)
        assert scores(shared_sides.opened(run.pk, SIDE)) == scores(built)
        [copy] = Path(copies).glob(f"crmsocial-sides-*/{run.pk}/*/arrays.bin")
        assert all(path.stat().st_mode & 0o077 == 0 for path in Path(copies).rglob("*") if path.is_dir())
        with copy.open("r+b") as opened:
            opened.write(b"\xff" * 64)
        with pytest.raises(InputError, match="changed or damaged"):
            shared_sides.opened(run.pk, SIDE)
        shared_sides.drop(run.pk)
        assert not list(Path(copies).glob(f"crmsocial-sides-*/{run.pk}"))
        assert not storage.exists(f"runs/{run.pk}")


def test_workers_open_what_the_preparing_one_saved(
    settings: object, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MATCHING_CHUNK_LARGEST = settings.MATCHING_CHUNK_SMALLEST = 2  # type: ignore[attr-defined]
    town(5)
    crowd(20)
    run = work_off(services.start_run(actor=None), until=RunState.SCORING)
    assert RunChunk.objects.filter(run=run).count() == 3

    def never(*arguments: object, **options: object) -> Engine:
        raise AssertionError("a chunk made its side anew")

    monkeypatch.setattr(prepared.Engine, "prepare", never)
    with django_capture_on_commit_callbacks(execute=True):
        assert work_off(run).state == RunState.DONE
    by_chunks = {(c.persona_id, c.constituent_id): (c.probability, c.weight, c.rank) for c in candidates()}
    assert len({persona for persona, _ in by_chunks}) == 5
    assert not [path for path in files() if str(run.pk) in str(path)]
    monkeypatch.undo()
    settings.MATCHING_CHUNK_LARGEST = settings.MATCHING_CHUNK_SMALLEST = 1000  # type: ignore[attr-defined]
    assert work_off(services.start_run(actor=None)).state == RunState.DONE
    whole = {(c.persona_id, c.constituent_id): (c.probability, c.weight, c.rank) for c in candidates()}
    assert whole == by_chunks


def test_a_run_whose_sides_are_lost_starts_anew_when_resumed() -> None:
    town(3)
    run = work_off(services.start_run(actor=None), until=RunState.SCORING)
    services.cancel_run(run_id=run.pk, actor=None)
    run = work_off(run)
    shared_sides.drop(run.pk)
    prepared.forget(run.pk)
    resumed = services.resume_run(run_id=run.pk, actor=None)
    assert resumed.state == RunState.QUEUED
    assert work_off(resumed).state == RunState.DONE
    assert len(candidates()) >= 3


def test_preparing_goes_on_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    town(3)
    run = work_off(services.start_run(actor=None), until=RunState.PREPARING)
    monkeypatch.setattr(runs, "_cut", lambda *arguments: (_ for _ in ()).throw(RuntimeError("killed here")))
    with pytest.raises(RuntimeError):
        runs.prepare(run_id=run.pk)
    run.refresh_from_db()
    frozen = run.model_id
    assert frozen is not None
    monkeypatch.undo()
    assert runs.prepare(run_id=run.pk) is not None
    run.refresh_from_db()
    assert run.model_id == frozen
    assert work_off(run).state == RunState.DONE


def far_away(tmp_path: Path) -> dict[str, Any]:
    return {"matching": {"BACKEND": f"{__name__}.FarStorage", "OPTIONS": {"location": str(tmp_path / "far")}}}


@pytest.mark.parametrize("far", [False, True])
def test_a_run_that_prepared_again_is_not_compared_with_what_it_had_before(
    far: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = MatchRun.objects.create()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with override_settings(STORAGES=far_away(tmp_path)) if far else nullcontext():
        shared_sides.publish(run.pk, SIDE, engine())
        assert "c3" in {one[0] for one in scores(prepared.opened(run.pk, SIDE))}
        # Interrupted; somebody was erased; resumed by another machine.
        without = Engine.prepare([one for one in PEOPLE if one.id != "c3"], right_sample=[ACCOUNT])
        without.score([ACCOUNT])
        shared_sides.publish(run.pk, SIDE, without)
        assert scores(prepared.opened(run.pk, SIDE)) == scores(without)
        shared_sides.drop(run.pk)
        with pytest.raises(Permanent, match="cannot be read"):
            prepared.opened(run.pk, SIDE)
    prepared.forget(run.pk)


def test_a_full_disk_is_said_and_leaves_nothing_and_the_run_can_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    town(3)
    run = work_off(services.start_run(actor=None), until=RunState.PREPARING)

    def full(*arguments: object, **options: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    run = work_off(run)
    assert run.state == RunState.FAILED
    assert "No space left on device" in run.summary["error"] and "resume" in run.summary["error"]
    assert not [path for path in files() if str(run.pk) in str(path)] and not shared_sides.scratch_folders()
    monkeypatch.undo()
    assert work_off(services.resume_run(run_id=run.pk, actor=None)).state == RunState.DONE


def test_what_killed_processes_and_ended_runs_left_is_swept() -> None:
    done = MatchRun.objects.create(state=RunState.DONE)
    waiting = MatchRun.objects.create(state=RunState.CANCELLED)
    unknown = uuid4()
    for run_id in (done.pk, waiting.pk, unknown):
        shared_sides.publish(run_id, SIDE, engine())
    home = Path(storages["matching"].path(""))
    old, new = home / ".side-old", home / ".side-new"
    for folder in (old, new):
        (folder / "side").mkdir(parents=True)
        (folder / "side" / "arrays.bin").write_bytes(b"names")
    for path in (old / "side" / "arrays.bin", old / "side", old):
        os.utime(path, (1, 1))
    (home / "runs" / "lost+found").mkdir()
    assert leftovers.sweep() == 3
    assert shared_sides.published_runs() == [waiting.pk]
    assert shared_sides.scratch_folders() == [new]
    assert leftovers.sweep() == 0
    shutil.rmtree(new)
    shared_sides.drop(waiting.pk)


def test_a_folder_for_copies_that_somebody_else_may_change_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = MatchRun.objects.create()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with override_settings(STORAGES=far_away(tmp_path)):
        shared_sides.publish(run.pk, SIDE, engine())
        [copies] = tmp_path.glob("crmsocial-sides-*")
        copies.chmod(0o777)
        with pytest.raises(InputError, match="this user alone"):
            shared_sides.opened(run.pk, SIDE)
