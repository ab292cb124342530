"""Giving memory back to the system, where the C library is one that can be told (glibc); elsewhere nothing happens."""

from __future__ import annotations

import ctypes
import gc

# mallopt(3): blocks of this many bytes and more are the system's own, and go back as soon as they are let go.
_MMAP_THRESHOLD = -3
_BLOCK = 1 << 18


def return_early() -> None:
    """From now on give larger blocks back at once; costs a little time for each."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _BLOCK)


def give_back() -> None:
    """Let go of what nobody holds, and give it back."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
