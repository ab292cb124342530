"""The prepared left sides of a run in Django's storage: saved once, opened memory-mapped by every worker.

Where the storage keeps files on this machine they are opened in place, so that all workers share their pages; from any
other storage each machine fetches one copy, which is held against its hash. The files hold what the snapshot's records
say: they live as long as the snapshot does, and ``leftovers`` deletes what killed processes and other machines kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection
from django.utils.translation import gettext as _

from crmsocial.core.jobs import Permanent

from .engine.api import Engine
from .engine.errors import InputError

ALIAS = "matching"
SCRATCH = ".side-"
_RUNS = "runs"
_ABOUT = "about.json"
_PIECE = 1 << 22
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Moved(File):
    """A local file that a storage on the same disk may take as it is instead of copying it."""

    def temporary_file_path(self) -> str:
        """Where it lies."""
        return str(self.name)


def _storage() -> Storage:
    return storages[ALIAS]


def _folder(run_id: UUID, side: object) -> str:
    return f"{_RUNS}/{run_id}/{str(side).replace('@', '.')}"


def publish(run_id: UUID, side: object, engine: Engine) -> None:
    """Save the engine's left side and frozen model for all workers; a side published before is replaced.

    ``side`` is named by its text. Raises Permanent, with nothing published, where the files cannot be written.
    """
    storage, folder = _storage(), _folder(run_id, side)
    try:
        _delete(storage, folder)
        _publish(storage, folder, engine)
    except (OSError, InputError) as error:
        _delete(storage, folder)
        raise Permanent(
            _(
                "The files that workers share cannot be written: %(error)s. See that there is room on the disk (or in "
                "the storage “matching”) and that the server's user may write there, then resume the run."
            )
            % {"error": getattr(error, "strerror", None) or error}
        ) from error


def _publish(storage: Storage, folder: str, engine: Engine) -> None:
    with tempfile.TemporaryDirectory(dir=_beside(storage), prefix=SCRATCH) as scratch:
        whole = Path(scratch) / "side"
        engine.save(whole)
        # The file that says what fits comes last: a side without it is not published.
        for file in sorted(whole.iterdir(), key=lambda file: (file.name == _ABOUT, file.name)):
            with file.open("rb") as opened:
                storage.save(f"{folder}/{file.name}", _Moved(opened, name=str(file)))


def is_published(run_id: UUID, side: object) -> bool:
    """Whether every worker can open the side."""
    return _storage().exists(f"{_folder(run_id, side)}/{_ABOUT}")


def stamp(run_id: UUID, side: object) -> str:
    """What tells this publication of the side from a later one of the same name. Raises InputError where none is."""
    try:
        with _storage().open(f"{_folder(run_id, side)}/{_ABOUT}") as about:
            return hashlib.blake2b(about.read(), digest_size=12).hexdigest()
    except FileNotFoundError as error:
        raise InputError(f"run {run_id}: side {side} is not published, or no more") from error


def opened(run_id: UUID, side: object) -> Engine:
    """Open a published side. Raises InputError where it is missing, damaged or of another version."""
    storage, folder = _storage(), _folder(run_id, side)
    try:
        return Engine.open(Path(storage.path(folder)))
    except NotImplementedError:
        return Engine.open(_fetched(storage, run_id, folder, stamp(run_id, side)), verify=True)


def drop(run_id: UUID) -> None:
    """Delete the run's sides, and this machine's copies of them."""
    _delete(_storage(), f"{_RUNS}/{run_id}")
    shutil.rmtree(_copies() / str(run_id), ignore_errors=True)


def published_runs() -> list[UUID]:
    """Runs that have files in the storage or on this machine."""
    storage, copies = _storage(), _copies()
    names = set(storage.listdir(_RUNS)[0]) if storage.exists(_RUNS) else set()
    names |= {one.name for one in copies.iterdir() if not one.name.startswith(".")} if copies.is_dir() else set()
    return [UUID(name) for name in sorted(names) if _UUID.fullmatch(name)]


def scratch_folders() -> list[Path]:
    """Folders on this machine in which a side is being saved, or was when its process was killed."""
    beside = _beside(_storage())
    return sorted(path for path in Path(beside).glob(f"{SCRATCH}*") if path.is_dir())


def _fetched(storage: Storage, run_id: UUID, folder: str, mark: str) -> Path:
    """Copy the side to this machine unless another process has done so; the copy appears whole or not at all.

    It is named after the publication, so that a run which prepared again is not compared with what it had before.
    """
    home = _own(_own(_copies()) / str(run_id))
    copy = home / f"{Path(folder).name}.{mark}"
    if copy.exists():
        return copy
    partial = _own(home / f".{copy.name}.{os.getpid()}")
    try:
        for name in storage.listdir(folder)[1]:
            with storage.open(f"{folder}/{name}") as source, (partial / name).open("wb") as target:
                shutil.copyfileobj(source, target, _PIECE)
        if not copy.exists():
            partial.rename(copy)
    except OSError:
        # Whatever the storage or the net did may be over when the part is tried again.
        if not copy.exists():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return copy


def _own(folder: Path) -> Path:
    """Make the folder unless it is there. Raises InputError where another user made it, who could change what it holds.

    The folder for temporary files is everybody's.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise InputError(f"{folder}: is not a folder of this user alone; delete it, or set TMPDIR to another place")
    return folder


def _copies() -> Path:
    """Return where this machine copies sides to: another installation's are in another place."""
    database = connection.settings_dict
    mark = hashlib.blake2b(f"{database['HOST']} {database['NAME']}".encode(), digest_size=6).hexdigest()
    return Path(tempfile.gettempdir()) / f"crmsocial-sides-{os.getuid()}-{mark}"


def _beside(storage: Storage) -> str:
    """Return a folder on the storage's own disk, so that publishing moves files; where it has none here, ours."""
    try:
        home = Path(storage.path(""))
    except NotImplementedError:
        return str(_own(_copies()))
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
