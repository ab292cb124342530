"""Asking, at every way in, whether a row belongs to somebody who was erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max

from crmsocial.constituents.models import SourceIdentity

from ..models import Suppression
from . import keys, normal
from .keys import Trait
from .suppression import lock

#: Up to so many hashes are kept in memory between slices; beyond, each slice asks the database for its own.
_IN_MEMORY = 300_000
#: A transaction's time is that of its beginning, so what was entered since is looked for from somewhat earlier.
_MARGIN = timedelta(minutes=10)


class Arrival(NamedTuple):
    """What a row that comes in may be recognised by, as it is written in the file.

    ``external_id`` is empty for accounts' rows, which have ids of their own. ``id_or_handle``: the file has one column
    for both, and ``account_id`` and ``handle_key`` are two readings of it.
    """

    source_id: int
    external_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    platform: str = ""
    account_id: str = ""
    handle_key: str = ""
    id_or_handle: bool = False


def idle() -> bool:
    """Whether nobody is held back, so that rows need not be asked about. Takes the same lock as ``held_back``."""
    lock(shared=True)
    return _Known.now() is None


def held_back(arrivals: Sequence[Arrival]) -> set[int]:
    """Positions of the rows that must not come in. Takes a shared lock until the transaction ends.

    An address or a number alone holds nobody back whom a source told us of before: households share them.
    """
    lock(shared=True)
    known = _Known.now()
    if known is None:
        return set()
    certain = known.matching(arrivals, _certain)
    contact = known.matching(arrivals, _mailboxes) if keys.EMAIL in known.kinds else set()
    contact |= known.matching(arrivals, _numbers, among=_ends(known, arrivals))
    return certain | (contact - certain - _told_before(arrivals, contact - certain))


def entered_since(moment: datetime) -> bool:
    """Whether somebody was suppressed since, so that what was asked then has to be asked again. Takes the same lock."""
    lock(shared=True)
    return Suppression.objects.filter(created_at__gt=moment - _MARGIN, lifted_at__isnull=True).exists()


def _certain(row: Arrival) -> Iterator[Trait]:
    if row.external_id:
        yield keys.of_identity(row.source_id, row.external_id)
    if row.account_id:
        yield keys.of_account(row.platform, row.account_id)
    if row.handle_key and (row.id_or_handle or not row.account_id):
        # A handle may be somebody else's by now; where the account's id is given, the id decides.
        yield keys.of_handle(row.platform, row.handle_key)
    if row.handle_key:
        yield keys.of_handle_alone(row.platform, row.handle_key)


def _mailboxes(row: Arrival) -> Iterable[Trait]:
    return keys.of_mailboxes(row.emails) if row.emails else ()


def _numbers(row: Arrival) -> Iterator[Trait]:
    return keys.of_phones(row.phones)


def _ends(known: _Known, arrivals: Sequence[Arrival]) -> set[int]:
    """Rows whose numbers are worth reading in full, which costs twenty times as much as to look at their end."""
    if keys.PHONE not in known.kinds:
        return set()
    hidden: set[int] = set()

    def ends() -> Iterator[tuple[int, Trait]]:
        for at, row in enumerate(arrivals):
            for text in row.phones:
                end = normal.phone_tail(text)
                if end:
                    yield at, (keys.PHONE_TAIL, end)
                else:
                    hidden.add(at)

    return known.matching_traits(ends()) | hidden


def _told_before(arrivals: Sequence[Arrival], positions: Collection[int]) -> set[int]:
    by_source: dict[int, set[str]] = defaultdict(set)
    for at in positions:
        if arrivals[at].external_id:
            by_source[arrivals[at].source_id].add(arrivals[at].external_id)
    told = {
        (source_id, external_id)
        for source_id, wanted in by_source.items()
        for external_id in SourceIdentity.objects.filter(source_id=source_id, external_id__in=wanted).values_list(
            "external_id", flat=True
        )
    }
    return {at for at in positions if (arrivals[at].source_id, arrivals[at].external_id) in told}


@dataclass(frozen=True, slots=True)
class _Known:
    """The suppressions in force: by which keys, of which kinds, and, where they are few enough, all of them."""

    state: tuple[Any, ...]
    key_ids: frozenset[str]
    kinds: frozenset[str]
    held: dict[bytes, frozenset[str]] | None

    @classmethod
    def now(cls) -> _Known | None:
        """Those of this moment; None where there are none. Read anew only when something has changed."""
        global _latest
        standing = Suppression.objects.filter(lifted_at__isnull=True)
        state = tuple(standing.aggregate(n=Count("pk"), last=Max("pk"), at=Max("created_at")).values())
        if not state[0]:
            return None
        if _latest is None or _latest.state != state:
            key_ids = set(standing.values_list("key_id", flat=True).distinct()) & set(settings.SUPPRESSION_KEYS)
            kinds = frozenset(standing.values_list("kind", flat=True).distinct())
            held = _read(standing.values_list("digest", "platform")) if state[0] <= _IN_MEMORY else None
            _latest = cls(state, frozenset(key_ids), kinds, held)
        return _latest

    def matching(
        self,
        arrivals: Sequence[Arrival],
        traits_of: Callable[[Arrival], Iterable[Trait]],
        *,
        among: Collection[int] | None = None,
    ) -> set[int]:
        """Positions of the rows of which a trait is held back on the row's platform or everywhere."""
        positions = range(len(arrivals)) if among is None else among
        asked = ((at, trait) for at in positions for trait in traits_of(arrivals[at]))
        return self.matching_traits(asked, arrivals)

    def matching_traits(
        self, asked: Iterable[tuple[int, Trait]], arrivals: Sequence[Arrival] | None = None
    ) -> set[int]:
        """The same of traits with the positions of their rows; without the rows, on whatever platform."""
        hashers = [keys.hasher(key_id) for key_id in self.key_ids]
        hashes: Iterable[tuple[int, bytes]]
        hashes = ((at, hashed(trait)) for at, trait in asked for hashed in hashers)
        held = self.held
        if held is None:
            hashes = list(hashes)
            held = self._find({digest for _at, digest in hashes})
        return {
            at
            for at, digest in hashes
            if digest in held and (arrivals is None or "" in held[digest] or arrivals[at].platform in held[digest])
        }

    def _find(self, digests: Collection[bytes]) -> dict[bytes, frozenset[str]]:
        standing = Suppression.objects.filter(lifted_at__isnull=True, digest__in=list(digests))
        return _read(standing.values_list("digest", "platform"))


_latest: _Known | None = None


def _read(rows: Iterable[tuple[Any, str]]) -> dict[bytes, frozenset[str]]:
    platforms: dict[bytes, set[str]] = defaultdict(set)
    for digest, platform in rows:
        platforms[bytes(digest)].add(platform)
    shared = {frozenset(values): frozenset(values) for values in platforms.values()}
    return {digest: shared[frozenset(values)] for digest, values in platforms.items()}
