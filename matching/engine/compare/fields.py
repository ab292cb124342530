"""All comparisons between two records of people, field by field."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from ..columns.fields import Column, Fields
from ..knowledge import nickname_forms
from ..normalise import is_shared_host
from . import whole
from .base import Family, Levels, Rows
from .pairs import Pairs

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
FAMILIES = (GIVEN, FAMILY, BIRTH, NUMBER, EMAIL, PHONE, STREET, POSTCODE, CITY, STATE, GENDER, ACCOUNT, *whole.FAMILIES)
_CLOSE, _SIMILAR = 0.92, 0.8
_ADDRESS_CLOSE, _ADDRESS_SIMILAR = 85.0, 65.0


def _steps(values: NDArray[np.float64], limits: Sequence[float], *, rising: bool) -> Levels:
    """Return 0 for NaN, else 1 + how many limits the value fails, in order (``rising``: small values are good)."""
    level = np.ones(len(values), dtype=np.uint8)
    for limit in limits:
        level += (values > limit) if rising else (values < limit)
    return np.where(np.isnan(values), 0, level).astype(np.uint8)


def _names(left: Fields, right: Fields, on: Pairs) -> tuple[Levels, Levels]:
    def jaro(x: Column, y: Column, rows: Rows | None = None) -> NDArray[np.float64]:
        return on.similarity(x, y, JaroWinkler.similarity, rows)

    given_score, family_score = jaro(left.given, right.given), jaro(left.family, right.family)
    family = _steps(family_score, (0.9999, _CLOSE, _SIMILAR), rising=False)
    rough = _steps(given_score, (0.9999, _CLOSE, _SIMILAR), rising=False)
    given = np.array([0, 1, 3, 4, 6], dtype=np.uint8)[rough]
    apart = np.flatnonzero(given > 1)
    special = on.levels(left.given, right.given, _given_special, apart)
    given[apart] = np.where(special > 0, special, given[apart])
    crooked = np.flatnonzero(~((given_score >= _SIMILAR) | (family_score >= _SIMILAR)))
    across, back = jaro(left.given, right.family, crooked), jaro(left.family, right.given, crooked)
    # Where one of the four names is missing, one crossing name must do.
    one, other = np.nan_to_num(across, nan=1.0), np.nan_to_num(back, nan=1.0)
    crossed = (np.maximum(one, other) >= _CLOSE) & (np.minimum(one, other) >= _SIMILAR)
    swapped = crooked[crossed & ~(np.isnan(across) & np.isnan(back))]
    given[swapped], family[swapped] = 7, 5
    return given, family


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


def compare(left: Fields, right: Fields, li: Rows, ri: Rows, threads: int = 1) -> NDArray[np.uint8]:
    """Return the levels of ``FAMILIES`` (columns) for each pair of rows."""
    on = Pairs(li, ri, threads)

    def slips(x: Column, y: Column, limits: tuple[float, ...]) -> Levels:
        return _steps(on.similarity(x, y, DamerauLevenshtein.distance), limits, rising=True)

    street = on.similarity(left.street, right.street, fuzz.token_sort_ratio)
    city = on.similarity(left.city, right.city, JaroWinkler.similarity)
    columns = (
        *_names(left, right, on),
        on.levels(left.birth, right.birth, birth),
        slips(left.number, right.number, (0, 1, 2)),
        on.levels(left.email, right.email, email),
        slips(left.phone, right.phone, (0, 1)),
        _steps(street, (99.99, _ADDRESS_CLOSE, _ADDRESS_SIMILAR), rising=False),
        slips(left.postcode, right.postcode, (0, 1)),
        _steps(city, (0.9999, _CLOSE), rising=False),
        slips(left.state, right.state, (0, 1)),
        on.equal(left.gender, right.gender),
        on.equal(left.account, right.account),
        # Filled where a side needs them (compare.whole).
        *(np.zeros(len(li), dtype=np.uint8) for _ in whole.FAMILIES),
    )
    return np.stack(columns, axis=1) if len(li) else np.zeros((0, len(FAMILIES)), dtype=np.uint8)
