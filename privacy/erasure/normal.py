"""The one form in which two spellings of an address, a number or an id are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

_MAILBOXES_WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})
_NO_DIGIT = re.compile(r"\D+")
#: What may announce an extension.
_EXTENDED = re.compile(r"[^\W\d_]|[#;,*_]")
_PUNCTUATION = {code: None for code in range(128) if not chr(code).isdigit()}
#: Digits at the end that every spelling of a number shares.
_TAIL = 6


@lru_cache(maxsize=4096)
def _domain(text: str) -> str:
    text = text.rstrip(".")
    if text.isascii():
        return text
    try:
        return text.encode("idna").decode()
    except UnicodeError:
        return text


def email(text: str) -> str:
    """The address in NFKC and folded case, its domain in ASCII (IDNA, RFC 3490); empty where there is no ``@``."""
    if text.isascii():
        local, _at, domain = text.strip().lower().rpartition("@")
        domain = domain.rstrip(".")
    else:
        local, _at, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
        domain = _domain(domain)
    return f"{local}@{domain}" if local and domain else ""


def mailbox(address: str) -> str:
    """The mailbox behind a normal address: without what follows a plus, and without dots where they do not count."""
    local, _at, domain = address.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _MAILBOXES_WITHOUT_DOTS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def phone_tail(text: str) -> str:
    """The last digits, which any spelling of the number has; empty where an extension or too few digits hide them."""
    if _EXTENDED.search(text):
        return ""
    digits = text.translate(_PUNCTUATION) if text.isascii() else _digits(text)
    return digits[-_TAIL:] if len(digits) >= _TAIL else ""


def phone(text: str, region: str) -> str:
    """The number in E.164, read as in the country ``region`` where it names none; else its digits. Empty without any.

    A leading 00 is read as a plus wherever the country does not read it so itself.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    for spelling in (text, f"+{text[2:]}" if text.startswith("00") else ""):
        try:
            number = phonenumbers.parse(spelling, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            number.extension = None
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _digits(text)


def _digits(text: str) -> str:
    found = _NO_DIGIT.sub("", text)
    return found if found.isascii() else "".join(str(unicodedata.digit(one)) for one in found)
