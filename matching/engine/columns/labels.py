"""The names that people chose for their own addresses: mailboxes, and labels of their web pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..knowledge import words
from ..normalise import emails, squeeze
from ..person import link_label
from .codes import encode
from .contacts import is_plain_email
from .sets import strings_of
from .strings import Codes, Lists, Pool, Strings

_LEAST = 5


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """The labels of people's own addresses: lists of numbers of ``strings``."""

    labels: Lists
    strings: Strings

    @classmethod
    def of(cls, rows: Sequence[frozenset[str]]) -> LabelColumns:
        """Gather the labels of people one by one."""
        pool = Pool()
        return cls(Lists.of([pool.codes(sorted(labels)) for labels in rows]), pool.strings())


def read_labels(email: pl.Series | None, page: Codes, pages: Sequence[tuple[tuple[str, str], ...]]) -> LabelColumns:
    """Return each record's labels; ``page`` numbers the web addresses ``pages``, read before."""
    rows, plain, boxes, odd = _mailboxes(email, len(page))
    linked = [[squeeze(link_label(host, path)) for host, path in row] for row in pages]
    lists = [*odd, *linked]
    texts = pl.concat([boxes, pl.Series([text for row in lists for text in row], dtype=pl.String)])
    told = (texts.str.len_bytes() >= _LEAST) & ~texts.is_in(sorted(words("organisation")))
    numbers, distinct = encode(texts.set(~told, None))
    # List 0 is empty, for records without an address; then those of usual and unusual addresses, then those of pages.
    mail_sizes = np.ones(len(plain), dtype=np.int64)
    mail_sizes[~plain] = [len(row) for row in odd]
    page_sizes = np.array([len(row) for row in linked], dtype=np.int64)
    firsts = np.zeros(len(plain), dtype=np.int64)
    firsts[plain] = np.arange(len(boxes))
    rest = len(boxes) + _starts(np.concatenate([mail_sizes[~plain], page_sizes]))
    firsts[~plain] = rest[: len(odd)]
    every = np.concatenate([[0], mail_sizes, page_sizes]), np.concatenate([[0], firsts, rest[len(odd) :]])
    return LabelColumns(_joined(numbers, *every, rows, page + np.int32(1 + len(plain))), strings_of(distinct))


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of several lists begins that stand one after another."""
    return np.cumsum(sizes) - sizes


def _mailboxes(email: pl.Series | None, size: int) -> tuple[Codes, NDArray[np.bool_], pl.Series, list[list[str]]]:
    """Return a number per record (0: none), which of the texts are usual, their mailboxes, and those of others."""
    if email is None:
        return np.zeros(size, dtype=np.int32), np.zeros(0, dtype=bool), pl.Series([], dtype=pl.String), []
    codes, distinct = encode(email)
    lower = distinct.str.to_lowercase()
    plain = is_plain_email(lower)
    boxes = lower.filter(plain).str.extract(r"^([^@]*)@").str.replace_all(r"[^a-z0-9]", "")
    odd = [[squeeze(m.split("@")[0]) for m in emails(text)] for text in distinct.filter(~plain).to_list()]
    return codes + np.int32(1), plain.to_numpy(), boxes, odd


def _joined(numbers: Codes, sizes: NDArray[np.int64], firsts: NDArray[np.int64], *parts: Codes) -> Lists:
    """Return per record the stated numbers of its lists, one list of each of ``parts``."""
    record = np.concatenate([np.repeat(np.arange(len(p)), sizes[p]) for p in parts])
    found = numbers[np.concatenate([_ranges(firsts[p], sizes[p]) for p in parts])]
    record, found = record[found >= 0], found[found >= 0]
    found = found[np.argsort(record, kind="stable")]
    limits = np.zeros(len(parts[0]) + 1, dtype=np.int64)
    np.cumsum(np.bincount(record, minlength=len(parts[0])), out=limits[1:])
    return Lists(found, limits)


def _ranges(firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return first, first + 1 ... of each size one after another."""
    found: NDArray[np.int64] = np.repeat(firsts - _starts(sizes), sizes) + np.arange(int(sizes.sum()))
    return found
