"""Account names as bytes: the part that their owner chose, and its words, many at once.

The rules are those of ``handles.clean``; its numbers come in ``settings``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compile import kernel, lean, whole
from .text import MAX_TEXT

# Places in the settings: least and most letters of a slug's id, least digits of a page's number, least letters left.
SLUG_LEAST, SLUG_MOST, PAGE_LEAST, BARE_LEAST = range(4)
_DASH, _DOT, _SLASH, _AT, _UNDERLINE = 45, 46, 47, 64, 95
_PROVIDER = np.frombuffer(b".bsky", dtype=np.uint8).copy()
# Apostrophes of ASCII: words go on across them.
_QUOTE, _TICK = 39, 96


class Words(NamedTuple):
    """Letters of texts end to end, where each begins, where words may begin or end (bits), whether any does inside."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    bounds: NDArray[np.uint64]
    split: NDArray[np.bool_]


@lean
def _is_space(byte: int) -> bool:
    return byte == 32 or 9 <= byte <= 13 or 28 <= byte <= 31


@lean
def _is_digit(byte: int) -> bool:
    return 48 <= byte <= 57


@lean
def _is_upper(byte: int) -> bool:
    return 65 <= byte <= 90


@lean
def _is_lower(byte: int) -> bool:
    return 97 <= byte <= 122


@lean
def _without_provider(data: NDArray[np.uint8], start: int, end: int) -> int:
    """Return the end of a name without ``.bsky.social`` and its like."""
    dot = end - 1
    while dot >= start and (data[dot] | 32) >= 97 and (data[dot] | 32) <= 122:
        dot -= 1
    before = dot - len(_PROVIDER)
    if dot == end - 1 or before < start or data[dot] != _DOT:
        return end
    for i in range(len(_PROVIDER)):
        if data[before + i] != _PROVIDER[i] and (i == 0 or data[before + i] | 32 != _PROVIDER[i]):
            return end
    return before


@lean
def _without_id(data: NDArray[np.uint8], start: int, end: int, settings: NDArray[np.int64]) -> int:
    """Return the end of a slug without the hexadecimal id or the number behind its last dash."""
    dash = end - 1
    digits, hexadecimal = 0, 0
    while dash >= start and data[dash] != _DASH:
        digits += _is_digit(data[dash])
        hexadecimal += _is_digit(data[dash]) or 97 <= data[dash] <= 102
        dash -= 1
    size = end - dash - 1
    slug = digits > 0 and hexadecimal == size and settings[SLUG_LEAST] <= size <= settings[SLUG_MOST]
    page = digits == size and size >= settings[PAGE_LEAST]
    return dash if dash >= start and (slug or page) and dash - start >= settings[BARE_LEAST] else end


@lean
def _bare(data: NDArray[np.uint8], start: int, end: int, settings: NDArray[np.int64]) -> tuple[int, int]:
    while end > start and _is_space(data[end - 1]):
        end -= 1
    while start < end and _is_space(data[start]):
        start += 1
    while end > start and data[end - 1] == _SLASH:
        end -= 1
    for p in range(end - 1, start - 1, -1):
        if data[p] == _SLASH:
            start = p + 1
            break
    while start < end and data[start] == _AT:
        start += 1
    for p in range(start, end):
        if data[p] == _AT:
            end = p
            break
    end = _without_provider(data, start, end)
    return start, _without_id(data, start, end, settings)


@kernel
def bare(
    data: NDArray[np.uint8], starts: NDArray[np.int64], ready: NDArray[np.bool_], settings: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return per name where the part begins and ends that its owner chose; all of it where it is ``ready``."""
    begins, ends = starts[:-1].copy(), starts[1:].copy()
    for row in range(len(begins)):
        if not ready[row]:
            begins[row], ends[row] = _bare(data, begins[row], ends[row], settings)
    return begins, ends


@lean
def _breaks(before: int, byte: int, after: int, camel: bool) -> bool:
    """Whether a word begins at ``byte``, by CamelCase and digits."""
    if _is_digit(byte):
        return _is_upper(before) or _is_lower(before)
    if _is_digit(before):
        return True
    if not camel or not _is_upper(byte):
        return False
    return _is_lower(before) or (_is_upper(before) and _is_lower(after))


@lean
def _next(data: NDArray[np.uint8], p: int, end: int) -> int:
    """Return the place of the first byte from ``p`` on that is no apostrophe."""
    while p < end and (data[p] == _QUOTE or data[p] == _TICK):
        p += 1
    return p


@lean
def _split_row(
    data: NDArray[np.uint8], start: int, end: int, camel: bool, out: NDArray[np.uint8], at: int
) -> tuple[int, np.uint64]:
    """Write the letters of one name from ``at`` on; return how many, and where words may begin or end."""
    bounds, size, before = np.uint64(1), 0, 0
    p = _next(data, start, end)
    while p < end and size < MAX_TEXT:
        byte = whole(data[p])
        following = _next(data, p + 1, end)
        if _is_digit(byte) or _is_upper(byte) or _is_lower(byte):
            after = whole(data[following]) if following < end else 0
            if before == 0 or _breaks(before, byte, after, camel):
                bounds |= np.uint64(1) << np.uint64(size)
            out[at + size] = byte | 32 if _is_upper(byte) else byte
            size += 1
            before = byte
        else:
            before = 0
        p = following
    return size, bounds | (np.uint64(1) << np.uint64(size))


@lean
def _is_split(letters: NDArray[np.uint8], start: int, size: int, bounds: np.uint64) -> bool:
    """Whether words begin inside; digits at the end are no sign that the letters before them were written in words."""
    last = size
    while last > 0 and _is_digit(letters[start + last - 1]):
        last -= 1
    inside = (np.uint64(1) << np.uint64(last)) - np.uint64(1)
    return bool(bounds & inside & ~np.uint64(1))


@kernel
def stands_apart(data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which names have a sign (- . _) between a letter or digit and a letter."""
    apart = np.zeros(len(begins), dtype=np.bool_)
    for row in range(len(begins)):
        for p in range(begins[row] + 1, ends[row] - 1):
            before, byte, after = data[p - 1], data[p], data[p + 1]
            letter = _is_upper(after) or _is_lower(after)
            if letter and byte in (_DASH, _DOT, _UNDERLINE):
                apart[row] |= _is_digit(before) or _is_upper(before) or _is_lower(before)
    return apart


@kernel
def split(
    data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64], camel: NDArray[np.bool_]
) -> Words:
    """Return the words of ASCII names, broken at punctuation and digits, and where ``camel`` at capitals."""
    rows = len(begins)
    room = 0
    for row in range(rows):
        room += min(ends[row] - begins[row], MAX_TEXT)
    letters, starts = np.empty(room, dtype=np.uint8), np.zeros(rows + 1, dtype=np.int64)
    bounds, broken = np.zeros(rows, dtype=np.uint64), np.zeros(rows, dtype=np.bool_)
    for row in range(rows):
        at = starts[row]
        size, found = _split_row(data, begins[row], ends[row], camel[row], letters, at)
        starts[row + 1], bounds[row] = at + size, found
        broken[row] = _is_split(letters, at, size, found)
    return Words(letters[: starts[rows]].copy(), starts, bounds, broken)
