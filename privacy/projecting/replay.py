"""Every night the projection is compared with what the ledger comes to now, before anything is mended.

Accounts are judged one by one here, by the code that answers single questions, so that a fault in the statements that
judge them by the group shows itself too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from crmsocial.constituents.models import Alias

from .. import incidents, projection
from ..judging import circumstances
from ..judging.case import Circumstances
from ..judging.steps import judged
from ..models import Account, ConsentEvent, LookFor, Permission, Purpose
from . import lookfor, projection_sql, targets
from .endings import Times, ended
from .locks import hold_circumstances, hold_look_for

#: Accounts, or constituents, compared in one transaction.
AT_ONCE = 2_000
_FIRST = UUID(int=0)
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """What one slice came to. ``last``: go on after this id; None when all are done."""

    last: str | None
    looked_at: int
    differing: list[UUID]


def compare_permissions(after: str = "", *, run: str, limit: int = AT_ONCE) -> Compared:
    """Compare the permissions of the next accounts with a fresh judgement of each; raise, then mend, what differs."""
    with transaction.atomic():
        hold_circumstances()
        ids = _next_accounts(UUID(after) if after else _FIRST, limit)
        target = targets.personas(ids)
        projection_sql.lock(target)
        around = circumstances.read()
        differing = _differing(ids, around)
        _raise("permission", differing, run)
        if differing:
            projection.refresh(persona_ids=differing)
            # What no account stands for is nobody's, and no refresh reaches it.
            known = set(Account.objects.filter(pk__in=differing).values_list("pk", flat=True))
            Permission.objects.filter(persona_id__in=set(differing) - known).delete()
            projection.Changed(persona_ids=set(differing) - known).announce()
    return Compared(str(ids[-1]) if len(ids) == limit else None, len(ids), differing)


def _next_accounts(after: UUID, limit: int) -> list[UUID]:
    """Personas that have an account or a permission, in order of id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT persona_id FROM ("
            " (SELECT persona_id FROM privacy_account WHERE persona_id > %(after)s ORDER BY persona_id LIMIT %(limit)s)"
            " UNION (SELECT DISTINCT persona_id FROM privacy_permission WHERE persona_id > %(after)s"
            " ORDER BY persona_id LIMIT %(limit)s)) known ORDER BY persona_id LIMIT %(limit)s",
            {"after": after, "limit": limit},
        )
        return [row[0] for row in cursor.fetchall()]


def _differing(persona_ids: Collection[UUID], around: Circumstances) -> list[UUID]:
    accounts = list(Account.objects.filter(pk__in=persona_ids))
    fresh: dict[UUID, set[tuple[Any, ...]]] = defaultdict(set)
    for account, case_of in zip(accounts, projection.cases_of(accounts, around), strict=True):
        times = Times.of(account)
        for purpose in Purpose.values:
            verdict = ended(judged(case_of(purpose)), times, around.now)
            row = projection.row_of(account.pk, purpose, verdict, around.now)
            if row:
                fresh[account.pk].add(row[1:])
    stored: dict[UUID, set[tuple[Any, ...]]] = defaultdict(set)
    # A row past its end permits nothing; the sweep takes it away.
    alive = Permission.objects.filter(Q(until__isnull=True) | Q(until__gt=around.now), persona_id__in=persona_ids)
    for persona_id, *held in alive.values_list("persona_id", "purpose", "until", "pair_limited", "reason"):
        stored[persona_id].add(tuple(held))
    return [pk for pk in sorted(persona_ids) if fresh[pk] != stored[pk]]


def compare_look_for(after: str = "", *, run: str, limit: int = AT_ONCE) -> Compared:
    """The same for who agreed to be looked for."""
    with transaction.atomic():
        hold_circumstances()
        hold_look_for()
        ids = _next_constituents(UUID(after) if after else _FIRST, limit)
        around = circumstances.read()
        merged = set(Alias.objects.filter(former_id__in=ids).values_list("former_id", flat=True))
        fresh = set(lookfor.expected(set(ids) - merged, around))
        alive = LookFor.objects.filter(Q(until__isnull=True) | Q(until__gt=around.now), constituent_id__in=ids)
        stored = set(alive.values_list("constituent_id", "platform", "until"))
        fresh = {row for row in fresh if row[2] is None or row[2] > around.now}
        differing = sorted({row[0] for row in fresh ^ stored})
        _raise("look_for", differing, run)
        if differing:
            projection.refresh_constituents(differing)
    return Compared(str(ids[-1]) if len(ids) == limit else None, len(ids), differing)


def _next_constituents(after: UUID, limit: int) -> list[UUID]:
    spoken = ConsentEvent.objects.filter(constituent_id__gt=after).order_by("constituent_id").distinct()
    listed = LookFor.objects.filter(constituent_id__gt=after).order_by("constituent_id").distinct()
    found = {pk for pk in spoken.values_list("constituent_id", flat=True)[:limit] if pk}
    found |= set(listed.values_list("constituent_id", flat=True)[:limit])
    return sorted(found)[:limit]


def _raise(table: str, differing: Collection[UUID], run: str) -> None:
    """One incident for one night and table, which names the first that differed and counts them all."""
    if differing:
        incidents.add(
            kind=incidents.PROJECTION_DIFFERS,
            about={"table": table, "run": run},
            numbers={"differing": len(differing)},
            first={"ids": ", ".join(str(pk) for pk in list(differing)[:_NAMED])},
        )
