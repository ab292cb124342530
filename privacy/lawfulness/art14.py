"""Who must still be sent a notice (GDPR art. 14): their account is held on another basis than their consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from crmsocial.constituents.models import Basis

from .. import projection
from ..facts.jurisdictions import GDPR_COUNTRIES, UNKNOWN, a_month_after
from ..judging import circumstances
from ..judging.case import Circumstances
from ..judging.steps import judged
from ..models import Account, Purpose

#: Accounts judged for one answer, those that are held longest first.
MOST = 5_000

_HELD = """
SELECT a.persona_id FROM privacy_account a LEFT JOIN privacy_person h ON h.constituent_id = a.constituent_id
WHERE a.constituent_id IS NOT NULL
  AND (split_part(coalesce(nullif(h.jurisdiction, ''), %(ours)s), '-', 1) = ANY(%(countries)s)
       OR a.platform = ANY(%(platforms)s))
  AND NOT EXISTS (SELECT 1 FROM privacy_noticesent s WHERE s.notice_id = ANY(%(whole)s) AND (
    s.constituent_id = a.constituent_id OR s.constituent_id IN (
      SELECT f.former_id FROM constituents_alias f WHERE f.constituent_id = a.constituent_id)))
ORDER BY a.held_since, a.persona_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A person who must be sent a notice. ``due_at``: by then, or what rests on another basis ends."""

    constituent_id: UUID
    accounts: int
    held_since: datetime
    due_at: datetime
    overdue: bool


def art14_due(*, limit: int = 200) -> list[Due]:
    """People whose accounts rest, or would rest, on another basis than consent, and whom no notice told of it.

    The one whose month ends first comes first. Judged by what holds now; at most ``MOST`` accounts are looked at.
    """
    found: dict[UUID, Due] = {}
    now = circumstances.database_now()
    for account in _on_the_clock():
        assert account.constituent_id is not None
        since = account.held_since or account.registered_at
        former = found.get(account.constituent_id)
        if former is not None:
            found[account.constituent_id] = replace(former, accounts=former.accounts + 1)
            continue
        due_at = a_month_after(since)
        found[account.constituent_id] = Due(account.constituent_id, 1, since, due_at, due_at <= now)
    return sorted(found.values(), key=lambda due: (due.due_at, due.constituent_id))[:limit]


def _on_the_clock() -> Iterator[Account]:
    around = circumstances.read()
    params: dict[str, Any] = {
        "countries": [*GDPR_COUNTRIES, UNKNOWN],
        "ours": str(settings.ORGANISATION_COUNTRY).upper(),
        # An optional mode asks for a notice whatever law holds.
        "platforms": [name for name, modes in around.modes.items() if modes.on],
        "whole": _telling_of_everything(around),
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, params)
        ids = [row[0] for row in cursor.fetchall()]
    accounts = list(Account.objects.filter(pk__in=ids).order_by("held_since", "pk"))
    for account, case_of in zip(accounts, projection.cases_of(accounts, around), strict=True):
        if any(judged(case_of(purpose)).art14 for purpose in Purpose.values):
            yield account


def _telling_of_everything(around: Circumstances) -> list[UUID]:
    """Notices after which nobody needs another one: they tell of every use in force that rests on no consent."""
    owed = {use: told for use, told in around.uses_in_force.items() if use[2] != Basis.CONSENT}
    return [
        pk
        for pk, uses in around.uses.items()
        if pk and all(use in uses and uses[use].covers(told) for use, told in owed.items())
    ]
