"""Noticing that the ``make`` which called us was told to stop."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from crmsocial.core.servers import process


@dataclass(frozen=True)
class Make:
    """The calling ``make``, or somebody else in whose life we take no part (``pid`` 0).

    Ctrl-C in a terminal reaches us as well. A SIGINT sent to make alone does not: GNU make puts its handler back to
    the default and waits for us, which shows in the mask of signals it catches.
    """

    pid: int
    catches_interrupt: bool

    @classmethod
    def that_called_us(cls) -> Make:
        """Our parent, if it is a make."""
        parent = os.getppid()
        program = Path(process.command_line(parent).split(" ")[0]).name
        if program not in {"make", "gmake"}:
            return cls(0, False)
        return cls(parent, _catches(parent, signal.SIGINT))

    def has_given_up(self) -> bool:
        """Whether make has died or waits for our end."""
        if not self.pid:
            return False
        return os.getppid() != self.pid or (self.catches_interrupt and not _catches(self.pid, signal.SIGINT))


def _catches(pid: int, number: signal.Signals) -> bool:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    mask = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), 0)
    return bool(mask >> (number - 1) & 1)
