"""The port of the site."""

from __future__ import annotations

import http.client
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from crmsocial.core.servers import process
from crmsocial.core.servers.errors import ServersError

LEFTOVER_PATIENCE = 12.0
ANSWER_PATIENCE = 90.0


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As gunicorn does, so that connections in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(host: str, port: int, pid_file: Path) -> None:
    """End what a killed launcher left behind, then make sure the port is free.

    ``pid_file`` lists the processes of the last start. Raises ServersError when somebody else has the port.
    """
    for pid in _leftovers(pid_file):
        process.stop(pid, (signal.SIGTERM, signal.SIGKILL), LEFTOVER_PATIENCE)
    pid_file.unlink(missing_ok=True)
    try:
        free = is_free(host, port)
    except OverflowError:
        free = False
    if not free:
        raise ServersError(f"Port {port} is taken by another program. Choose another one: make run PORT={port + 1}")


def _leftovers(pid_file: Path) -> list[int]:
    try:
        pids = [int(line) for line in pid_file.read_text().split()]
    except (FileNotFoundError, ValueError):
        return []
    return [pid for pid in pids if "crmsocial" in process.command_line(pid)]


def wait_for_answer(host: str, port: int, meanwhile: Callable[[], object]) -> None:
    """Return once the site answers; ``meanwhile`` runs between tries and may raise.

    Raises ServersError when it does not within a minute and a half.
    """
    deadline = time.monotonic() + ANSWER_PATIENCE
    while time.monotonic() < deadline:
        meanwhile()
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise ServersError("The site did not answer; the lines of 'web' above say why.")
