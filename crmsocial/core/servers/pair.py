"""PostgreSQL and Valkey together, owned by one process."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crmsocial.core.servers.account import Account
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.logins import create_logins
from crmsocial.core.servers.places import Place
from crmsocial.core.servers.postgres import Postgres
from crmsocial.core.servers.valkey import Valkey

Say = Callable[[str], None]
# A server that was killed comes back at once. One that ended by itself was stopped by somebody, who may want to see
# what a missing server looks like.
PAUSE_AFTER_KILL = 1.0
PAUSE_AFTER_STOP = 15.0


class Pair:
    """The servers of one place: both, or only the one that is not given from outside."""

    def __init__(self, place: Place, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> None:
        self.place = place
        self.account = Account.choose()
        self.postgres = Postgres(place, self.account, durable=durable) if postgres else None
        self.valkey = Valkey(place, self.account, durable=durable) if valkey else None
        self._due: dict[str, float] = {}

    @property
    def servers(self) -> list[Postgres | Valkey]:
        """The servers in the order in which they start."""
        return [server for server in (self.postgres, self.valkey) if server is not None]

    def start(self, say: Say) -> None:
        """Start them and make sure the database and its two logins exist."""
        self.place.var.mkdir(parents=True, exist_ok=True)
        self.account.own(self.place.sockets)
        for server in self.servers:
            self.account.own(server.data)
            say(f"starting {server.name}" + (" (first time: creating the database)" if server.is_new else ""))
            self._start(server)

    def _start(self, server: Postgres | Valkey) -> None:
        server.start()
        if isinstance(server, Postgres):
            with server.connect() as connection:
                create_logins(connection)

    def stop(self) -> None:
        """Stop them, the broker first so that no worker is rung while the database goes, and take the sockets away."""
        for server in reversed(self.servers):
            server.stop()
        shutil.rmtree(self.place.sockets, ignore_errors=True)

    def dead(self) -> list[Postgres | Valkey]:
        """Servers whose process has ended."""
        return [server for server in self.servers if server.child is not None and server.child.poll() is not None]

    def revive(self, say: Say) -> None:
        """Start dead servers again after a pause; to be called again and again.

        Raises ServersError when one does not start.
        """
        for server in self.dead():
            now = time.monotonic()
            if server.name not in self._due:
                code = server.child.returncode if server.child else 0
                pause = PAUSE_AFTER_KILL if code == -9 else PAUSE_AFTER_STOP
                say(f"{server.name} has ended; starting it again in {pause:.0f} s")
                self._due[server.name] = now + pause
            elif now >= self._due[server.name]:
                del self._due[server.name]
                self._start(server)
                say(f"{server.name} runs again")


@contextmanager
def owned(
    place: Place, mode: str, say: Say, *, durable: bool = True, postgres: bool = True, valkey: bool = True
) -> Iterator[Pair]:
    """Own the servers of ``place`` for the length of the block.

    Raises ServersError when another process owns them already.
    """
    lock = Lock(place.lock)
    if not lock.take(mode):
        pid, holder_mode = lock.holder() or (0, "starting")
        raise ServersError(
            f"The servers under {place.var} already run (process {pid}, started by '{holder_mode}'). "
            "Stop that one first."
        )
    pair = Pair(place, durable=durable, postgres=postgres, valkey=valkey)
    try:
        pair.start(say)
        yield pair
    finally:
        pair.stop()
        lock.release()
