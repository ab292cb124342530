"""Place, role, website, gender, age, organisation: what an account tells beside its names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..handles.items import NICK, PART
from .base import Family

PLACE = Family(
    "place",
    "place",
    (
        "unstated",
        "town_and_division",
        "town",
        "division",
        "division_in_bio",
        "number",
        "other_division",
        "other_division_in_bio",
        "unclear",
        "other_town",
    ),
)
ROLE = Family(
    "role", "role", ("unstated", "agrees", "agrees_in_bio", "differs", "differs_in_bio", "not_said", "other_kind")
)
LINK = Family(
    "link",
    "website",
    (
        "unstated",
        "same_page",
        "same_site",
        "same_shared_site",
        "names_person",
        "hints_at_person",
        "differs",
        "no_site_names",
        "no_site_hints",
        "no_site",
        "handle_is_site",
    ),
)
GENDER = Family("gender", "gender", ("unstated", "agrees", "differs"))
AGE = Family(
    "age", "birth_date", ("unstated", "child", "young", "middle", "older", "seventies", "eighties", "nineties")
)
BORN = Family(
    "born",
    "birth_date",
    ("unstated", "equal", "year", "one_slip", "day_month", "two_slips", "same_year", "differs", "year_slip"),
)
BODY = Family("body", "account", ("person", "slight", "some", "much", "more", "organisation", "nothing_said"))
REACHABLE = Family(
    "reachable", "record", ("unstated", "no_contact", "one_contact", "two_contacts", "three_contacts", "four_contacts")
)
PARTY = Family("party", "organisation", ("unstated", "absent", "in_handle", "in_bio", "whole_in_bio"))
MAX_AGE = 100
# People move between these offices and keep their accounts.
LAWMAKERS = frozenset({"senator", "representative", "legislator"})
_LEFT_OVER = 2
_AGES = (16, 30, 50, 70, 80, 90)


def role(roles: frozenset[str], said: tuple[frozenset[str], frozenset[str]]) -> int:
    """Return the level of ROLE; ``said`` are the roles in handle or display name, and those in the bio."""
    loud, quiet = said
    if not roles:
        return 0
    if loud & roles:
        return 1
    if loud:
        return 3 if (loud & LAWMAKERS) and (roles & LAWMAKERS) else 6
    if quiet & roles:
        return 2
    return 4 if quiet else 5


def gender(left: str | None, right: str | None) -> int:
    """Return the level of GENDER."""
    return 0 if left is None or right is None else (1 if left == right else 2)


def age(years: int) -> int:
    """Return the level of AGE of somebody of so many years."""
    return 1 + sum(years >= limit for limit in _AGES) if years < MAX_AGE else 7


def body(told: bool, score: int) -> int:
    """Return the level of BODY: 6 where the account shows nothing but a handle without such words."""
    return 6 if not told and score == 0 else score


def labels(family: NDArray[np.int64], given: NDArray[np.int64], left: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return what labels of linked sites tell: 2 they name the person, 1 they hint at them, 0 nothing.

    By the kinds of family and given name that each holds and the letters that are left over.
    """
    names = (family >= PART) & ((given > 0) | (left <= _LEFT_OVER))
    return np.where(names, 2, (family >= PART) | (given >= NICK)).astype(np.uint8)
