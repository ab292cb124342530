"""Secrets of a local installation, made once and kept in ``var/secrets``."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def local_secret(var: Path, name: str) -> str:
    """The 32 random bytes called ``name`` in base64, made on first use and readable by the user alone."""
    path = var / "secrets" / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = path.with_name(f"{name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    try:
        # A link, unlike a rename, never replaces what a process beside us has just made.
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
    return path.read_text().strip()
