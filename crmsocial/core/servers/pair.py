"""PostgreSQL and Valkey together, owned by one process."""

from __future__ import annotations

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


class Pair:
    """Both servers of one place."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.account = Account.choose()
        self.postgres = Postgres(place, self.account, durable=durable)
        self.valkey = Valkey(place, self.account, durable=durable)

    def start(self, say: Say) -> None:
        """Start both and make sure the database and its two logins exist."""
        place = self.place
        place.var.mkdir(parents=True, exist_ok=True)
        for folder in (place.sockets, place.postgres_data, place.valkey_data):
            self.account.own(folder)
        first = not (place.postgres_data / "PG_VERSION").exists()
        say("creating the database (first time)" if first else "starting PostgreSQL")
        self.start_postgres()
        say("starting Valkey")
        self.valkey.start()

    def start_postgres(self) -> None:
        """Start PostgreSQL alone and see to its logins."""
        self.postgres.start()
        with self.postgres.connect() as connection:
            create_logins(connection)

    def stop(self) -> None:
        """Stop both, the broker first so that no worker is rung while the database goes."""
        self.valkey.stop()
        self.postgres.stop()

    def dead(self) -> list[Postgres | Valkey]:
        """Servers whose process has ended."""
        return [
            each for each in (self.postgres, self.valkey) if each.child is not None and each.child.poll() is not None
        ]


@contextmanager
def owned(place: Place, mode: str, say: Say, *, durable: bool = True) -> Iterator[Pair]:
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
    pair = Pair(place, durable=durable)
    try:
        pair.start(say)
        yield pair
    finally:
        pair.stop()
        lock.release()
