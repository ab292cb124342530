"""How kernels are compiled: by numba, once a version of this folder, kept on disk for later processes.

numba notices a change in the file of a kernel but not in the kernels that it calls from other files, so the folder of
compiled code is named after a hash over all of them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np

P = ParamSpec("P")
R = TypeVar("R")


def _version() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _folder() -> Path:
    """Return where compiled code is kept: beside the sources, or in the temporary folder where that is read-only."""
    beside = Path(__file__).parent / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        writable = os.access(beside, os.W_OK)
    except OSError:
        writable = False
    return (beside if writable else _own_folder()) / f"compiled-{_version()}"


def _own_folder() -> Path:
    """Return this user's folder in the temporary folder; compiled code of another's making is never loaded."""
    home = Path(tempfile.gettempdir()) / f"crmsocial-kernels-{os.getuid()}"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        if home.is_symlink() or home.stat().st_uid != os.getuid() or home.stat().st_mode & 0o022:
            return Path(tempfile.mkdtemp(prefix="crmsocial-kernels-"))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="crmsocial-kernels-"))
    return home


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` on first use; it runs without Python's lock, so that threads work side by side."""
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` like a kernel, without counting references to its arrays, so that it must not make any.

    Counting costs more than the work itself where small functions hand one another many arrays a million times.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": True}
    compiled: Callable[P, R] = numba.njit(**options)(function)
    return compiled


@lean
def whole(value: Any) -> int:
    """Return a number from an array as a signed one of 64 bits; numba would make a float of unsigned beside signed."""
    return np.int64(value)  # type: ignore[return-value]
