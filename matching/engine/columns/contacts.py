"""E-mail addresses and telephone numbers as sets; usual writings are read as whole columns, others one by one."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..kernels.sets import Sets, hash_last_digits, hash_strings, hash_until_at
from ..normalise import emails, phones
from .codes import encode
from .sets import empty_sets, merged, strings_of

# Writings that the readers of values would return as they are (addresses), or strip to their digits (numbers).
_PLAIN_EMAIL = r"^[a-z0-9._-]+@[a-z0-9.-]+$"
_DOTLESS_HOSTS = ("@gmail.com", "@googlemail.com")
_PLAIN_PHONE = r"^[0-9 +().-]{1,40}$"
# Prefixes are written or left out, so these last digits decide.
PHONE_DIGITS = 8


def mailboxes(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands before the ``@`` of addresses."""
    return tuple(dict.fromkeys(a.split("@")[0] for a in addresses))


def is_plain_email(lower: pl.Series) -> pl.Series:
    """Return which lower-case texts are one address that ``emails`` would leave as it is."""
    usual = lower.str.contains(_PLAIN_EMAIL)
    for host in _DOTLESS_HOSTS:
        usual &= ~lower.str.ends_with(host)
    return usual


def read_emails(column: pl.Series | None, size: int) -> tuple[Sets, Sets]:
    """Return each record's addresses and their mailboxes."""
    if column is None:
        return empty_sets(size), empty_sets(size)
    codes, distinct = encode(column)
    lower = distinct.str.to_lowercase()
    usual = is_plain_email(lower)
    plain, texts = usual.to_numpy(), strings_of(lower.filter(usual))
    read = [emails(text) for text in distinct.filter(~usual).to_list()]
    rows = codes + np.int32(1)
    return (
        merged(plain, hash_strings(texts.data, texts.starts), read, rows),
        merged(plain, hash_until_at(texts.data, texts.starts), [mailboxes(r) for r in read], rows),
    )


def read_phones(column: pl.Series | None, size: int) -> Sets:
    """Return each record's telephone numbers by their last digits."""
    if column is None:
        return empty_sets(size)
    codes, distinct = encode(column)
    usual = distinct.str.contains(_PLAIN_PHONE)
    plain, texts = usual.to_numpy(), strings_of(distinct.filter(usual))
    values, is_number = hash_last_digits(texts.data, texts.starts, PHONE_DIGITS)
    rest = distinct.to_numpy()
    # What is no number is read as nothing, one by one like all that is unusual.
    usable = plain.copy()
    usable[plain] = is_number
    read = [[n[-PHONE_DIGITS:] for n in phones(text)] for text in rest[~usable].tolist()]
    return merged(usable, values[is_number], read, codes + np.int32(1))
