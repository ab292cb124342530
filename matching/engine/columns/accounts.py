"""Accounts as columns: all that they are compared by with people. What no comparison asks for is not read."""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..account import LONG_ROLE, Location, Said, body_score, handle_site, read_location, read_shown, seen_year
from ..kernels.accounts import name_bodies, number_sets, role_masks, slots_of, telling
from ..kernels.context import Whereabouts
from ..kernels.sets import Hashes, Sets
from ..knowledge import concept_names, load, regions, words
from ..person import concepts
from .bios import BioColumns
from .codes import encode, encode_rows
from .contacts import read_emails, read_phones
from .frame import RecordFrame
from .known_accounts import read_accounts
from .links import AccountLinks
from .people import nations, read_dates
from .sets import empty_sets, gathered, hash_texts, sets_of
from .strings import Codes
from .texts import TextColumns, display_columns, handle_columns
from .values import numbered, read_rows

Roles = tuple[frozenset[str], frozenset[str]]
# What may tell something in a display name beside its words: a division's code in capitals, a number.
_CODE_OR_NUMBER = r"\b[A-Z]{2,3}\b|[0-9]{2}"
# Where a handle may be a site: after an @ that does not open it, or on a platform where handles are domains.
_SERVER = r".@"
_DOMAIN_PLATFORM = r"(?i)bluesky"
_LEAST_REGION = 4
_LEAST_BODY, _MOST_BODY = -2, 9


class AccountColumns:
    """Columns of a right side, each read when it is first asked for; rows are accounts."""

    def __init__(self, frame: RecordFrame) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return len(self._frame)

    @cached_property
    def handles(self) -> TextColumns:
        """Handles ready for segmentation; where there is none, the mailbox of the e-mail address stands for it."""
        texts = _first(self._frame.column("username"), self._mailbox)
        return handle_columns(_texts(texts, len(self)))

    @cached_property
    def named(self) -> NDArray[np.bool_]:
        """Whether an account has a handle of its own."""
        return self._states("username")

    @cached_property
    def displays(self) -> TextColumns:
        """Display names ready for segmentation."""
        return display_columns(_texts(self._shown_names, len(self)))

    @cached_property
    def bios(self) -> BioColumns:
        """What bios say."""
        return BioColumns.of(self._frame.column("bio"), len(self))

    @cached_property
    def links(self) -> AccountLinks:
        """Pages that accounts link to, and sites that they are named by."""
        return AccountLinks.of(self._frame)

    @cached_property
    def sites(self) -> Sets:
        """The site that a handle is (a set of at most one)."""
        platform, username = self._frame.column("platform"), self._frame.column("username")
        if username is None:
            return empty_sets(len(self))
        may = username.str.contains(_SERVER)
        if platform is not None:
            may |= platform.str.contains(_DOMAIN_PLATFORM).fill_null(False)
        codes, found = read_rows([platform, username.set(~may.fill_null(False), None)], len(self), handle_site, "")
        return sets_of([[site] if site else [] for site in found], codes + np.int32(1))

    @cached_property
    def emails(self) -> tuple[Sets, Sets]:
        """Addresses and mailboxes."""
        return read_emails(self._frame.column("email"), len(self))

    @cached_property
    def phones(self) -> Sets:
        """Telephone numbers by their last digits."""
        return read_phones(self._frame.column("phone"), len(self))

    @cached_property
    def accounts(self) -> tuple[Sets, Sets]:
        """The account itself by its names, and its platform."""
        return read_accounts(self._frame)

    @cached_property
    def born(self) -> NDArray[np.int32]:
        """Birth dates that accounts state, as YYYYMMDD."""
        return read_dates(self._frame.column("birth_date"), len(self))

    @cached_property
    def years(self) -> Codes:
        """The year in which an account was seen, 0 where it does not say."""
        columns = [self._frame.column("snapshot"), self._frame.column("account_created")]
        codes, years = read_rows(columns, len(self), seen_year, 0)
        return np.array(years, dtype=np.int32)[codes]

    @cached_property
    def roles(self) -> tuple[Codes, list[Roles]]:
        """Offices in handle or display name, and those in the bio: a number per account, and what it stands for."""
        after = np.uint64(sum(1 << concept_names().index(name) for name in load("roles.json")["after"]))
        masks = role_masks(self.handles.arrays(), after, LONG_ROLE)
        masks |= role_masks(self.displays.arrays(), after, LONG_ROLE)
        codes, first = encode_rows([pl.Series(masks), pl.Series(self.bios.codes)])
        read = [(_named(int(masks[row])), self.bios.said[self.bios.codes[row]].roles) for row in first.tolist()]
        return numbered(codes, read, (frozenset(), frozenset()))

    @cached_property
    def genders(self) -> Codes:
        """The gender that words state, a number of ``people.GENDERS``."""
        codes, shown = self._shown
        stated = np.array([s.gender for s in shown], dtype=np.int32)[codes]
        stated |= np.array([s.gender for s in self.bios.said], dtype=np.int32)[self.bios.codes]
        return np.where(stated == 3, 0, stated).astype(np.int32)

    @cached_property
    def bodies(self) -> Codes:
        """How much each account looks like an organisation's, 0 to 5."""
        points = name_bodies(self.handles.arrays(), *_listed(words("organisation"))).astype(np.int32)
        codes, shown = self._shown
        points += np.array([s.body for s in shown], dtype=np.int32)[codes]
        points += np.array([s.body for s in self.bios.said], dtype=np.int32)[self.bios.codes]
        scores = np.array([body_score(p) for p in range(_LEAST_BODY, _MOST_BODY)], dtype=np.int32)
        return scores[points - _LEAST_BODY]

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """Whether an account states anything but its handle."""
        return self._states("display_name", "bio", "location")

    def whereabouts(self, *, numbers: bool) -> Whereabouts:
        """Where accounts say they are; with ``numbers``, numbers of French departments too."""
        codes, places = self._locations
        shown_codes, shown = self._shown
        rows, shown_rows, bios = codes + np.int32(1), shown_codes + np.int32(1), self.bios
        return Whereabouts(
            said=self._states("location", "bio"),
            near=sets_of([p.near for p in places], rows),
            near_nations=sets_of([nations(p.near) for p in places], rows),
            words=sets_of([p.words for p in places], rows),
            shown=sets_of([s.far for s in shown], shown_rows),
            shown_nations=sets_of([nations(s.far) for s in shown], shown_rows),
            far=bios.far,
            far_nations=bios.nations,
            phrases=bios.phrases,
            numbers=sets_of([p.numbers for p in places], rows),
            shown_numbers=sets_of([s.numbers for s in shown], shown_rows),
            bio_numbers=bios.numbers,
            handle_numbers=self._handle_numbers if numbers else empty_sets(len(self)),
        )

    @cached_property
    def _mailbox(self) -> pl.Series | None:
        column = self._frame.column("email")
        return None if column is None else column.str.extract(r"^\s*([^@|+]+)")

    @cached_property
    def _handle_numbers(self) -> Sets:
        return gathered(np.arange(1, len(self) + 1, dtype=np.int32), *number_sets(self.handles.arrays()))

    @cached_property
    def _shown_names(self) -> pl.Series | None:
        return _first(self._frame.column("display_name"), self._frame.column("full_name"))

    @cached_property
    def _shown(self) -> tuple[Codes, list[Said]]:
        """What display names tell beside names. Most tell nothing, so only those that may are read."""
        column = self._shown_names
        if column is None:
            return np.zeros(len(self), dtype=np.int32), [Said()]
        may = telling(self.displays.arrays(), *_listed(_telling_words()))
        may |= column.str.contains(_CODE_OR_NUMBER).fill_null(False).to_numpy()
        codes, distinct = encode(column.set(pl.Series(~may), None))
        return numbered(codes, [read_shown(t) for t in distinct.to_list()], Said())

    @cached_property
    def _locations(self) -> tuple[Codes, list[Location]]:
        city, state = self._frame.column("city"), self._frame.column("state")
        stated = [c for c in (city, state) if c is not None]
        fields = pl.select(pl.concat_str(stated, separator=" ", ignore_nulls=True)).to_series() if stated else None
        column = _first(self._frame.column("location"), fields)
        nowhere = Location(frozenset(), frozenset(), frozenset())
        if column is None:
            return np.zeros(len(self), dtype=np.int32), [nowhere]
        codes, distinct = encode(column)
        return numbered(codes, [read_location(t) for t in distinct.to_list()], nowhere)

    def _states(self, *fields: str) -> NDArray[np.bool_]:
        found = np.zeros(len(self), dtype=bool)
        for name in fields:
            if (column := self._frame.column(name)) is not None:
                found |= column.is_not_null().to_numpy()
        return found


def _first(one: pl.Series | None, other: pl.Series | None) -> pl.Series | None:
    """Return each record's first of two columns that is said."""
    if one is None or other is None:
        return one if other is None else other
    return one.zip_with(one.is_not_null(), other)


def _texts(column: pl.Series | None, size: int) -> pl.Series:
    return pl.repeat("", size, eager=True) if column is None else column


@cache
def _named(mask: int) -> frozenset[str]:
    """Return the offices that a mask of ``concept_names`` stands for, wide ones opened."""
    table = load("roles.json")["concepts"]
    return concepts(tuple(table[n]["words"][0] for i, n in enumerate(concept_names()) if mask >> i & 1))


@cache
def _telling_words() -> frozenset[str]:
    """Return all words that ``read_shown`` looks for."""
    places = {name for name in regions() if len(name) >= _LEAST_REGION}
    return frozenset(places | words("organisation") | words("female") | words("male"))


@cache
def _listed(found: frozenset[str]) -> tuple[NDArray[np.bool_], Hashes]:
    """Return words as kernels look them up: slots, and sorted hashes."""
    hashes = np.sort(hash_texts(sorted(found)))
    return slots_of(hashes), hashes
