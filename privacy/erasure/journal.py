"""The erasure journal: what was erased, kept outside the database, so that a restored backup cannot bring it back.

A file of one signed JSON document a line (``settings.ERASURE_JOURNAL``), to which lines are only ever added. It holds
ids and keyed hashes, no values. Each line names the hash of the line before, so that none can be taken out unnoticed.
A last line that a crash cut off counts as not written; whoever wrote it writes it again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from .. import signing
from ..models import Erasure, Suppression
from .journal_reading import Digest, Entry, reader

STARTED, SUPPRESSED, COMPLETE, LIFTED = "started", "suppressed", "complete", "lifted"


def started(erasure: Erasure) -> None:
    """Enter an erasure with all that goes, unless it is there already."""
    entry = _entry(erasure)
    if entry is not None and entry.started:
        return
    _append(
        STARTED,
        erasure,
        {
            "scope": erasure.scope,
            "origin": erasure.origin,
            "platform": erasure.platform,
            "request": str(erasure.request_id or ""),
            "requested_at": erasure.requested_at.isoformat() if hasattr(erasure.requested_at, "isoformat") else "",
            "constituents": [str(pk) for pk in erasure.constituent_ids],
            "identities": [str(pk) for pk in erasure.identity_ids],
            "personas": [str(pk) for pk in erasure.persona_ids],
            "accounts": [bytes(hashed).hex() for hashed in erasure.account_hashes],
        },
    )


def suppressed(erasure: Erasure) -> None:
    """Enter what keeps the erased from coming back, as far as it is not there yet."""
    entry = _entry(erasure)
    known = entry.suppressions if entry else set()
    new = digests_of(Suppression.objects.filter(erasure=erasure)) - known
    if new:
        _append(SUPPRESSED, erasure, {"suppressions": sorted(map(list, new))})


def completed(erasure: Erasure) -> None:
    """Enter that nothing is left, unless it is there already."""
    entry = _entry(erasure)
    if entry is None or not entry.complete:
        _append(COMPLETE, erasure, {"completed_at": erasure.completed_at.isoformat() if erasure.completed_at else ""})


def lifted(erasure: Erasure, digests: set[Digest]) -> None:
    """Enter that these no longer hold anybody back: the person came again of their own will."""
    _append(LIFTED, erasure, {"suppressions": sorted(map(list, digests))})


def digests_of(suppressions: QuerySet[Suppression]) -> set[Digest]:
    """Suppressions as the journal writes them: key id, kind, digest in hexadecimal, platform."""
    rows = suppressions.values_list("key_id", "kind", "digest", "platform")
    return {(key_id, kind, bytes(digest).hex(), platform) for key_id, kind, digest, platform in rows}


def _entry(erasure: Erasure) -> Entry | None:
    return reader().entries().get(erasure.pk)


def _append(event: str, erasure: Erasure, more: dict[str, Any]) -> None:
    """Add one line and wait until it is on the disk. Raises OSError when that cannot be done."""
    path = Path(settings.ERASURE_JOURNAL)
    with _locked(path) as file:
        payload = {
            "v": 1,
            "event": event,
            "erasure": str(erasure.pk),
            "at": timezone.now().isoformat(),
            "after": _end_of_whole_lines(file),
            **more,
        }
        line = json.dumps(signing.sign(payload), separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    is_new = not path.exists()
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            folder = os.open(path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        yield file


def _end_of_whole_lines(file: IO[bytes]) -> str:
    """Stand at the end, a torn last line cut off; the hash of the last whole line, empty where there is none."""
    size = file.seek(0, os.SEEK_END)
    tail, step = b"", 4096
    start = size
    while start > 0 and tail.count(b"\n") < 2:
        start = max(0, start - step)
        file.seek(start)
        tail = file.read(size - start)
        step *= 4
    whole = tail[: tail.rfind(b"\n") + 1]
    end = start + len(whole) if whole else 0
    if end < size:
        file.truncate(end)
    file.seek(end)
    last = whole.rstrip(b"\n").rpartition(b"\n")[2]
    return hashlib.sha256(last).hexdigest() if last else ""
