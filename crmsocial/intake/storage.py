"""Uploaded files while a worker needs them: below MEDIA_ROOT, which web and workers share, named by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

_FOLDER = "intake"


def keep(chunks: Iterable[bytes]) -> tuple[str, str]:
    """Store the bytes; returns the path below MEDIA_ROOT and the SHA-256 in hex. Only the owner may read the file."""
    name = f"{_FOLDER}/{uuid4().hex}"
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as stream:
        path.chmod(0o600)
        for chunk in chunks:
            digest.update(chunk)
            stream.write(chunk)
    return name, digest.hexdigest()


def path_of(stored_as: str) -> Path:
    """Where a stored file lies."""
    return Path(settings.MEDIA_ROOT) / stored_as


def remove(stored_as: str) -> None:
    """Delete a stored file; one that is gone already is as good."""
    path_of(stored_as).unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
