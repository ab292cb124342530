"""Checks of one cell.

Each takes stripped, non-empty text and returns it (dates as ISO), or raises ValueError with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

Check = Callable[[str], str]

_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+%'-]{1,64}(?:\.[A-Za-z0-9_+%'-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_SEPARATOR = re.compile(r"\s*[|;]\s*")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASH_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_EARLIEST = 1500
_YES = {"true", "1", "yes", "y", "t", "oui", "ja", "si", "sí", "x"}
_NO = {"false", "0", "no", "n", "f", "non", "nein"}


def email(text: str) -> str:
    """One address or several (RFC 5321/5322 by email-validator); several come back separated by ``|``."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    for part in parts:
        if len(part) <= 254 and _PLAIN_EMAIL.fullmatch(part):
            continue
        try:
            validate_email(part, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValueError(_("This is not an e-mail address.")) from error
    return "|".join(parts)


def phone(text: str) -> str:
    """Anything with 4 to 20 digits and no more letters than an extension needs; parsing it is matching's business."""
    for part in _SEPARATOR.split(text):
        digits = sum(character.isdigit() for character in part)
        letters = sum(character.isalpha() for character in part)
        if part and (not 4 <= digits <= 20 or letters > 12):
            raise ValueError(_("This is not a phone number."))
    return "|".join(part for part in _SEPARATOR.split(text) if part)


@lru_cache(maxsize=65536)
def day(text: str) -> str:
    """A date as ``1970-05-31``, ``1970-05`` or ``1970`` (ISO 8601).

    Also understood: 19700531, 31.05.1970, and 5/31/1970 where day and month cannot be mistaken.
    """
    if match := _COMPACT_DATE.fullmatch(text) or _ISO_DATE.fullmatch(text.replace("/", "-")):
        year, month, day_of_month = (int(group) if group else None for group in match.groups())
    elif match := _GERMAN_DATE.fullmatch(text):
        day_of_month, month, year = map(int, match.groups())
    elif match := _SLASH_DATE.fullmatch(text):
        first, second, year = map(int, match.groups())
        if first <= 12 and second <= 12 and first != second:
            raise ValueError(_("Day and month cannot be told apart. Write the date as 1970-05-31."))
        month, day_of_month = (first, second) if second > 12 or first == second else (second, first)
    else:
        raise ValueError(_("This is not a date. Write it as 1970-05-31, 1970-05 or 1970."))
    return _calendar(year or 0, month, day_of_month)


def _calendar(year: int, month: int | None, day_of_month: int | None) -> str:
    try:
        date(year, month or 1, day_of_month or 1)
    except ValueError as error:
        raise ValueError(_("There is no such day in the calendar.")) from error
    if not _EARLIEST <= year <= datetime.now(UTC).year + 1:
        raise ValueError(_("The year %(year)d is not plausible.") % {"year": year})
    if month is None:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}" if day_of_month is None else f"{year:04d}-{month:02d}-{day_of_month:02d}"


@lru_cache(maxsize=65536)
def moment(text: str) -> str:
    """A point in time as ISO 8601 with zone; without a zone it is UTC, without a time of day the day's beginning."""
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise ValueError(_("There is no such day or hour in the calendar.")) from error
    if found is None:
        known = day(text)
        if len(known) != 10:
            raise ValueError(_("The day is missing. Write it as 2026-05-31."))
        found = datetime.fromisoformat(known)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def amount(text: str) -> str:
    """A decimal number with a point, at most 12 digits before it and two after.

    Spaces and currency signs are not guessed.
    """
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(_("This is not an amount. Write it as 1234.50.")) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12 or number != round(number, 2):
        raise ValueError(_("This is not an amount. Write it as 1234.50."))
    return str(round(number, 2))


def currency(text: str) -> str:
    """An ISO 4217 code."""
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError(_("This is not a currency code such as EUR."))
    return text.upper()


def yes_or_no(text: str) -> str:
    """``true`` or ``false``."""
    word = text.casefold()
    if word in _YES:
        return "true"
    if word in _NO:
        return "false"
    raise ValueError(_("This is neither yes nor no."))


def one_of(words: frozenset[str], synonyms: dict[str, str] | None = None) -> Check:
    """A check for a closed list of words, in any case, with other spellings of them."""
    spellings = {word.casefold(): word for word in words} | (synonyms or {})

    def check(text: str) -> str:
        word = spellings.get(text.casefold())
        if word is None:
            raise ValueError(_("This is none of: %(words)s.") % {"words": ", ".join(sorted(words))})
        return word

    return check


def several_of(words: frozenset[str]) -> Check:
    """A check for several words of a closed list in one cell; they come back separated by ``|``."""
    single = one_of(words)

    def check(text: str) -> str:
        return "|".join(single(word) for word in re.split(r"[|;,\s]+", text) if word)

    return check


def at_most(length: int) -> Check:
    """A check for the length that the database keeps, in characters."""

    def check(text: str) -> str:
        if len(text) > length:
            raise ValueError(_("This is longer than %(limit)d characters.") % {"limit": length})
        return text

    return check
