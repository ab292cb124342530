"""Delimited text packed by gzip (RFC 1952)."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, cast

NAME = "gzip_csv"


def matches(head: bytes) -> bool:
    """The two magic bytes and the only compression method."""
    return head[:3] == b"\x1f\x8b\x08"


def open_bytes(path: Path) -> IO[bytes]:
    """Open the unpacked stream; reading raises EOFError or OSError where the archive is cut or damaged."""
    return cast(IO[bytes], gzip.open(path, "rb"))
