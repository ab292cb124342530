"""The suite's own PostgreSQL and Valkey, started once a run and stopped after it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from crmsocial.core.servers import background
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.places import Place

_RUN_LOCK = pytest.StashKey[Lock]()


def is_worker() -> bool:
    """Whether this process is one of pytest-xdist's."""
    return "PYTEST_XDIST_WORKER" in os.environ


def say(message: str) -> None:
    print(f"servers | {message}", file=sys.stderr, flush=True)


def start(config: pytest.Config) -> None:
    """Start the servers in the controlling process; the workers find them running."""
    if is_worker() or config.option.collectonly:
        return
    place = Place.for_tests()
    lock = Lock(place.var / ".tests.lock")
    if not lock.take("tests"):
        holder = lock.holder() or (0, "")
        pytest.exit(
            f"Another test run (process {holder[0]}) uses {place.var}. "
            "Wait for it, or set CRMSOCIAL_VAR to a folder of your own.",
            returncode=4,
        )
    config.stash[_RUN_LOCK] = lock
    try:
        background.up(place, say, durable=False)
    except ServersError as error:
        pytest.exit(str(error), returncode=4)


def stop(config: pytest.Config) -> None:
    """Stop what ``start`` started."""
    lock = config.stash.get(_RUN_LOCK, None)
    if lock is None:
        return
    background.down(Place.for_tests())
    lock.release()


def scratch_place(name: str) -> Place:
    """A place outside the project for tests that start servers of their own; the caller removes it."""
    return Place(Path(tempfile.mkdtemp(prefix=f"crmsocial {name} ")) / "var")
