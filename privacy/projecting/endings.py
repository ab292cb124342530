"""When an account's permission ends by itself: what a platform lets be kept, a token's life, and GDPR art. 14's month.

``projection_sql`` computes the same ends in SQL for accounts by the hundred thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..facts.jurisdictions import a_month_after
from ..judging.verdicts import Verdict, deny
from ..models import Account


@dataclass(frozen=True, slots=True)
class Times:
    """The times of an account from which its ends are counted, as in ``models.Account``."""

    registered_at: datetime
    keep_until: datetime | None = None
    held_since: datetime | None = None

    @classmethod
    def of(cls, account: Account) -> Times:
        """Those of one account."""
        return cls(account.registered_at, account.keep_until, account.held_since)


def ended(verdict: Verdict, times: Times, now: datetime) -> Verdict:
    """The verdict with its ends, or the denial of what has ended by ``now``."""
    if not verdict.allowed:
        return verdict
    ends = [times.keep_until] if times.keep_until else []
    if verdict.keep_days is not None:
        ends.append(times.registered_at + timedelta(days=verdict.keep_days))
    if any(moment <= now for moment in ends):
        return deny("kept_too_long")
    if verdict.art14:
        due = a_month_after(times.held_since or times.registered_at)
        if due <= now:
            return deny("art14_overdue")
        ends.append(due)
    return verdict.ending(min(ends)) if ends else verdict
