"""Reading the erasure journal: every line is verified once a process, and only what was added is read again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from crmsocial.core.errors import DomainError, InvalidInput

from .. import signing

Digest = tuple[str, str, str, str]


class JournalBroken(DomainError):
    """A line of the journal was changed, or one was taken out."""

    status = 503
    code = "erasure_journal_broken"


@dataclass(slots=True)
class Entry:
    """One erasure, as the lines about it tell."""

    erasure_id: UUID
    started: bool = False
    complete: bool = False
    scope: str = ""
    origin: str = ""
    platform: str = ""
    request_id: str = ""
    constituent_ids: tuple[UUID, ...] = ()
    identity_ids: tuple[UUID, ...] = ()
    persona_ids: tuple[UUID, ...] = ()
    account_hashes: tuple[bytes, ...] = ()
    suppressions: set[Digest] = field(default_factory=set)
    lifted: set[Digest] = field(default_factory=set)

    def read(self, payload: dict[str, Any]) -> None:
        """Take in one line about this erasure."""
        event = payload["event"]
        if event == "started":
            self.started = True
            self.scope, self.origin, self.platform = payload["scope"], payload["origin"], payload["platform"]
            self.request_id = payload.get("request", "")
            self.constituent_ids = tuple(map(UUID, payload["constituents"]))
            self.identity_ids = tuple(map(UUID, payload["identities"]))
            self.persona_ids = tuple(map(UUID, payload["personas"]))
            self.account_hashes = tuple(map(bytes.fromhex, payload["accounts"]))
        elif event == "suppressed":
            self.suppressions |= _digests(payload)
        elif event == "lifted":
            self.lifted |= _digests(payload)
        elif event == "complete":
            self.complete = True


def _digests(payload: dict[str, Any]) -> set[Digest]:
    return {(key_id, kind, digest, platform) for key_id, kind, digest, platform in payload["suppressions"]}


class Reader:
    """What one file says; ``entries`` looks whether it has grown."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Threads of the web share it.
        self._reading = Lock()
        self._told: dict[UUID, Entry] = {}
        self._forget()

    def _forget(self) -> None:
        self._entries: dict[UUID, Entry] = {}
        self._offset, self._line, self._last = 0, 0, ""
        self._read_at = (0, 0, 0)

    def stamp(self) -> tuple[int, int, int]:
        """Something that changes whenever the file does; zeros where there is none."""
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return (0, 0, 0)
        return (status.st_ino, status.st_size, status.st_mtime_ns)

    def entries(self) -> dict[UUID, Entry]:
        """Every erasure of the journal. Raises JournalBroken naming the line that does not verify."""
        with self._reading:
            return self._read_to(self.stamp())

    def _read_to(self, stamp: tuple[int, int, int]) -> dict[UUID, Entry]:
        if stamp == self._read_at:
            return self._told
        continued = self._offset > 0 and stamp[0] == self._read_at[0] and stamp[1] > self._offset
        if not continued:
            self._forget()
        try:
            self._read_on()
        except JournalBroken:
            if not continued:
                raise
            # Another file may have come to lie in its place: only the whole of it can say.
            self._read_on()
        self._read_at, self._told = stamp, dict(self._entries)
        return self._told

    def _read_on(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._offset)
            self._take(file.read())

    def _take(self, text: bytes) -> None:
        # What follows the last line break is being written now, or was when the machine stopped.
        for raw in text[: text.rfind(b"\n") + 1].splitlines():
            self._line += 1
            payload = self._verified(raw)
            if payload.get("after") != self._last:
                raise self._broken(_("it does not follow the line before: one was taken out or put in"))
            pk = UUID(payload["erasure"])
            self._entries.setdefault(pk, Entry(pk)).read(payload)
            self._last = hashlib.sha256(raw).hexdigest()
            self._offset += len(raw) + 1

    def _verified(self, raw: bytes) -> dict[str, Any]:
        try:
            return signing.verify(json.loads(raw))
        except InvalidInput as error:
            raise self._broken(error.message) from None
        except ValueError:
            raise self._broken(_("it is no JSON document")) from None

    def _broken(self, why: str) -> JournalBroken:
        line, self._line = self._line, 0
        self._forget()
        return JournalBroken(
            _(
                "Line %(line)d of the erasure journal %(path)s cannot be trusted: %(why)s. Bring the file back from its"
                " own copy; without it nobody can say who was erased."
            )
            % {"line": line, "path": self.path, "why": why},
            line=line,
        )


@lru_cache(maxsize=8)
def _reader(path: str) -> Reader:
    return Reader(Path(path))


def reader() -> Reader:
    """The reader of the journal that the settings name; one a process."""
    return _reader(str(settings.ERASURE_JOURNAL))
