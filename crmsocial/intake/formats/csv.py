"""Delimited text as it is. Any file that no other format claims and that is no known binary is taken for it."""

from __future__ import annotations

from pathlib import Path
from typing import IO

NAME = "csv"


def matches(head: bytes) -> bool:
    """Every remaining file: the encoding and the header decide whether it makes sense."""
    return True


def open_bytes(path: Path) -> IO[bytes]:
    """Open the file."""
    return path.open("rb")
