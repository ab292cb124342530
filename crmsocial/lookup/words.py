"""Names and numbers in the forms in which they are stored and searched: pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from anyascii import anyascii
from jellyfish import metaphone

LONGEST = 300
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’`´ʼʻ‘")
# anyascii writes the signs of Chinese and Korean names as capitalised syllables without a space.
_SYLLABLE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


@lru_cache(1 << 16)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name in lower-case ASCII, in order; other scripts are transliterated."""
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    if not plain.isascii():
        plain = _SYLLABLE.sub(" ", anyascii(plain).translate(_APOSTROPHES))
    return tuple(_WORD.findall(plain.lower()))


def name_forms(text: str) -> list[str]:
    """The words of a name in alphabetical order, so that their order does not matter; a second form has ue for ü."""
    wide = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    forms = (" ".join(sorted(tokens(text)))[:LONGEST], " ".join(sorted(tokens(wide)))[:LONGEST])
    return [form for form in dict.fromkeys(forms) if form]


def sound_form(text: str) -> str:
    """The metaphone codes (L. Philips, Computer Language 7:12, 1990) of the words, sorted; empty where one has none."""
    codes = [metaphone(word) for word in tokens(text)]
    return " ".join(sorted(codes))[:LONGEST] if all(codes) else ""


def email_form(text: str) -> str:
    """An address as it is compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()[:LONGEST]


def handle_form(text: str) -> str:
    """A handle as it is compared: case-folded, without the leading @."""
    return unicodedata.normalize("NFKC", text).strip().casefold().lstrip("@")[:LONGEST]


def source_id_form(text: str) -> str:
    """What a source calls somebody, as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST]


def international_digits(text: str, region: str) -> str:
    """Digits of a phone number with its country prefix (E.164, no +); bare digits where it has no known form."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "".join(char for char in text if char.isascii() and char.isdigit()).lstrip("0")
    return f"{number.country_code}{number.national_number}"


def phone_form(text: str, region: str) -> str:
    """Backwards, so that any number of last digits is a prefix: local and national forms find the same row."""
    return international_digits(text, region)[::-1][:LONGEST]


def national_digits(text: str, region: str) -> str:
    """The digits of a number within its country, as somebody may have left the prefix out; empty where it is none."""
    try:
        return str(phonenumbers.parse(text, region).national_number)
    except phonenumbers.NumberParseException:
        return ""
