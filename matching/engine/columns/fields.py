"""The fields that two records of people are compared by, normalised, as numbers of distinct values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..handles.clean import bare_handle
from ..normalise import emails, gender, parse_date, phones, squeeze, tokens
from .compose import name_columns
from .frame import RecordFrame
from .strings import Codes, Lists, Strings
from .values import read_rows, read_values

_NO_ADDRESSES: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """``values[codes[i]]`` is what row ``i`` says. Number 0 says nothing; distinct numbers are distinct values."""

    codes: Codes
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns of one side; dates are written YYYYMMDD, the e-mail column holds tuples of addresses."""

    given: Column
    family: Column
    birth: Column
    number: Column
    email: Column
    phone: Column
    street: Column
    postcode: Column
    city: Column
    state: Column
    gender: Column
    account: Column


def read_fields(frame: RecordFrame) -> Fields:
    """Return the compared columns of records."""
    names, size = frame.once(name_columns), len(frame)

    def texts(name: str) -> Column:
        return Column(*read_values(frame.column(name), size, squeeze, ""))

    street = [frame.column(n) for n in ("street_number", "address", "address_2")]
    account = [frame.column(n) for n in ("username", "platform")]
    return Fields(
        given=_first_form(names.forms, (names.given, names.called, names.initials), names.given_part),
        family=_first_form(names.forms, (names.family,), names.family_part),
        birth=Column(*read_values(frame.column("birth_date"), size, _date, "")),
        number=texts("national_id"),
        email=Column(*read_values(frame.column("email"), size, emails, _NO_ADDRESSES)),
        phone=Column(*read_values(frame.column("phone"), size, _phone, "")),
        street=Column(*read_rows(street, size, lambda *parts: " ".join(tokens(" ".join(parts))), "")),
        postcode=texts("postcode"),
        city=texts("city"),
        state=texts("state"),
        gender=Column(*read_values(frame.column("gender"), size, lambda text: gender(text) or "", "")),
        account=Column(*read_rows(account, size, _account, "")),
    )


def _first_form(forms: Strings, lists: tuple[Lists, ...], part: Codes) -> Column:
    """Return the first form of each row's first list that holds any."""
    firsts = np.zeros(len(lists[0]), dtype=np.int32)
    for one in reversed(lists):
        filled = np.diff(one.starts) > 0
        firsts[filled] = one.values[one.starts[:-1][filled]]
    used = np.zeros(len(forms), dtype=bool)
    used[firsts] = True
    used[0] = True
    numbers = (np.cumsum(used) - 1).astype(np.int32)
    return Column(numbers[firsts][part], [forms[i] for i in np.flatnonzero(used).tolist()])


def _date(text: str) -> str:
    date = parse_date(text)
    return "{:04d}{:02d}{:02d}".format(*date) if date else ""


def _phone(text: str) -> str:
    return (phones(text) or ("",))[0]


def _account(username: str, platform: str) -> str:
    return f"{platform.lower()}:{bare_handle(username).lower()}" if username else ""
