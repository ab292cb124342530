"""``make run`` from the first start to Ctrl-C, with what may happen in between."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from crmsocial.core.servers import process
from crmsocial.core.servers.places import PROJECT
from tests.support.servers_cli import Launcher, free_port, kill, scratch, status_of, wait_until

pytestmark = pytest.mark.servers
FIRST_PAGE_WITHIN = 120


class Site:
    """A running ``run`` with its log in a file."""

    def __init__(self, launcher: Launcher, log: Path) -> None:
        self.launcher = launcher
        self.port = free_port()
        launcher.environment["PORT"] = str(self.port)
        self.log = log
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                self.launcher.command("run"),
                cwd=PROJECT,
                env=self.launcher.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(f"crmsocial is at http://127.0.0.1:{self.port}")

    def wait_for(self, text: str) -> None:
        def seen() -> bool:
            assert self.child is not None
            assert self.child.poll() is None or text in self.read(), self.read()
            return text in self.read()

        wait_until(seen, FIRST_PAGE_WITHIN, text)

    def read(self) -> str:
        return self.log.read_text(errors="replace")

    def pids(self) -> list[int]:
        noted = (self.launcher.place.var / "run.pids").read_text().split()
        return [*map(int, noted), self.launcher.database_pid()]

    def interrupt(self) -> int:
        assert self.child is not None
        self.child.send_signal(signal.SIGINT)
        return self.child.wait(60)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with scratch("a site") as place:
        site = Site(Launcher(place), tmp_path / "run.log")
        yield site
        if site.child is not None and site.child.poll() is None:
            site.child.terminate()
            site.child.wait(60)


def test_from_first_start_to_ctrl_c(site: Site) -> None:
    site.start()
    assert status_of(site.port) == 200
    wait_until(lambda: status_of(site.port, "/healthz") == 200, 40, "worker and beat give signs of life")
    assert {line.split("|")[0].strip() for line in site.read().splitlines()} <= {"run", "web", "worker", "beat"}

    second = site.launcher.call("run")
    assert second.returncode == 1
    assert "already runs from this folder" in second.stdout

    pids = site.pids()
    assert site.interrupt() == 0
    assert site.read().rstrip().endswith("run    | stopped")
    assert not [pid for pid in pids if process.is_alive(pid)]


def test_what_is_killed_comes_back(site: Site) -> None:
    site.start()
    worker = site.pids()[1]
    assert "worker" in process.command_line(worker)
    kill(worker)
    site.wait_for("worker ended (signal 9); starting it again")

    kill(site.launcher.database_pid())
    seen = set()
    deadline = time.monotonic() + 40
    while "PostgreSQL runs again" not in site.read() or status_of(site.port, "/healthz") != 200:
        seen.add(status_of(site.port, "/healthz"))
        assert time.monotonic() < deadline, site.read()
        time.sleep(0.05)
    assert 503 in seen, "the gap was told"
    assert 500 not in seen

    with redis.Redis(unix_socket_path=str(site.launcher.place.valkey_socket)) as broker:
        kill(int(broker.info("server")["process_id"]))
    site.wait_for("Valkey runs again")
    wait_until(lambda: status_of(site.port, "/healthz") == 200, 40, "workers and beat find the broker again")


def test_kill_9_of_the_launcher_leaves_nothing_and_the_next_start_works(site: Site) -> None:
    site.start()
    pids = site.pids()
    assert site.child is not None
    site.child.kill()
    site.child.wait()
    before = time.monotonic()
    site.start()
    assert time.monotonic() - before < 45
    assert not [pid for pid in pids if process.is_alive(pid)]
    assert "applying" not in site.read(), "what is done is not done again"
    assert site.interrupt() == 0

    assert site.launcher.call("up").returncode == 0
    site.start()
    assert "using the servers that 'up' started" in site.read()
    assert site.interrupt() == 0
    assert site.launcher.call("status").returncode == 0, "they were not ours to stop"


def test_taken_port_is_said_plainly() -> None:
    with scratch("no port") as place, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = Launcher(place, PORT=str(port)).call("run")
        assert answer.returncode == 1
        assert re.search(rf"Port {port} is taken .* make run PORT={port + 1}", answer.stdout)
        assert not place.postgres_data.exists(), "nothing was started"


def test_given_servers_are_used_and_none_is_started(tmp_path: Path) -> None:
    with scratch("given") as servers, scratch("site") as place:
        given = Launcher(servers)
        assert given.call("up").returncode == 0
        owner = servers.database_url("postgres", "postgres")
        launcher = Launcher(place, DATABASE_URL=owner, REDIS_URL=servers.redis_url)
        site = Site(launcher, tmp_path / "run.log")
        site.start()
        try:
            assert status_of(site.port) == 200
            wait_until(lambda: status_of(site.port, "/healthz") == 200, 40, "workers reach the given broker")
            assert not place.postgres_data.exists()
            assert not place.valkey_data.exists()
        finally:
            assert site.interrupt() == 0
        assert given.call("status").returncode == 0, "they were not ours to stop"


def test_wrong_port_is_refused() -> None:
    with scratch("wrong") as place:
        answer = Launcher(place, PORT="eighty").call("run")
    assert answer.returncode == 1
    assert "PORT is 'eighty'" in answer.stdout
