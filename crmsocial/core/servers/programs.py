"""The product's own processes under the launcher: web, worker and beat."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crmsocial.core.servers import children
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.places import PROJECT

STOP_PATIENCE = 25.0
# A program that lived this long was sound; one that keeps dying sooner will not get better by itself.
SOUND_AFTER = 20.0
MOST_FAILURES = 5

PrintLine = Callable[[str, str], None]


def commands(host: str, port: int) -> dict[str, list[str]]:
    """The command line of each program."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "-A", "crmsocial"]
    return {
        "web": [
            *python, "gunicorn", "crmsocial.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
            "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning",
        ],
        "worker": [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }  # fmt: skip


@dataclass
class Program:
    """One of the processes: started, watched, started again when it dies."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    print_line: PrintLine
    child: subprocess.Popen[bytes] | None = None
    failures: int = 0
    due: float = 0.0
    started: float = field(default=0.0, repr=False)

    def start(self) -> None:
        """Start it and pass its lines on."""
        self.started = time.monotonic()
        self.child = children.start(
            self.command,
            on_parents_death=signal.SIGTERM,
            cwd=PROJECT,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        threading.Thread(target=self._pass_on, args=(self.child,), daemon=True).start()

    def watch(self) -> None:
        """Start it again when it has died, after a pause that grows.

        Raises ServersError when it keeps dying at once.
        """
        if self.child is None:
            if time.monotonic() >= self.due:
                self.start()
            return
        code = self.child.poll()
        if code is None:
            return
        sound = time.monotonic() - self.started > SOUND_AFTER
        self.failures = 1 if sound else self.failures + 1
        if self.failures >= MOST_FAILURES:
            raise ServersError(f"'{self.name}' ended {self.failures} times in a row; see its lines above.")
        pause = 2.0 ** (self.failures - 1)
        self.print_line("run", f"{self.name} ended ({_told(code)}); starting it again in {pause:.0f} s")
        self.child, self.due = None, time.monotonic() + pause

    def ask_to_stop(self) -> None:
        """Let it finish what it has in hand."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()

    def await_stop(self) -> None:
        """Wait for its end, and force it when that takes too long."""
        if self.child is None:
            return
        try:
            self.child.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def _pass_on(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            self.print_line(self.name, line.decode(errors="replace").rstrip())


def _told(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
