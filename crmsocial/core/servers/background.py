"""The servers as a pair in the background, for working on crmsocial."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from crmsocial.core.servers import process
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.pair import Say, owned
from crmsocial.core.servers.places import PROJECT, Place

START_PATIENCE = 90.0
READY = "ready"


def up(place: Place, say: Say, *, durable: bool = True) -> None:
    """Start the servers in the background unless they run; return when both answer."""
    if Lock(place.lock).holder() is not None:
        _wait(place, None)
        return
    place.logs.mkdir(parents=True, exist_ok=True)
    (place.var / READY).unlink(missing_ok=True)
    command = [sys.executable, "-m", "crmsocial.core.servers", "keep"] + ([] if durable else ["--fast"])
    with (place.logs / "servers.log").open("ab") as log:
        child = subprocess.Popen(
            command, cwd=PROJECT, env=os.environ | {"CRMSOCIAL_VAR": str(place.var)},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    say("starting PostgreSQL and Valkey in the background")
    _wait(place, child)


def keep(place: Place, say: Say, *, durable: bool = True) -> None:
    """Own the servers until told to stop; a server that ends takes the other down, so that the fault is seen."""
    stopping: list[int] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, _frame: stopping.append(number))
    with owned(place, "up", say, durable=durable) as pair:
        (place.var / READY).write_text(str(os.getpid()))
        while not stopping and not pair.dead():
            time.sleep(0.2)
        (place.var / READY).unlink(missing_ok=True)


def down(place: Place) -> bool:
    """Stop the background servers; False when none ran."""
    holder = Lock(place.lock).holder()
    if holder is None:
        return False
    pid, mode = holder
    if mode != "up":
        raise ServersError(f"The servers belong to '{mode}' (process {pid}). Stop that with Ctrl-C.")
    if not process.stop(pid, (signal.SIGTERM,), 40.0):
        raise ServersError(f"Process {pid} does not stop.")
    return True


def _wait(place: Place, child: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        holder = Lock(place.lock).holder()
        if holder is not None and (holder[1] != "up" or (place.var / READY).exists()):
            return
        if child is not None and child.poll() is not None:
            break
        time.sleep(0.05)
    raise ServersError(f"The servers did not start; see {place.logs / 'servers.log'}.")
