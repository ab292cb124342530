"""Which accounts are past a platform's time limit, by the database's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from ..consent import acts
from ..consent.fold import KIND_OF, Act, Kind
from ..models import Account, Category, ConsentEvent, Erasure, ErasureState, Permission
from ..platform_rules import RULES, Keep, PlatformRule, Since

#: Candidates whose acts are read together.
_AT_ONCE = 1_000
_WORDS = [state for state, kind in KIND_OF.items() if kind is not Kind.NONE]


def all_limits() -> list[tuple[PlatformRule, Keep]]:
    """Every time limit that a sweep enforces, in a settled order."""
    return [(rule, keep) for rule in RULES.values() for keep in rule.keeps if keep.since is not Since.REQUEST]


def note_signals() -> int:
    """Give a time to accounts whose signals say that they are gone, where none was noted; returns how many.

    Such as those that came in before the rule read this signal.
    """
    gone = Q()
    for rule, keep in all_limits():
        if keep.since is Since.SIGNAL:
            gone |= Q(platform=rule.platform) & _signalled(keep)
    return Account.objects.filter(gone, signal_since__isnull=True).update(signal_since=Now())


def due(rule: PlatformRule, keep: Keep, *, now: datetime, after: UUID | None = None) -> QuerySet[Account]:
    """Accounts past the limit by id, those after ``after``; not those that an open erasure is about.

    For ``WITHDRAWN`` these are candidates only: accounts for which nothing is permitted any more; ``withdrawn`` says of
    which of them the time is over.
    """
    found = Account.objects.filter(platform=rule.platform).exclude(persona_id__in=being_erased())
    if keep.source_kinds:
        found = found.filter(source_kind__in=keep.source_kinds)
    if keep.spares_tokens:
        found = found.filter(Q(keep_until__isnull=True) | Q(keep_until__lte=now))
    if after:
        found = found.filter(persona_id__gt=after)
    return found.filter(_is_over(keep, now)).order_by("persona_id")


def being_erased() -> QuerySet[Erasure, UUID]:
    """Ids of personas that open erasures are about."""
    ids = Func(F("persona_ids"), function="unnest", output_field=models.UUIDField())
    return Erasure.objects.exclude(state=ErasureState.COMPLETE).annotate(one=ids).values_list("one", flat=True)


def _is_over(keep: Keep, now: datetime) -> Q:
    since = now - keep.within
    if keep.since is Since.REFRESHED:
        return Q(registered_at__lte=since)
    if keep.since is Since.TOKEN:
        return Q(keep_until__lte=since)
    if keep.since is Since.SIGNAL:
        return Q(signal_since__lte=since) & _signalled(keep)
    open_ended = Q(until__isnull=True) | Q(until__gt=now)
    closed = ~Q(Exists(Permission.objects.filter(open_ended, persona_id=OuterRef("persona_id"))))
    # Most accounts for which nothing is permitted were never asked about: nobody gave what could have ended.
    spoken_of = ConsentEvent.objects.filter(state__in=_WORDS, account_hash__isnull=False).values("account_hash")
    return closed & (Q(account_hash__in=spoken_of) | Q(constituent_id__isnull=False))


def _signalled(keep: Keep) -> Q:
    """The account's signals hold one of the values."""
    found = Q()
    for name, values in keep.signals.items():
        for value in sorted(values, key=str):
            found |= Q(signals__contains={name: value})
    return found


def withdrawn(accounts: Iterable[Account], *, by: datetime) -> set[UUID]:
    """Those of the accounts whose holder said no, or whose consent ended, at ``by`` or before (persona ids)."""
    listed = list(accounts)
    over: set[UUID] = set()
    for start in range(0, len(listed), _AT_ONCE):
        over |= _withdrawn(listed[start : start + _AT_ONCE], by)
    return over


def _withdrawn(accounts: Collection[Account], by: datetime) -> set[UUID]:
    of_accounts = acts.of_accounts({bytes(one.account_hash) for one in accounts})
    of_holders = acts.of_constituents({one.constituent_id for one in accounts if one.constituent_id})
    over = set()
    for one in accounts:
        holder = of_holders.get(one.constituent_id) if one.constituent_id else None
        said = [*of_accounts.get(bytes(one.account_hash), ()), *(holder.acts if holder else ())]
        last = _last_word(said, one.platform)
        ended = last and (last.expires_at if last.kind is Kind.GIVEN else last.recorded_at)
        if ended and ended <= by:
            over.add(one.persona_id)
    return over


def _last_word(said: Iterable[Act], platform: str) -> Act | None:
    """The newest act about the platform's accounts that says yes or no, or that a consent is over."""
    about = [
        act
        for act in said
        if act.category == Category.PERSONA and act.platform in ("", platform) and act.kind is not Kind.NONE
    ]
    return max(about, key=lambda act: act.recorded_at, default=None)
