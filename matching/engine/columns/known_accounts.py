"""Accounts by platform and name or number, as sets."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..kernels.sets import Sets, hash_strings
from ..normalise import fold
from .frame import RecordFrame
from .sets import empty_sets, gathered, sets_of, strings_of
from .texts import bare_handles
from .values import read_values


def read_accounts(frame: RecordFrame) -> tuple[Sets, Sets]:
    """Return the accounts that records name, and the platforms of these (``person.account_keys``)."""
    size, username, number = len(frame), frame.column("username"), frame.column("platform_user_id")
    names = [] if username is None else [bare_handles(username).str.to_lowercase()]
    names += [] if number is None else [number.fill_null("")]
    if not names:
        return empty_sets(size), empty_sets(size)
    codes, platforms = read_values(frame.column("platform"), size, lambda text: fold(text.strip()), "")
    on = pl.Series(platforms, dtype=pl.String).gather(pl.Series(codes)) + " "
    said = np.stack([(name != "").to_numpy() for name in names], axis=1)
    texts = [strings_of(on + name) for name in names]
    values = np.stack([hash_strings(t.data, t.starts) for t in texts], axis=1)
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(said.sum(axis=1), out=starts[1:])
    known = said.any(axis=1)
    return (
        gathered(np.arange(1, size + 1, dtype=np.int32), values[said], starts),
        sets_of([[platform] for platform in platforms], np.where(known, codes + np.int32(1), np.int32(0))),
    )
