"""Keys that stand in a record's own fields, whole columns at once; odd writings are read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .columns.codes import encode, encode_rows
from .columns.frame import RecordFrame
from .columns.sets import strings_of
from .columns.strings import Codes, Strings
from .handles.clean import bare_handle
from .kernels.keys import Hashes, address_hashes, squeezed_hashes, value_hashes
from .kernels.sets import hash_last_digits
from .normalise import emails, is_shared_host, parse_date, phones, squeeze, urls, urls_in
from .pieces import MIN_FREE

# Row and hash of each value found.
Values = tuple[Codes, Hashes]
_PLAIN_EMAIL = r"^[a-z0-9._-]+@[a-z0-9.-]+$"
_DOTLESS = r"@(gmail|googlemail)\.com$"
_PLAIN_PHONE = r"^[0-9 +().-]{1,40}$"
_PLAIN_HANDLE = r"^[A-Za-z0-9._-]+$"
# What ``bare_handle`` may take off.
_ODD_HANDLE = r"-[0-9a-f]{5,12}$|-\d{5,}$|(?i)\.bsky\."
_PHONE_DIGITS = 9
_NONE: Values = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint64))


def hashed(values: Sequence[str]) -> Hashes:
    """Return the hash of each value (parts apart by ``|``)."""
    strings = Strings.of(values)
    return value_hashes(strings.data, strings.starts)


def together(*found: Values) -> Values:
    """Return the values of several readings, by row."""
    some = [f for f in found if len(f[0])]
    if len(some) < 2:
        return some[0] if some else _NONE
    rows, values = (np.concatenate([f[i] for f in some]) for i in (0, 1))
    order = np.argsort(rows, kind="stable")
    return rows[order], values[order]


def spread(codes: Codes, lists: Sequence[Iterable[str]]) -> Values:
    """Return for each row the values of list ``codes[row]``; -1 has none."""
    flat = [tuple(values) for values in lists]
    sizes = np.array([len(values) for values in flat], dtype=np.int64)
    return unfold(codes, sizes, hashed([value for values in flat for value in values]))


def unfold(codes: Codes, sizes: NDArray[np.int64], values: Hashes) -> Values:
    """As ``spread`` for lists of hashes that stand one after another, of ``sizes`` values each."""
    said = np.flatnonzero(codes >= 0)
    counts = sizes[codes[said]]
    starts = np.cumsum(sizes) - sizes
    rows = np.repeat(said, counts).astype(np.int32)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, values[np.repeat(starts[codes[said]], counts) + within]


def _odd(column: pl.Series, usual: pl.Series, read: Callable[[str], Iterable[str]]) -> Values:
    """Read what is not usual, one distinct value at a time."""
    codes, distinct = encode(column.zip_with(~usual, pl.Series([None], dtype=pl.String)))
    return spread(codes, [read(text) for text in distinct.to_list()])


def _mailbox(address: str) -> str:
    local = squeeze(address.split("@")[0])
    return local if len(local) >= MIN_FREE else ""


def email_values(column: pl.Series | None) -> tuple[Values, Values]:
    """Return addresses, and mailboxes of four letters and more."""
    if column is None:
        return _NONE, _NONE
    lower = column.str.to_lowercase()
    usual = lower.str.contains(_PLAIN_EMAIL).fill_null(False)
    texts = strings_of(lower.filter(usual))
    dotless = lower.filter(usual).str.contains(_DOTLESS).to_numpy()
    where = np.flatnonzero(usual.to_numpy()).astype(np.int32)
    boxes, sizes = squeezed_hashes(texts.data, texts.starts)
    long = sizes >= MIN_FREE
    return (
        together((where, address_hashes(texts.data, texts.starts, dotless)), _odd(column, usual, emails)),
        together(
            (where[long], boxes[long]),
            _odd(column, usual, lambda text: dict.fromkeys(box for a in emails(text) if (box := _mailbox(a)))),
        ),
    )


def phone_values(column: pl.Series | None) -> Values:
    """Return telephone numbers by their last nine digits."""
    if column is None:
        return _NONE
    usual = column.str.contains(_PLAIN_PHONE).fill_null(False)
    texts = strings_of(column.filter(usual))
    values, is_number = hash_last_digits(texts.data, texts.starts, _PHONE_DIGITS)
    where = np.flatnonzero(usual.to_numpy()).astype(np.int32)
    odd = _odd(column, usual, lambda text: dict.fromkeys(n[-_PHONE_DIGITS:] for n in phones(text)))
    return together((where[is_number], values[is_number]), odd)


def squeezed_values(column: pl.Series | None, least: int = 1) -> Values:
    """Return the letters and digits of values that have at least ``least``."""
    if column is None:
        return _NONE
    usual = column.str.contains(r"^[\x00-\x3f\x41-\x7f]*$").fill_null(False)
    texts = strings_of(column.filter(usual))
    values, sizes = squeezed_hashes(texts.data, texts.starts)
    where, long = np.flatnonzero(usual.to_numpy()).astype(np.int32), sizes >= least
    odd = _odd(column, usual, lambda text: [found] if len(found := squeeze(text)) >= least else [])
    return together((where[long], values[long]), odd)


def account_values(column: pl.Series | None) -> tuple[Values, Values]:
    """Return the names of accounts, and these squeezed, as mailboxes may be."""
    if column is None:
        return _NONE, _NONE
    usual = (column.str.contains(_PLAIN_HANDLE) & ~column.str.contains(_ODD_HANDLE)).fill_null(False)
    plain = column.filter(usual)
    texts, lower = strings_of(plain), strings_of(plain.str.to_lowercase())
    where = np.flatnonzero(usual.to_numpy()).astype(np.int32)
    boxes, sizes = squeezed_hashes(texts.data, texts.starts)
    return (
        together(
            (where, value_hashes(lower.data, lower.starts)),
            _odd(column, usual, lambda text: [bare_handle(text).lower()]),
        ),
        together(
            (where[sizes > 0], boxes[sizes > 0]),
            _odd(column, usual, lambda text: [box] if (box := squeeze(bare_handle(text))) else []),
        ),
    )


def _pages(found: Iterable[tuple[str, str]]) -> list[str]:
    return list(
        dict.fromkeys(
            host if not is_shared_host(host) else host + path
            for host, path in found
            if not is_shared_host(host) or len(path) > 1
        )
    )


def url_values(frame: RecordFrame) -> Values:
    """Return the pages that fields and bios name."""
    found: list[Values] = [_NONE]
    for name in ("website", "profile_link"):
        if (column := frame.column(name)) is not None:
            codes, distinct = encode(column)
            found.append(spread(codes, [_pages(urls(text)) for text in distinct.to_list()]))
    if (bios := frame.column("bio")) is not None:
        linked = bios.str.contains(r"(?i)https?://|www\.").fill_null(False)
        codes, distinct = encode(bios.zip_with(linked, pl.Series([None], dtype=pl.String)))
        found.append(spread(codes, [_pages(urls_in(text)) for text in distinct.to_list()]))
    return together(*found)


def read_together(
    frame: RecordFrame, names: Sequence[str], read: Callable[..., Iterable[str]], needed: str | None = None
) -> Values:
    """Return what ``read`` makes of several fields, called once per distinct combination; ``""`` is not said.

    Nothing is read where no record says what is ``needed``.
    """
    columns = [frame.column(name) for name in names]
    if all(c is None for c in columns) or not len(frame) or (needed and frame.column(needed) is None):
        return _NONE
    codes, first = encode_rows(columns)
    texts = [[""] * len(first) if c is None else c.gather(first).fill_null("").to_list() for c in columns]
    return spread(codes, [read(*row) for row in zip(*texts, strict=True)])


def date_values(column: pl.Series | None) -> tuple[Values, Values, Values]:
    """Return whole dates (YYYYMMDD), years, and years as refiners."""
    if column is None:
        return _NONE, _NONE, _NONE
    codes, distinct = encode(column)
    dates = [parse_date(text) for text in distinct.to_list()]
    return (
        spread(codes, [["{:04d}{:02d}{:02d}".format(*d)] if d and d[2] else [] for d in dates]),
        spread(codes, [[str(d[0])] if d else [] for d in dates]),
        spread(codes, [[f"y:{d[0]}"] if d else [] for d in dates]),
    )
