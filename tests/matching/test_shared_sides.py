"""Prepared sides in storage: one for all workers, the same scores, gone with the run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.test import override_settings

from matching import prepared, runs, services, shared_sides
from matching.engine.api import Engine, Record
from matching.engine.errors import InputError
from matching.models import MatchRun, RunChunk, RunState
from matching.snapshot import SideName

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
PEOPLE = [Record(f"c{n}", full_name=f"Ann{n} Harrow{n}", city="Bath") for n in range(5)]
ACCOUNT = Record("p", username="ann3harrow3", display_name="Ann3 Harrow3")


def engine() -> Engine:
    made = Engine.prepare(PEOPLE, right_sample=[ACCOUNT])
    made.score([ACCOUNT])
    return made


def files() -> list[Path]:
    return [path for path in Path(storages["matching"].path("")).rglob("*") if path.is_file()]


def scores(of: Engine) -> list[tuple[str, float, float]]:
    return [(one.left_id, one.probability, one.weight) for one in of.score([ACCOUNT])]


def test_a_published_side_scores_to_the_last_bit_alike() -> None:
    run = MatchRun.objects.create()
    built = engine()
    shared_sides.publish(run.pk, SIDE, built)
    again = shared_sides.opened(run.pk, SIDE)
    assert scores(again) == scores(built)
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
