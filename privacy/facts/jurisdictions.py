"""Whose law protects a person: a code of country, or of country and state, and the law that follows from it.

A code is ISO 3166-1 alpha-2 (``DE``), for the United States with the state where it is known (``US-CA``). Empty means
the organisation's own country. A country that is written in no way we know is ``ZZ`` (ISO's code for unknown), and is
protected as strictly as any.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from phonenumbers.geodata.locale import LOCALE_DATA

UNKNOWN = "ZZ"
#: European Economic Area with the territories that share its law, the United Kingdom, and Switzerland (revised FADP).
GDPR_COUNTRIES = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "GB", "CH",
    "AX", "GF", "GP", "MF", "MQ", "RE", "YT",
})  # fmt: skip
_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND",
    "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT",
    "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
#: Ways of writing a country that are in no list of names.
_ALSO = {
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US", "america": "US",
    "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "britain": "GB", "eire": "IE", "republic of ireland": "IE", "holland": "NL",
    "the netherlands": "NL", "czech republic": "CZ", "slovak republic": "SK", "el": "GR", "brd": "DE",
    "korea": "KR", "south korea": "KR", "russia": "RU", "viet nam": "VN",
}  # fmt: skip
_ALPHA3 = {
    "aut": "AT", "bel": "BE", "bgr": "BG", "hrv": "HR", "cyp": "CY", "cze": "CZ", "dnk": "DK", "est": "EE",
    "fin": "FI", "fra": "FR", "deu": "DE", "ger": "DE", "grc": "GR", "hun": "HU", "irl": "IE", "ita": "IT",
    "lva": "LV", "ltu": "LT", "lux": "LU", "mlt": "MT", "nld": "NL", "pol": "PL", "prt": "PT", "rou": "RO",
    "svk": "SK", "svn": "SI", "esp": "ES", "swe": "SE", "isl": "IS", "lie": "LI", "nor": "NO", "gbr": "GB",
    "che": "CH", "can": "CA", "aus": "AU", "nzl": "NZ", "mex": "MX", "jpn": "JP",
}  # fmt: skip


class Law(StrEnum):
    """Families of data-protection law that the gate tells apart."""

    GDPR = "GDPR"
    CCPA = "CCPA"
    OTHER = "OTHER"


def resolved(code: str) -> str:
    """The code itself, or the organisation's country where nothing is known of the person's."""
    return code or str(settings.ORGANISATION_COUNTRY).upper()


def law_of(code: str) -> Law:
    """The law that protects a person of this jurisdiction."""
    country, _dash, state = resolved(code).upper().partition("-")
    if country in GDPR_COUNTRIES or country == UNKNOWN:
        return Law.GDPR
    return Law.CCPA if (country, state) == ("US", "CA") else Law.OTHER


def scopes(code: str) -> tuple[str, ...]:
    """Names under which a rule may speak of this jurisdiction, the most specific first; the last is ``""``, for all."""
    full = resolved(code).upper()
    return tuple(dict.fromkeys((full, full.partition("-")[0], str(law_of(code)), "")))


def scopes_above(scope: str) -> tuple[str, ...]:
    """The scope itself and those that a rule for it goes before, the nearest first."""
    return (scope, "") if scope in list(Law) else scopes(scope) if scope else ("",)


def is_scope(name: str) -> bool:
    """Whether a rule may be made for this name: a country, a US state, a law, or everywhere."""
    country, dash, state = name.partition("-")
    known = country in LOCALE_DATA and (not dash or (country == "US" and state in _STATES.values()))
    return name == "" or name in list(Law) or known


def code_of(country: str, state: str = "") -> str:
    """The code of an address, whose parts may be codes or names in any language; empty where both are empty."""
    place = _key(country)
    if not place:
        code = _state_of(state) if resolved("") == "US" else ""
        return f"US-{code}" if code else ""
    if place.upper() in LOCALE_DATA:
        found = place.upper()
    else:
        found = _ALSO.get(place) or _ALPHA3.get(place) or _names().get(place, UNKNOWN)
    code = _state_of(state) if found == "US" else ""
    return f"{found}-{code}" if code else found


def of_age_on(born: str, age: int) -> date | None:
    """The day on which somebody born then is of age; of a year or month alone the latest possible. None: no date."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", born.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        latest = date(year or 1, month or 12, day or monthrange(year or 1, month or 12)[1])
        # Whoever was born on 29 February is of age on 1 March where that year has no such day.
        leap = (latest.month, latest.day) == (2, 29) and monthrange(latest.year + age, 2)[1] == 28
        return date(latest.year + age, 3, 1) if leap else latest.replace(year=latest.year + age)
    except ValueError:
        return None


def a_month_after(moment: datetime) -> datetime:
    """One calendar month later, on the month's last day where it has no such day (Regulation 1182/71, art. 3)."""
    year, month = (moment.year, moment.month + 1) if moment.month < 12 else (moment.year + 1, 1)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _state_of(text: str) -> str:
    key = _key(text)
    return key.upper() if key.upper() in _STATES.values() else _STATES.get(key, "")


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Names of countries in the languages that the telephone library knows, but those that two countries share."""
    found: dict[str, set[str]] = {}
    for code, names in LOCALE_DATA.items():
        for name in _plain(names.values()):
            found.setdefault(_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _plain(names: Iterable[str]) -> set[str]:
    return {name for name in names if name and not name.startswith("*")}
