"""Accounts by platform and name or number, as sets."""

from __future__ import annotations

import numpy as np

from ..handles.clean import bare_handle
from ..kernels.sets import Sets
from ..normalise import fold
from .frame import RecordFrame
from .sets import empty_sets, sets_of
from .values import read_rows

Keys = tuple[str, frozenset[str]]


def account_names(platform: str, username: str, number: str) -> Keys:
    """Return the platform, and the account's name and number there."""
    names = (bare_handle(username).lower() if username else "", number)
    return fold(platform.strip()), frozenset(name for name in names if name)


def read_accounts(frame: RecordFrame) -> tuple[Sets, Sets]:
    """Return the accounts that records name, and the platforms of these."""
    size, names = len(frame), [frame.column("username"), frame.column("platform_user_id")]
    if all(n is None for n in names):
        return empty_sets(size), empty_sets(size)
    nothing: Keys = ("", frozenset())
    codes, found = read_rows([frame.column("platform"), *names], size, account_names, nothing)
    rows = codes + np.int32(1)
    return (
        sets_of([[f"{platform} {name}" for name in sorted(keys)] for platform, keys in found], rows),
        sets_of([[platform] if keys else [] for platform, keys in found], rows),
    )
