"""All comparisons between people and accounts, as one matrix of levels."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..columns.accounts import AccountColumns
from ..columns.compose import name_columns
from ..columns.forms import pack
from ..columns.frame import RecordFrame
from ..columns.names import NameColumns
from ..columns.people import GENDERS, PeopleColumns
from ..columns.sets import is_void
from ..frequencies import Frequencies
from ..kernels import accounts as account_kernels
from ..kernels import context as kernels
from ..kernels import naming as naming_kernels
from ..kernels import sets
from . import context, links, naming, whole
from .base import Family, Levels, Rows, table_of

EMAIL = Family("email", "email", ("unstated", "equal", "same_mailbox", "differs"))
PHONE = Family("phone", "phone", ("unstated", "equal", "differs"))
ACCOUNT = Family("known_account", "account", ("unstated", "equal", "differs"))
FAMILIES: tuple[Family, ...] = (
    *naming.FAMILIES,
    context.PLACE,
    context.LINK,
    context.PARTY,
    context.ROLE,
    context.GENDER,
    context.AGE,
    context.BODY,
    context.REACHABLE,
    EMAIL,
    PHONE,
    ACCOUNT,
    context.BORN,
    *whole.FAMILIES,
)
_COLUMN = {family.name: i for i, family in enumerate(FAMILIES)}
# Pairs that are compared at once: their rows stay in the processor's memory from column to column.
_BLOCK = 1 << 13

Run = Callable[[Rows, Rows, Levels], None]


@dataclass(frozen=True, slots=True)
class Left:
    """A left side made ready: what is known of people, and their names."""

    people: PeopleColumns
    names: NameColumns
    naming: naming_kernels.People
    called: kernels.Called

    @classmethod
    def of(cls, frame: RecordFrame, frequencies: Frequencies) -> Left:
        """Read the records of people; ``frequencies`` are those of the frozen model."""
        people = PeopleColumns.of(frame, frequencies.host)
        names = frame.once(name_columns)
        born = (people.born // 10_000).astype(np.int16)
        return cls(
            people,
            names,
            naming.people(pack(names), born, people.place, people.labels),
            called(names),
        )


def called(names: NameColumns) -> kernels.Called:
    """Return names as the reading of bios takes them."""
    states, hashes = sets.hash_states(names.forms.data, names.forms.starts)
    firsts, own = _lists(names, ("given", "called", "nick"), None), _lists(names, ("given", "called"), 2)
    return kernels.Called(
        states,
        hashes,
        names.forms.data,
        names.forms.starts,
        names.given_part,
        names.family_part,
        *firsts,
        *own,
        names.family.values,
        names.family.starts,
    )


def _lists(names: NameColumns, kinds: tuple[str, ...], most: int | None) -> tuple[NDArray[np.int32], Rows]:
    """Return the lists of several kinds (the first ``most`` of each) one after another, per given part."""
    found = [getattr(names, kind) for kind in kinds]
    sizes = [np.diff(one.starts) if most is None else np.minimum(np.diff(one.starts), most) for one in found]
    starts = np.zeros(len(sizes[0]) + 1, dtype=np.int64)
    np.cumsum(np.sum(sizes, axis=0), out=starts[1:])
    values, before = np.zeros(int(starts[-1]), dtype=np.int32), starts[:-1].copy()
    for one, size in zip(found, sizes, strict=True):
        within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        values[np.repeat(before, size) + within] = one.values[np.repeat(one.starts[:-1], size) + within]
        before += size
    return values, starts


def compare(left: Left, accounts: AccountColumns, li: Rows, ri: Rows, as_of: int, threads: int = 1) -> Levels:
    """Return the levels of ``FAMILIES`` (columns, each contiguous) for each pair of rows.

    A column for which one side says nothing costs nothing. Threads share the pairs and change no result.
    """
    out = np.zeros((len(FAMILIES), len(li)), dtype=np.uint8)
    if not len(li):
        return out.T
    named = naming.compare(left.naming, accounts.handles, accounts.displays, li, ri, threads)
    out[: len(naming.FAMILIES)] = named.T
    if not accounts.named.all():
        # A mailbox read in place of a handle is compared with mailboxes as such.
        out[_COLUMN[naming.LABEL.name]] *= accounts.named[ri]
    runs = _runs(left, accounts, li, ri, as_of)

    def block(first: int) -> None:
        rows = slice(first, first + _BLOCK)
        for name, run in runs.items():
            run(li[rows], ri[rows], out[_COLUMN[name], rows])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(block, range(0, len(li), _BLOCK)))
    links.read_labels(left.naming.names, accounts, li, ri, out[_COLUMN[context.LINK.name]])
    return out.T


def _runs(left: Left, accounts: AccountColumns, li: Rows, ri: Rows, as_of: int) -> dict[str, Run]:
    """Return what fills each column that both sides say something of."""
    people = left.people
    runs: dict[str, Run] = {}

    def column(name: str, kernel: Callable[..., None], *given: object) -> None:
        runs[name] = lambda li, ri, out: kernel(*given, li, ri, out)

    nobody, nothing = np.zeros(len(people), dtype=np.int32), np.zeros(len(accounts), dtype=np.int32)
    bodies = [context.body(told, score) for told in (False, True) for score in range(6)]
    column(
        context.BODY.name,
        sets.table_levels,
        nobody,
        accounts.bodies + 6 * accounts.told.astype(np.int32),
        np.array([bodies], dtype=np.uint8),
    )
    reach = np.array([[1 + n] for n in range(len(context.REACHABLE.levels) - 1)], dtype=np.uint8)
    column(context.REACHABLE.name, sets.table_levels, people.contacts, nothing, reach)
    if accounts.bios.codes.any():
        column(naming.BIO_NAME.name, kernels.bio_name_levels, left.called, accounts.bios.phrases)
    if not (is_void(people.whereabouts.words) and is_void(people.whereabouts.divisions)):
        where = accounts.whereabouts(numbers=not is_void(people.whereabouts.numbers))
        column(context.PLACE.name, kernels.place_levels, people.whereabouts, where)
    linked, own = accounts.links, people.links
    if not is_void(linked.pages) or not (is_void(own.rare) or is_void(accounts.sites)):
        theirs = kernels.Links(linked.pages, linked.sites, accounts.sites)
        column(context.LINK.name, kernels.link_levels, own, theirs)
    if not is_void(people.organisations.whole) or not is_void(people.organisations.words):
        letters = accounts.handles.letters
        handles = kernels.Handles(letters.data, letters.starts, accounts.handles.bounds)
        column(context.PARTY.name, kernels.party_levels, people.organisations, handles, accounts.bios.phrases)
    if people.role.any():
        codes, said = accounts.roles
        table = table_of(people.role, people.roles, codes, said, li, ri, context.role)
        column(context.ROLE.name, sets.table_levels, people.role, codes, table)
    if people.gender.any() and accounts.genders.any():
        table = np.array([[context.gender(a, b) for b in GENDERS] for a in GENDERS], dtype=np.uint8)
        column(context.GENDER.name, sets.table_levels, people.gender, accounts.genders, table)
    _dates(column, people, accounts, as_of)
    _contacts(column, people, accounts)
    return runs


def _dates(column: Callable[..., None], people: PeopleColumns, accounts: AccountColumns, as_of: int) -> None:
    if people.born.any():
        ages = np.array([context.age(years) for years in range(context.MAX_AGE + 1)], dtype=np.uint8)
        column(context.AGE.name, account_kernels.age_levels, people.born, seen(accounts, as_of), ages)
        if accounts.born.any():
            column(context.BORN.name, kernels.born_levels, people.born, accounts.born)


def _contacts(column: Callable[..., None], people: PeopleColumns, accounts: AccountColumns) -> None:
    if not is_void(people.emails) and not is_void(accounts.emails[0]):
        theirs, boxes = accounts.emails
        column(EMAIL.name, sets.shared_or_levels, people.emails, theirs, people.mailboxes, boxes)
    if not is_void(people.phones) and not is_void(accounts.phones):
        column(PHONE.name, sets.shared_levels, people.phones, accounts.phones)
    if not is_void(people.accounts):
        names, platforms = accounts.accounts
        column(ACCOUNT.name, sets.account_levels, people.accounts, names, people.platforms, platforms)


def seen(accounts: AccountColumns, as_of: int) -> NDArray[np.int32]:
    """Return the year in which each account was seen; ``as_of`` where it does not say."""
    return np.where(accounts.years, accounts.years, np.int32(as_of)).astype(np.int32)


def alive(people: PeopleColumns, accounts: AccountColumns, li: Rows, ri: Rows, as_of: int) -> NDArray[np.bool_]:
    """Return which pairs may be: the person was not dead, nor a hundred years old, when the account was seen."""
    # Born after any account was seen is who does not say.
    born = np.where(people.born > 0, people.born // 10_000, 9999).astype(np.int32)
    last_year = np.where(people.died, np.int32(-1), born + np.int32(context.MAX_AGE))
    result: NDArray[np.bool_] = seen(accounts, as_of)[ri] < last_year[li]
    return result
