"""All comparisons between two records of people, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist

from ..handles.clean import bare_handle
from ..knowledge import nickname_forms
from ..names import read_names
from ..normalise import emails, gender, is_shared_host, parse_date, phones, squeeze, tokens
from ..records import Record
from .base import Family, Levels, Rows, by_distinct, encode

GIVEN = Family(
    "given", "given_name", ("unstated", "equal", "nickname", "close", "similar", "initial", "differs", "swapped")
)
FAMILY = Family("family", "family_name", ("unstated", "equal", "close", "similar", "differs", "swapped"))
BIRTH = Family(
    "birth", "birth_date", ("unstated", "equal", "one_slip", "day_month", "two_slips", "same_year", "differs")
)
NUMBER = Family("national_id", "national_id", ("unstated", "equal", "one_slip", "two_slips", "differs"))
EMAIL = Family("email", "email", ("unstated", "equal", "same_mailbox", "close", "differs"))
PHONE = Family("phone", "phone", ("unstated", "equal", "one_slip", "differs"))
STREET = Family("street", "address", ("unstated", "equal", "close", "similar", "differs"))
POSTCODE = Family("postcode", "postcode", ("unstated", "equal", "one_slip", "differs"))
CITY = Family("city", "place", ("unstated", "equal", "close", "differs"))
STATE = Family("state", "division", ("unstated", "equal", "close", "differs"))
GENDER = Family("record_gender", "gender", ("unstated", "equal", "differs"))
ACCOUNT = Family("account", "account", ("unstated", "equal", "differs"))
FAMILIES = (GIVEN, FAMILY, BIRTH, NUMBER, EMAIL, PHONE, STREET, POSTCODE, CITY, STATE, GENDER, ACCOUNT)
_CLOSE, _SIMILAR = 0.92, 0.8
_ADDRESS_CLOSE, _ADDRESS_SIMILAR = 85.0, 65.0


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns of one side, normalised; empty text stands for what is not said."""

    given: list[str]
    family: list[str]
    birth: list[str]
    number: list[str]
    email: list[tuple[str, ...]]
    phone: list[str]
    street: list[str]
    postcode: list[str]
    city: list[str]
    state: list[str]
    gender: list[str]
    account: list[str]


def read_fields(records: Sequence[Record]) -> Fields:
    """Return the compared columns of records."""
    names = [read_names(r) for r in records]
    births = [parse_date(r.birth_date) if r.birth_date else None for r in records]
    return Fields(
        given=[n.given[0] if n.given else (n.called[0] if n.called else "".join(n.initials[:1])) for n in names],
        family=[n.family[0] if n.family else "" for n in names],
        birth=["{:04d}{:02d}{:02d}".format(*b) if b else "" for b in births],
        number=[squeeze(r.national_id or "") for r in records],
        email=[emails(r.email) for r in records],
        phone=[(phones(r.phone) or ("",))[0] for r in records],
        street=[" ".join(tokens(f"{r.street_number or ''} {r.address or ''} {r.address_2 or ''}")) for r in records],
        postcode=[squeeze(r.postcode or "") for r in records],
        city=[squeeze(r.city or "") for r in records],
        state=[squeeze(r.state or "") for r in records],
        gender=[(gender(r.gender) or "") if r.gender else "" for r in records],
        account=[
            f"{(r.platform or '').lower()}:{bare_handle(r.username).lower()}" if r.username else "" for r in records
        ],
    )


def similarity(
    left: Sequence[str], right: Sequence[str], li: Rows, ri: Rows, scorer: Any, threads: int
) -> NDArray[np.float64]:
    """Return ``scorer`` for each pair of rows, run once per distinct pair of values; NaN where either is empty."""
    left_codes, left_values = encode(left)
    right_codes, right_values = encode(right)
    packed = left_codes[li] * len(right_values) + right_codes[ri]
    distinct, inverse = np.unique(packed, return_inverse=True)
    a = [left_values[p] for p in (distinct // len(right_values)).tolist()]
    b = [right_values[p] for p in (distinct % len(right_values)).tolist()]
    scores = cpdist(a, b, scorer=scorer, workers=threads, dtype=np.float64) if a else np.zeros(0)
    empty = np.fromiter((not (x and y) for x, y in zip(a, b, strict=True)), dtype=bool, count=len(a))
    result: NDArray[np.float64] = np.where(empty, np.nan, scores)[inverse]
    return result


def _steps(values: NDArray[np.float64], limits: Sequence[float], *, rising: bool) -> Levels:
    """Return 0 for NaN, else 1 + how many limits the value fails, in order (``rising``: small values are good)."""
    level = np.ones(len(values), dtype=np.uint8)
    for limit in limits:
        level += (values > limit) if rising else (values < limit)
    return np.where(np.isnan(values), 0, level).astype(np.uint8)


def _names(left: Fields, right: Fields, li: Rows, ri: Rows, threads: int) -> tuple[Levels, Levels]:
    def jaro(x: list[str], y: list[str]) -> NDArray[np.float64]:
        return similarity(x, y, li, ri, JaroWinkler.similarity, threads)

    given_score, family_score = jaro(left.given, right.given), jaro(left.family, right.family)
    across, back = jaro(left.given, right.family), jaro(left.family, right.given)
    family = _steps(family_score, (0.9999, _CLOSE, _SIMILAR), rising=False)
    rough = _steps(given_score, (0.9999, _CLOSE, _SIMILAR), rising=False)
    given = np.array([0, 1, 3, 4, 6], dtype=np.uint8)[rough]
    special = by_distinct(encode(left.given), encode(right.given), li, ri, _given_special)
    given = np.where((given > 1) & (special > 0), special, given).astype(np.uint8)
    # Where one of the four names is missing, one crossing name must do.
    one, other = np.nan_to_num(across, nan=1.0), np.nan_to_num(back, nan=1.0)
    crossed = (np.maximum(one, other) >= _CLOSE) & (np.minimum(one, other) >= _SIMILAR)
    crossed &= ~(np.isnan(across) & np.isnan(back))
    straight = (np.nan_to_num(given_score) >= _SIMILAR) | (np.nan_to_num(family_score) >= _SIMILAR)
    swapped = crossed & ~straight
    return np.where(swapped, 7, given).astype(np.uint8), np.where(swapped, 5, family).astype(np.uint8)


def _given_special(left: str, right: str) -> int:
    if not left or not right:
        return 0
    if len(left) == 1 or len(right) == 1:
        return 5 if left[0] == right[0] else 0
    return 2 if right in nickname_forms(left) or left in nickname_forms(right) else 0


def birth(left: str, right: str) -> int:
    """Return the level of BIRTH for two dates written YYYYMMDD, 00 for what is not said."""
    if not left or not right:
        return 0
    if left[4:] == "0000" or right[4:] == "0000":
        return 5 if left[:4] == right[:4] else 6
    if left == right:
        return 1
    slips = DamerauLevenshtein.distance(left, right, score_cutoff=2)
    if left[:4] == right[:4] and left[4:6] == right[6:] and left[6:] == right[4:6]:
        return 3
    if slips <= 2:
        return 2 if slips == 1 else 4
    return 5 if left[:4] == right[:4] else 6


def email(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the level of EMAIL; the best of all pairs of addresses."""
    best = 0
    for a in left:
        for b in right:
            best = max(best, _address(a, b))
    return (0, 4, 3, 2, 1)[best]


def _address(a: str, b: str) -> int:
    if a == b:
        return 4
    (local_a, _, host_a), (local_b, _, host_b) = a.partition("@"), b.partition("@")
    if local_a == local_b and len(local_a) > 3:
        return 3
    near = JaroWinkler.similarity(local_a, local_b) >= _CLOSE and (host_a == host_b and not is_shared_host(host_a))
    return 2 if near or DamerauLevenshtein.distance(a, b, score_cutoff=2) <= 2 else 1


def _equal(left: list[str], right: list[str]) -> Callable[[Rows, Rows], Levels]:
    def run(li: Rows, ri: Rows) -> Levels:
        return by_distinct(
            encode(left), encode(right), li, ri, lambda a, b: 0 if not a or not b else (1 if a == b else 2)
        )

    return run


def compare(left: Fields, right: Fields, li: Rows, ri: Rows, threads: int = 1) -> NDArray[np.uint8]:
    """Return the levels of ``FAMILIES`` (columns) for each pair of rows."""

    def slips(x: list[str], y: list[str], limits: tuple[float, ...]) -> Levels:
        return _steps(similarity(x, y, li, ri, DamerauLevenshtein.distance, threads), limits, rising=True)

    def jaro(x: list[str], y: list[str], limits: tuple[float, ...]) -> Levels:
        return _steps(similarity(x, y, li, ri, JaroWinkler.similarity, threads), limits, rising=False)

    given, family = _names(left, right, li, ri, threads)
    street = similarity(left.street, right.street, li, ri, fuzz.token_sort_ratio, threads)
    columns = (
        given,
        family,
        by_distinct(encode(left.birth), encode(right.birth), li, ri, birth),
        slips(left.number, right.number, (0, 1, 2)),
        by_distinct(encode(left.email), encode(right.email), li, ri, email),
        slips(left.phone, right.phone, (0, 1)),
        _steps(street, (99.99, _ADDRESS_CLOSE, _ADDRESS_SIMILAR), rising=False),
        slips(left.postcode, right.postcode, (0, 1)),
        jaro(left.city, right.city, (0.9999, _CLOSE)),
        slips(left.state, right.state, (0, 1)),
        _equal(left.gender, right.gender)(li, ri),
        _equal(left.account, right.account)(li, ri),
    )
    return np.stack(columns, axis=1) if len(li) else np.zeros((0, len(FAMILIES)), dtype=np.uint8)
