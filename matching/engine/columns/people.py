"""People as columns: all that they are compared by with accounts, names aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..kernels.context import Links, Organisations, Places
from ..kernels.sets import Sets, hash_strings
from ..knowledge import regions
from ..normalise import gender, is_shared_host, parse_date, tokens, urls
from ..person import Place, concepts, organisation_words, read_place
from .contacts import read_emails, read_phones
from .frame import RecordFrame
from .known_accounts import read_accounts
from .labels import LabelColumns, read_labels
from .places import PlaceColumns
from .sets import gathered, sets_of
from .strings import Codes, Strings
from .values import read_rows, read_values

Pages = tuple[tuple[str, str], ...]
# Genders by number, as of columns/accounts.py too.
GENDERS = (None, "f", "m")
NO_PAGES: Pages = ()
_NO_WORDS: frozenset[str] = frozenset()
# A site that more people have tells little of one.
_FEW = 2
_WHOLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """All columns of a left side; rows are people.

    ``born`` is YYYYMMDD with zeros for what is not said, 0 for nothing; ``gender`` a number of ``GENDERS``; ``role`` a
    number of ``roles``; ``contacts`` how many ways to reach the person the record has.
    """

    place: PlaceColumns
    whereabouts: Places
    role: Codes
    roles: list[frozenset[str]]
    organisations: Organisations
    born: NDArray[np.int32]
    died: NDArray[np.bool_]
    gender: Codes
    links: Links
    labels: LabelColumns
    emails: Sets
    mailboxes: Sets
    phones: Sets
    contacts: Codes
    accounts: Sets
    platforms: Sets

    def __len__(self) -> int:
        return len(self.born)

    @classmethod
    def of(cls, frame: RecordFrame, hosts: Mapping[str, int]) -> PeopleColumns:
        """Read the columns of records; ``hosts`` says how many people share a site."""
        size, column = len(frame), frame.column
        place, distinct = read_rows([column("state"), column("city"), column("country")], size, read_place, Place())
        role, roles = read_values(column("role"), size, lambda text: concepts(tokens(text)), _NO_WORDS)
        page, pages = read_rows([column("website"), column("profile_link")], size, urls, NO_PAGES)
        emails, mailboxes = read_emails(column("email"), size)
        accounts, platforms = read_accounts(frame)
        held = PlaceColumns.of(distinct)
        return cls(
            place=replace(held, place=held.place[place]),
            whereabouts=_whereabouts(place, distinct),
            role=role,
            roles=roles,
            organisations=_organisations(column("organisation"), size),
            born=read_dates(column("birth_date"), size),
            died=_filled(column("death_date"), size),
            gender=read_gender(column("gender"), size),
            links=_links(page, pages, hosts),
            labels=read_labels(column("email"), page, pages),
            emails=emails,
            mailboxes=mailboxes,
            phones=read_phones(column("phone"), size),
            contacts=_contacts(frame, emails, np.array([bool(p) for p in pages])[page]),
            accounts=accounts,
            platforms=platforms,
        )


def _filled(column: pl.Series | None, size: int) -> NDArray[np.bool_]:
    return np.zeros(size, dtype=bool) if column is None else column.is_not_null().to_numpy()


def read_dates(column: pl.Series | None, size: int) -> NDArray[np.int32]:
    """Return dates as YYYYMMDD with zeros for what is not said; 0 where there is none."""
    codes, dates = read_values(column, size, parse_date, None)
    return np.array([d[0] * 10_000 + d[1] * 100 + d[2] if d else 0 for d in dates], dtype=np.int32)[codes]


def read_gender(column: pl.Series | None, size: int) -> Codes:
    """Return a number of ``GENDERS`` per record."""
    codes, found = read_values(column, size, gender, None)
    return np.array([GENDERS.index(g) for g in found], dtype=np.int32)[codes]


def _contacts(frame: RecordFrame, emails: Sets, linked: NDArray[np.bool_]) -> Codes:
    said = {name: _filled(frame.column(name), len(frame)) for name in ("phone", "address", "city")}
    mailed = np.diff(emails.starts)[emails.codes] > 0
    total = mailed.astype(np.int32) + linked + said["phone"] + (said["address"] | said["city"])
    return total.astype(np.int32)


def _whereabouts(codes: Codes, places: list[Place]) -> Places:
    """Return the places' divisions, countries, towns, words and French numbers as sets of each record."""
    named = dict(regions().values())
    rows = codes + np.int32(1)
    return Places(
        divisions=sets_of([p.codes for p in places], rows),
        nations=sets_of([nations(p.codes) for p in places], rows),
        towns=sets_of([p.words - {named[c] for c in p.codes} for p in places], rows),
        words=sets_of([p.words for p in places], rows),
        numbers=sets_of([{c[3:] for c in p.codes if c.startswith("FR-")} for p in places], rows),
    )


def nations(codes: frozenset[str]) -> frozenset[str]:
    """Return the countries of divisions."""
    return frozenset(c.split("-")[0] for c in codes)


def _whole(text: str) -> tuple[str, ...]:
    """Return an organisation's name as a bio would write it: its first words as one; one word alone says too little."""
    found = tokens(text)
    return ("".join(found[:_WHOLE_WORDS]),) if len(found) > 1 else ()


def _organisations(column: pl.Series | None, size: int) -> Organisations:
    nothing: tuple[frozenset[str], tuple[str, ...]] = (_NO_WORDS, ())
    codes, found = read_values(column, size, lambda text: (organisation_words(text), _whole(text)), nothing)
    lists = [sorted(words) for words, _ in found]
    letters = Strings.of([word for words in lists for word in words])
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(words) for words in lists], out=starts[1:])
    rows = codes + np.int32(1)
    return Organisations(
        gathered(rows, hash_strings(letters.data, letters.starts), starts),
        sets_of([whole for _, whole in found], rows),
        letters.data,
        letters.starts,
    )


def _links(codes: Codes, pages: list[Pages], hosts: Mapping[str, int]) -> Links:
    """Return own pages that tell one person, own sites, and those of them that few share."""

    def few(host: str) -> bool:
        return hosts.get(host, 0) <= _FEW

    own = [[h for h, _ in row if not is_shared_host(h)] for row in pages]
    rows = codes + np.int32(1)
    return Links(
        pages=sets_of([[page_text(h, p) for h, p in row if len(p) > 1 or few(h)] for row in pages], rows),
        sites=sets_of([dict.fromkeys(row) for row in own], rows),
        rare=sets_of([dict.fromkeys(h for h in row if few(h)) for row in own], rows),
    )


def page_text(host: str, path: str) -> str:
    """Return one text for a page."""
    return f"{host} {path}"
