"""Calling the launcher as a person does, on a place of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.places import PROJECT, Place

# What the test run itself was given must not reach the launcher under test.
FOREIGN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER", "PORT"}


class Launcher:
    """``python -m crmsocial.core.servers`` for one folder."""

    def __init__(self, place: Place, prefix: tuple[str, ...] = (), **environment: str) -> None:
        self.place = place
        self.prefix = prefix
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        own = {
            "CRMSOCIAL_VAR": str(place.var),
            "CRMSOCIAL_DEMO": "no",
            # Shared by the tests of one process, for collecting takes longer than all the rest.
            "STATIC_ROOT": str(Place.for_tests().var / f"static-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"),
        }
        self.environment = kept | own | environment

    def command(self, *arguments: str) -> list[str]:
        """The whole command line."""
        return [*self.prefix, sys.executable, "-m", "crmsocial.core.servers", *arguments]

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return self._run(self.command(*arguments))

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this place's servers."""
        return self._run([*self.prefix, sys.executable, "manage.py", *arguments])

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def owner(self) -> int:
        """Process id of whoever owns the servers."""
        holder = Lock(self.place.lock).holder()
        assert holder is not None
        return holder[0]

    def database_pid(self) -> int:
        """Process id of PostgreSQL."""
        return int((self.place.postgres_data / "postmaster.pid").read_text().split("\n", 1)[0])


@contextmanager
def scratch(name: str) -> Iterator[Place]:
    """A place in a new temporary folder whose path has a space; whatever still runs there is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"crmsocial {name} "))
    folder.chmod(0o755)
    place = Place(folder / "var")
    try:
        yield place
    finally:
        Launcher(place).call("down")
        shutil.rmtree(place.sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(port: int, path: str = "/accounts/login/") -> int:
    """The status that the site answers with; 0 when it does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Poll ``condition``; AssertionError naming ``what`` when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def kill(pid: int) -> None:
    """``kill -9``."""
    os.kill(pid, signal.SIGKILL)
