"""Which encoding a file is written in: a mark, valid UTF-8, UTF-16 by its pattern, or Western European.

Else refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from charset_normalizer import CharsetMatches, from_bytes
from django.utils.translation import gettext as _

from .base import FileRefused, Limits

BLOCK = 1 << 20
_SAMPLE = 64 * 1024

#: byte-order marks, longest first (Unicode Standard, section 23.8)
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
#: what the guess chooses among; only the first of them is read
_RIVALS = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac_roman",
    "cp437",
    "cp850",
    "shift_jis",
    "euc_kr",
    "gb18030",
    "big5",
]

#: letters of Western names above ASCII; those that other code pages turn theirs into (Ÿ, Ž, ¿ ...) are not among them
_LETTERS = frozenset(map(chr, range(0xC0, 0x100))) - {"×", "÷"} | {"œ", "Œ"}
_PUNCTUATION = frozenset("‘’“”–—…€°ºª«»·\xa0")
_ACCENTS_ALONE = re.compile("[À-ÖØ-öø-ÿ]{4}")

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Writing:
    """The encoding's Python name and how many line breaks were met."""

    encoding: str
    line_breaks: int


def detect(open_bytes: Opener, *, limits: Limits, whole: bool = True) -> Writing:
    """Find the encoding by reading the stream once, the first block only unless ``whole``.

    Raises FileRefused for binary data, an encoding that cannot be known, and a line beyond the limit, which is found
    without reading it to its end.
    """
    with open_bytes() as stream:
        head = stream.read(_SAMPLE)
    encoding = _marked(head) or _by_zero_bytes(head)
    decodes, breaks = _scan(open_bytes, encoding or "utf-8", limits=limits, whole=whole)
    if decodes:
        return Writing(encoding or "utf-8", breaks)
    if encoding and encoding.startswith("utf-16"):
        raise FileRefused(_("The file begins as UTF-16 but is damaged further on. Save it again as CSV (UTF-8)."))
    return Writing(_not_all_utf8(open_bytes, limits, encoding or "utf-8"), breaks)


def _marked(head: bytes) -> str | None:
    for mark, name in _MARKS:
        if head.startswith(mark):
            if name == "utf-32":
                raise FileRefused(_("The file is written in UTF-32. Save it as CSV (UTF-8)."))
            return name
    return None


def _by_zero_bytes(head: bytes) -> str | None:
    """UTF-16 without a mark has a zero in every other byte of Western text; other binary data is refused."""
    zeros = head.count(0)
    if not zeros:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if zeros > len(head) // 4 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    if zeros * 20 > len(head):
        raise FileRefused(_("The file holds binary data (NUL bytes), not text. Export it again as CSV (UTF-8)."))
    return None


def _scan(open_bytes: Opener, encoding: str, *, limits: Limits, whole: bool) -> tuple[bool, int]:
    """Decode everything block by block; returns whether that went well, and the number of line breaks."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    decodes, breaks, since, total = True, 0, 0, 0
    wide = 2 if encoding.startswith("utf-16") else 1
    with open_bytes() as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if decodes:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    decodes = False
            breaks += block.count(b"\n")
            since = _line_so_far(block, since)
            # UTF-8 spends up to four bytes a character, and the reader checks characters again.
            if since > limits.line * 4 * wide:
                raise FileRefused(line_too_long(breaks + 1, limits))
            if total > limits.unpacked:
                raise FileRefused(
                    _("The file unpacks to more than %(size)d GB. Split it.") % {"size": limits.unpacked >> 30}
                )
            if not whole:
                return decodes, breaks
    if decodes:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            decodes = False
    return decodes, breaks


def _line_so_far(block: bytes, since: int) -> int:
    last = max(block.rfind(b"\n"), block.rfind(b"\r"))
    return since + len(block) if last < 0 else len(block) - last - 1


def line_too_long(line: int, limits: Limits) -> str:
    """The message for a line beyond the limit."""
    return _("Line %(line)d is longer than %(limit)d characters, so this is no table of rows. "
        "Check how the file was exported.") % {
        "line": line, "limit": limits.line
    }  # fmt: skip


def _not_all_utf8(open_bytes: Opener, limits: Limits, unicode_name: str) -> str:
    """UTF-8 with a few damaged lines stays UTF-8 (those rows are reported).

    Else Western European, if the guess agrees.
    """
    good = bad = 0
    sample = bytearray()
    with open_bytes() as stream:
        for line in iter(lambda: stream.readline(limits.line * 4), b""):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
                if len(sample) < _SAMPLE:
                    sample += line
            if good + bad > 100_000:
                break
    if good > bad:
        return unicode_name
    if _is_western(bytes(sample)):
        return "cp1252"
    raise FileRefused(
        _(
            "The encoding of the file cannot be told: it is neither UTF-8, UTF-16 nor Windows-1252. "
            "Save it as CSV (UTF-8)."
        )
    )


def _is_western(sample: bytes) -> bool:
    """Windows-1252 (which contains Latin-1) if charset-normalizer finds it readable *and* it reads like Western names.

    On short samples the guess alone also lets other code pages pass; in those the letters come out as symbols, or as
    words without a single unaccented letter.
    """
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if not any("cp1252" in (match.encoding, *match.could_be_from_charset) for match in _readings(sample)):
        return False
    foreign = [character for character in text if not character.isascii() and character not in _PUNCTUATION]
    letters = sum(character in _LETTERS for character in foreign)
    return letters >= 0.9 * len(foreign) and not _ACCENTS_ALONE.search(text)


def _readings(sample: bytes) -> CharsetMatches:
    return from_bytes(sample, cp_isolation=_RIVALS, threshold=0.2, enable_fallback=False)
