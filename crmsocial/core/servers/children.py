"""Starting a process that does not outlive the one that started it."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

PR_SET_PDEATHSIG = 1


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child calls before it becomes the program: have the kernel send it ``number`` when its parent dies.

    Linux only (prctl(2)); elsewhere leftovers are found by their pid files at the next start.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))

    return ask


def start(command: list[str], *, on_parents_death: signal.Signals, **options: Any) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches us alone and we stop all in order."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(on_parents_death),
        **options,
    )
