"""Pure functions from text as it arrived to forms that can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from anyascii import anyascii

from .knowledge import words

_CACHE = 1 << 15
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’`´ʼʻ‘")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
#: Arrows, signs, emoji and what joins these: anyascii would write out what they show ("coffee"). Letters in circles or
#: squares, and flags, stay.
PICTURES = "\u2190-\u245f\u2500-\u2bff\ufe0f\u200d\U0001f000-\U0001f0ff\U0001f200-\U0001faff"
_PICTURE = re.compile(f"[{PICTURES}]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_URL = re.compile(r"(?:https?://|www\.)[^\s|<>\"']+", re.IGNORECASE)
_MIN_PHONE = 7


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """Return ``text`` transliterated to lower-case ASCII, apostrophes dropped; other punctuation stays."""
    return to_ascii(text).lower()


@lru_cache(_CACHE)
def tokens(text: str) -> tuple[str, ...]:
    """Return the folded alphanumeric words of ``text`` in order."""
    return tuple(_WORD.findall(fold(text)))


@lru_cache(_CACHE)
def squeeze(text: str) -> str:
    """Return the folded letters and digits of ``text`` as one string."""
    return "".join(tokens(text))


@lru_cache(_CACHE)
def spellings(text: str) -> tuple[str, ...]:
    """Return the squeezed form and, where it differs, the one with two letters for an umlaut (ue for ü)."""
    plain = squeeze(text)
    wide = squeeze(unicodedata.normalize("NFC", text).lower().translate(_GERMAN))
    return (plain,) if wide == plain else (plain, wide)


def to_ascii(text: str) -> str:
    """Return ``text`` transliterated to ASCII, apostrophes and pictures dropped, capitals kept."""
    if text.isascii():
        return text.translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    return plain if plain.isascii() else anyascii(_PICTURE.sub(" ", plain)).translate(_APOSTROPHES)


def split_words(text: str) -> tuple[str, ...]:
    """Return folded words of an account name, split at punctuation, CamelCase and digits."""
    return tuple(_WORD.findall(_CAMEL.sub(" ", to_ascii(text)).lower()))


@lru_cache(_CACHE)
def parse_date(text: str) -> tuple[int, int, int] | None:
    """Return (year, month, day), with 0 for what is not said; None when it is no date."""
    text = text.strip()
    if match := _ISO_DATE.match(text):
        year, month, day = (int(g or 0) for g in match.groups())
    elif text.isdigit() and len(text) == 8:
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    elif text.isdigit() and len(text) == 4:
        year, month, day = int(text), 0, 0
    else:
        return None
    return (year, month, day) if 1000 <= year <= 2999 else None


@lru_cache(_CACHE)
def digits(text: str) -> str:
    """Return the decimal digits of ``text`` in order."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def phones(text: str | None) -> tuple[str, ...]:
    """Return the telephone numbers in ``text`` as national digits, without leading zeros.

    The last ten digits are what is compared; extensions are cut off.
    """
    found = []
    for part in (text or "").split("|"):
        number = digits(re.split(r"(?i)\s*(?:x|ext|#)", part)[0])
        if len(number) >= _MIN_PHONE:
            found.append(number.lstrip("0")[-10:])
    return tuple(dict.fromkeys(found))


def emails(text: str | None) -> tuple[str, ...]:
    """Return the addresses in ``text``, lower case, plus-tags and Gmail's dots removed."""
    found = []
    for part in (text or "").lower().split("|"):
        local, at, host = part.strip().rpartition("@")
        if at and local and host:
            local = local.split("+", 1)[0] or local
            if host in {"gmail.com", "googlemail.com"}:
                local = local.replace(".", "")
            found.append(f"{local}@{host}")
    return tuple(dict.fromkeys(found))


@lru_cache(_CACHE)
def url_parts(text: str) -> tuple[str, str] | None:
    """Return (host without www, path) of a web address, or None."""
    text = text.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if "." not in host:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return host, (parts.path.rstrip("/") + query).lower()


def urls(*texts: str | None) -> tuple[tuple[str, str], ...]:
    """Return the web addresses of fields that hold one or several (``|``)."""
    found = []
    for text in texts:
        for part in (text or "").split("|"):
            if part.strip() and (parsed := url_parts(part)):
                found.append(parsed)
    return tuple(dict.fromkeys(found))


def urls_in(text: str | None) -> tuple[tuple[str, str], ...]:
    """Return the web addresses written inside running text."""
    return urls(*_URL.findall(text or ""))


@lru_cache(_CACHE)
def gender(text: str) -> str | None:
    """Return ``f``, ``m`` or None where the source says something else or nothing."""
    first = fold(text.strip())[:1]
    return first if first in {"f", "m"} else {"w": "f", "h": "m"}.get(first)


def is_shared_host(host: str) -> bool:
    """Whether anybody can have a page under this host."""
    shared = words("shared_hosts")
    return host in shared or ".".join(host.split(".")[-2:]) in shared
