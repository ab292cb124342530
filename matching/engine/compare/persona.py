"""All comparisons between a person and an account, as one matrix of levels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..account import Account
from ..columns.texts import TextColumns
from ..frequencies import Frequencies
from ..names import surname_key
from ..person import Person
from . import context, naming
from .base import Family, Levels, Rows, by_distinct, encode

EMAIL = Family("email", "email", ("unstated", "equal", "same_mailbox", "differs"))
PHONE = Family("phone", "phone", ("unstated", "equal", "differs"))
ACCOUNT = Family("known_account", "account", ("unstated", "equal", "differs"))
_SIZES = ("single", "few", "some", "many", "common")
RARITY = Family(
    "rarity", "rarity", ("unstated", *(f"{size}_family_{given}" for given in ("alone", "and_given") for size in _SIZES))
)
# First those that look at each pair by itself, then those that are compared once per distinct pair of values.
FAMILIES: tuple[Family, ...] = (
    *naming.FAMILIES,
    context.PLACE,
    context.LINK,
    context.PARTY,
    RARITY,
    context.ROLE,
    context.GENDER,
    context.AGE,
    context.BODY,
    context.REACHABLE,
    EMAIL,
    PHONE,
    ACCOUNT,
)
_SIZE_LIMITS = (2, 4, 10, 30)


def email(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the level of EMAIL."""
    if not left or not right:
        return 0
    if set(left) & set(right):
        return 1
    return 2 if {m.split("@")[0] for m in left} & {m.split("@")[0] for m in right} else 3


def phone(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the level of PHONE; eight last digits decide, since prefixes are written or left out."""
    if not left or not right:
        return 0
    return 1 if {n[-8:] for n in left} & {n[-8:] for n in right} else 2


def account(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> int:
    """Return the level of ACCOUNT; only accounts of one platform can differ."""
    if not left or not right:
        return 0
    if left & right:
        return 1
    return 2 if {p for p, _ in left} & {p for p, _ in right} else 0


def _plain(persons: Sequence[Person], accounts: Sequence[Account], li: Rows, ri: Rows, as_of: int) -> list[Levels]:
    """Return the columns whose values repeat: compared once per distinct pair."""
    role = by_distinct(
        encode([p.roles for p in persons]),
        encode([(a.loud_roles, a.bio_roles) for a in accounts]),
        li,
        ri,
        context.role,
    )
    sex = by_distinct(encode([p.gender for p in persons]), encode([a.gender for a in accounts]), li, ri, context.gender)
    age = by_distinct(
        encode([p.birth for p in persons]), encode([a.year or as_of for a in accounts]), li, ri, context.age
    )
    body = np.array([context.body(a) for a in accounts], dtype=np.uint8)[ri]
    reach = np.array([1 + p.contacts for p in persons], dtype=np.uint8)[li]
    mail = by_distinct(encode([p.emails for p in persons]), encode([a.emails for a in accounts]), li, ri, email)
    call = by_distinct(encode([p.phones for p in persons]), encode([a.phones for a in accounts]), li, ri, phone)
    known = by_distinct(encode([p.accounts for p in persons]), encode([a.accounts for a in accounts]), li, ri, account)
    return [role, sex, age, body, reach, mail, call, known]


def compare(
    persons: Sequence[Person], accounts: Sequence[Account], li: Rows, ri: Rows, frequencies: Frequencies, as_of: int
) -> NDArray[np.uint8]:
    """Return the levels of ``FAMILIES`` (columns) for each pair of rows."""
    rows: list[tuple[int, ...]] = []
    sizes = [bisect_right(_SIZE_LIMITS, frequencies.family.get(surname_key(p.names), 1)) for p in persons]
    hosts, with_given = frequencies.host, len(_SIZES)
    handles, displays = TextColumns.of([a.handle for a in accounts]), TextColumns.of([a.display for a in accounts])
    named = naming.compare(naming.people_of(persons), handles, displays, li, ri)
    known = naming.given_known(named)
    for pair, (i, j) in enumerate(zip(li.tolist(), ri.tolist(), strict=True)):
        person, account = persons[i], accounts[j]
        named[pair, naming.FAMILIES.index(naming.BIO_NAME)] = naming.bio(person, account)
        rows.append(
            (
                context.place(person.place, account),
                context.link(person, account, hosts),
                context.party(person.organisation, account),
                1 + sizes[i] + (with_given if known[pair] else 0),
            )
        )
    if not rows:
        return np.zeros((0, len(FAMILIES)), dtype=np.uint8)
    pairwise = np.concatenate([named, np.array(rows, dtype=np.uint8)], axis=1)
    plain = np.stack(_plain(persons, accounts, li, ri, as_of), axis=1)
    return np.concatenate([pairwise, plain], axis=1)


def alive(persons: Sequence[Person], accounts: Sequence[Account], li: Rows, ri: Rows, as_of: int) -> NDArray[np.bool_]:
    """Return which pairs may be: the person was not dead, nor a hundred years old, when the account was seen."""
    born = np.array([p.birth[0] if p.birth else 9999 for p in persons], dtype=np.int64)
    dead = np.array([p.died for p in persons], dtype=bool)
    seen = np.array([a.year or as_of for a in accounts], dtype=np.int64)
    result: NDArray[np.bool_] = ~dead[li] & (seen[ri] - born[li] < context.MAX_AGE)
    return result
