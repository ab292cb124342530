"""Asking, at every way in, whether a row belongs to somebody who was erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a row that comes in may be recognised by, as it is written in the file.

    ``id_or_handle``: the file has one column for both, and ``account_id`` and ``handle_key`` are two readings of it.
    """

    source_id: int
    external_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    platform: str = ""
    account_id: str = ""
    handle_key: str = ""
    id_or_handle: bool = False


def held_back(arrivals: Sequence[Arrival]) -> set[int]:
    """Positions of the rows that must not come in. Takes a shared lock until the transaction ends.

    An address or a number alone holds nobody back whom a source told us of before: households share them.
    """
    lock(shared=True)
    known = _Known.now()
    if known is None:
        return set()
    certain = known.matching(arrivals, _certain)
    contact = known.matching(arrivals, _addresses) | known.matching(arrivals, _numbers, among=_ends(known, arrivals))
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


def _addresses(row: Arrival) -> Iterator[Trait]:
    return keys.of_emails(row.emails)


def _numbers(row: Arrival) -> Iterator[Trait]:
    return keys.of_phones(row.phones)


def _number_ends(row: Arrival) -> Iterator[Trait]:
    return keys.of_phone_tails(row.phones)


def _ends(known: _Known, arrivals: Sequence[Arrival]) -> set[int]:
    """Rows whose numbers are worth reading in full, which costs twenty times as much as to look at their end."""
    if keys.PHONE not in known.kinds:
        return set()
    hidden = {at for at, row in enumerate(arrivals) if any(not normal.phone_tail(text) for text in row.phones)}
    return hidden | known.matching(arrivals, _number_ends)


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
        asked: dict[bytes, list[int]] = defaultdict(list)
        for at in range(len(arrivals)) if among is None else among:
            for trait in traits_of(arrivals[at]):
                if trait[0] in self.kinds:
                    for key_id in self.key_ids:
                        asked[keys.digest(trait, key_id)].append(at)
        found = self._find(asked)
        return {
            at
            for digest, platforms in found.items()
            for at in asked[digest]
            if "" in platforms or arrivals[at].platform in platforms
        }

    def _find(self, digests: Collection[bytes]) -> dict[bytes, frozenset[str]]:
        if self.held is not None:
            held = self.held
            return {digest: held[digest] for digest in digests if digest in held}
        if not digests:
            return {}
        standing = Suppression.objects.filter(lifted_at__isnull=True, digest__in=list(digests))
        return _read(standing.values_list("digest", "platform"))


_latest: _Known | None = None


def _read(rows: Iterable[tuple[Any, str]]) -> dict[bytes, frozenset[str]]:
    platforms: dict[bytes, set[str]] = defaultdict(set)
    for digest, platform in rows:
        platforms[bytes(digest)].add(platform)
    shared = {frozenset(values): frozenset(values) for values in platforms.values()}
    return {digest: shared[frozenset(values)] for digest, values in platforms.items()}
