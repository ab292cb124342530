"""The prepared left sides of a run in Django's storage: saved once, opened memory-mapped by every worker.

Where the storage keeps files on this machine they are opened in place, so that all workers share their pages; from any
other storage each machine fetches one copy, which is held against its hash. The files hold what the snapshot's records
say: they live as long as the snapshot does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from .engine.api import Engine

ALIAS = "matching"
_PIECE = 1 << 22


class _Moved(File):
    """A local file that a storage on the same disk may take as it is instead of copying it."""

    def temporary_file_path(self) -> str:
        """Where it lies."""
        return str(self.name)


def _storage() -> Storage:
    return storages[ALIAS]


def _folder(run_id: UUID, side: object) -> str:
    return f"runs/{run_id}/{str(side).replace('@', '.')}"


def publish(run_id: UUID, side: object, engine: Engine) -> None:
    """Save the engine's left side and frozen model for all workers; a side published before is replaced.

    ``side`` is named by its text.
    """
    storage, folder = _storage(), _folder(run_id, side)
    _delete(storage, folder)
    with tempfile.TemporaryDirectory(dir=_beside(storage), prefix=".side-") as scratch:
        whole = Path(scratch) / "side"
        engine.save(whole)
        # The file that says what fits comes last: a side without it is not published.
        for file in sorted(whole.iterdir(), key=lambda file: (file.suffix == ".json", file.name)):
            with file.open("rb") as opened:
                storage.save(f"{folder}/{file.name}", _Moved(opened, name=str(file)))


def is_published(run_id: UUID, side: object) -> bool:
    """Whether every worker can open the side."""
    return _storage().exists(f"{_folder(run_id, side)}/about.json")


def opened(run_id: UUID, side: object) -> Engine:
    """Open a published side. Raises InputError where it is missing, damaged or of another version."""
    storage, folder = _storage(), _folder(run_id, side)
    try:
        return Engine.open(Path(storage.path(folder)))
    except NotImplementedError:
        return Engine.open(_fetched(storage, run_id, folder), verify=True)


def drop(run_id: UUID) -> None:
    """Delete the run's sides, and this machine's copies of them."""
    _delete(_storage(), f"runs/{run_id}")
    shutil.rmtree(_copies() / str(run_id), ignore_errors=True)


def _fetched(storage: Storage, run_id: UUID, folder: str) -> Path:
    """Copy the side to this machine unless another process has done so; the copy appears whole or not at all."""
    copy = _copies() / str(run_id) / Path(folder).name
    if copy.exists():
        return copy
    partial = copy.with_name(f".{copy.name}.{os.getpid()}")
    partial.mkdir(parents=True, mode=0o700, exist_ok=True)
    try:
        for name in storage.listdir(folder)[1]:
            with storage.open(f"{folder}/{name}") as source, (partial / name).open("wb") as target:
                shutil.copyfileobj(source, target, _PIECE)
        if not copy.exists():
            partial.rename(copy)
    except OSError:
        if not copy.exists():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return copy


def _copies() -> Path:
    return Path(tempfile.gettempdir()) / f"crmsocial-sides-{os.getuid()}"


def _beside(storage: Storage) -> str | None:
    """Return a folder on the storage's own disk, so that publishing moves files; None where it has none here."""
    try:
        home = Path(storage.path(""))
    except NotImplementedError:
        return None
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(home)


def _delete(storage: Storage, folder: str) -> None:
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    for name in folders:
        _delete(storage, f"{folder}/{name}")
    for name in files:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)
