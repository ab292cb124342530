"""One owner of the servers at a time, by an advisory lock that the kernel drops when the owner dies."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO


class Lock:
    """An exclusive ``flock`` on a file that also names its holder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self, mode: str) -> bool:
        """Try to take the lock and note our process id and ``mode`` in it; False when somebody holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "mode": mode}, file)
        file.flush()
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def holder(self) -> tuple[int, str] | None:
        """Process id and mode of the holder, or None when nobody holds the lock."""
        if not self.path.exists():
            return None
        with self.path.open("r+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                try:
                    note = json.load(file)
                except ValueError:
                    return 0, "starting"
                return int(note["pid"]), str(note["mode"])
        return None
