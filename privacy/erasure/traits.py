"""What a person that is to be erased would be known by again, read while it is still there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from crmsocial.constituents.models import SourceIdentity, SourceRecord

from ..models import Account, ErasureScope
from . import keys, registry
from .keys import Trait
from .stores import ErasureSubject

#: Platforms whose terms leave nothing of an account with us once it is to go, and from which sources. Meta: what its
#: interface gives, app-scoped ids too, is deleted (Platform Terms 3(d)). LinkedIn: nothing of its interface is kept.
#: YouTube: interface data is deleted (Developer Policies III.E.4). What people or lists gave us is not the platform's.
_NOTHING_KEPT_OF_INTERFACES = frozenset({"facebook", "instagram", "linkedin", "youtube"})
_INTERFACE = "network"

#: Every version of a record counts: people are known by what they used to be known by.
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class AccountTraits:
    """How one account may be called again."""

    persona_id: UUID
    platform: str
    account_id: str
    handle_keys: tuple[str, ...]


Lender = Callable[[Collection[UUID]], Collection[AccountTraits]]
_lenders: list[Lender] = []


def set_lender(lender: Lender) -> None:
    """Let ``lender`` say how accounts are called, persona ids in; privacy itself knows only their keyed hashes."""
    _lenders[:] = [lender]


def of(subject: ErasureSubject) -> set[tuple[Trait, str]]:
    """Traits and the platform that they hold for (empty: everywhere). Nothing for what merely grew too old."""
    if subject.origin == "retention":
        return set()
    found: set[tuple[Trait, str]] = {(trait, _only_on(subject, platform)) for trait, platform in _of_accounts(subject)}
    if subject.scope == ErasureScope.PERSON:
        found |= {(trait, "") for trait in _of_identities(subject.identity_ids)}
        found |= {(trait, "") for trait in _of_records(_sought(subject.identity_ids, subject))}
    else:
        found |= {(trait, subject.platform) for trait in _of_records(_sought(_held_by_holders(subject), subject))}
    return found


def _only_on(subject: ErasureSubject, platform: str) -> str:
    return "" if subject.scope == ErasureScope.PERSON else platform


def _of_accounts(subject: ErasureSubject) -> Iterator[tuple[Trait, str]]:
    known = Account.objects.filter(persona_id__in=subject.persona_ids).values_list("persona_id", "source_kind")
    kinds = dict(known)
    for account in _lenders[0](subject.persona_ids) if _lenders else ():
        if account.platform in _NOTHING_KEPT_OF_INTERFACES and kinds.get(account.persona_id, _INTERFACE) == _INTERFACE:
            continue
        if account.account_id:
            yield keys.of_account(account.platform, account.account_id), account.platform
        for handle in account.handle_keys:
            yield keys.of_handle(account.platform, handle), account.platform
            if not account.account_id:
                yield keys.of_handle_alone(account.platform, handle), account.platform


def _of_identities(identity_ids: Collection[UUID]) -> Iterator[Trait]:
    rows = SourceIdentity.objects.filter(pk__in=identity_ids).exclude(external_id__startswith="erased:")
    for source_id, external_id in rows.values_list("source_id", "external_id"):
        yield keys.of_identity(source_id, external_id)


def _of_records(records: QuerySet[SourceRecord]) -> Iterator[Trait]:
    for email, phone in records.values_list("values__email", "values__phone").iterator(_AT_ONCE):
        yield from keys.of_emails((email or "").split("|"))
        numbers = list(keys.of_phones((phone or "").split("|")))
        yield from numbers
        yield from keys.of_phone_tails(text for _kind, text in numbers)


def _sought(identity_ids: Collection[UUID], subject: ErasureSubject) -> QuerySet[SourceRecord]:
    """Their records; the erasure's own id is the one under which a row is planted."""
    return SourceRecord.objects.filter(identity__in=[*identity_ids, subject.erasure_id])


def _held_by_holders(subject: ErasureSubject) -> Collection[UUID]:
    """Of accounts alone: the identities by which our own records know the holder, where one platform is meant."""
    if not subject.platform:
        return ()
    holders = Account.objects.filter(persona_id__in=subject.persona_ids, constituent_id__isnull=False)
    people = {pk for pk in holders.values_list("constituent_id", flat=True) if pk}
    return registry.collect(people).identity_ids if people else ()
