"""Where the records of a csv file end, and whether all of them are regular."""

from __future__ import annotations

import numpy as np

from .compile import kernel

#: What ``whole_records`` answers instead of an offset: something that only a careful reader can judge.
IRREGULAR = -1

# Kinds of bytes: anything, quotation mark, comma, line feed, carriage return, NUL.
_COMMA, _LINE = 2, 3
_KINDS = np.zeros(256, dtype=np.uint8)
_KINDS[[34, 44, 10, 13, 0]] = [1, 2, 3, 4, 5]
_MARKS = 44
# Where a value stands before a byte: not begun, unquoted, within quotation marks, behind a closing one, behind CR.
_FRESH, _PLAIN, _QUOTED, _CLOSED, _RETURNED, _BAD = range(6)
_NEXT = np.array(
    [
        # any, quotation mark, comma, line feed, carriage return, NUL
        [_PLAIN, _QUOTED, _FRESH, _FRESH, _RETURNED, _BAD],
        [_PLAIN, _BAD, _FRESH, _FRESH, _RETURNED, _BAD],
        [_QUOTED, _CLOSED, _QUOTED, _QUOTED, _QUOTED, _BAD],
        [_BAD, _QUOTED, _FRESH, _FRESH, _RETURNED, _BAD],
        [_BAD, _BAD, _BAD, _FRESH, _BAD, _BAD],
    ],
    dtype=np.uint8,
)


@kernel
def _padded(data, before, after):  # type: ignore[no-untyped-def]
    """Whether the value from ``before`` up to ``after`` may begin or end with white space; some other letters too."""
    first, last = data[before], data[after - 1]
    if first <= 32 or last <= 32 or first == 0xC2 or 0xE1 <= first <= 0xE3:
        return True
    return last >= 128 and (data[after - 2] == 0xC2 or 0xE1 <= data[max(after - 3, 0)] <= 0xE3)


@kernel
def _rest(data, width, longest, last, state, commas, end):  # type: ignore[no-untyped-def]
    """Return the offset after a last record without a line feed, or before one that is not whole yet."""
    if len(data) - end >= longest:
        return IRREGULAR
    if not last or end == len(data):
        return end
    return IRREGULAR if commas + 1 != width or state in (_QUOTED, _RETURNED) else len(data)


@kernel
def whole_records(data, width, most, longest, last):  # type: ignore[no-untyped-def]
    """Return (offset after the last whole record, how many, whether values may begin or end with white space).

    ``data`` is uint8 and begins with a record, ``last`` says that nothing follows it; at most ``most`` records are
    looked at. The offset is IRREGULAR where a record is. Regular ones have ``width`` values and fewer than ``longest``
    bytes, their lines end in LF or CR LF, there is no NUL, and quotation marks are there around whole values only,
    doubled within. Source: RFC 4180, stricter where readers differ.
    """
    state, commas, end, found, value, padded = _FRESH, 0, 0, 0, 0, False
    for i in range(len(data)):
        if data[i] > _MARKS and (state == _PLAIN or state == _QUOTED):  # noqa: SIM109 - faster so
            continue
        kind = _KINDS[data[i]]
        was, state = state, _NEXT[state, kind]
        if state == _BAD:
            return IRREGULAR, found, padded
        if was == _FRESH:
            value = i + (state == _QUOTED)
        if state == _CLOSED or (was == _PLAIN and state != _PLAIN):
            padded = padded or (i > value and _padded(data, value, i))
        if state == _FRESH and kind == _COMMA:
            commas += 1
        elif state == _FRESH and kind == _LINE:
            if commas + 1 != width or i - end >= longest or i == end:
                return IRREGULAR, found, padded
            commas, end, found = 0, i + 1, found + 1
            if found == most:
                return end, found, padded
    cut = last and end < len(data)
    return _rest(data, width, longest, last, state, commas, end), found + cut, padded or cut
