"""The projection that row-level security reads: ledger + platform rules + basis → permissions, kept with the event.

Accounts with equal facts about which nobody said anything, and accounts about which the same was said, are judged
together, so that a file of 100,000 consents given alike costs one judgement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from . import acts, circumstances, lookfor, projection_sql, signals, targets
from .fold import Act
from .judgement import Circumstances, judge, judge_constituent
from .locks import hold_circumstances
from .models import Account, Purpose
from .platform_rules import Facts
from .subjects import with_canonical
from .targets import Target
from .verdicts import Verdict, deny

#: Groups of accounts that are judged at a time.
_AT_ONCE = 5_000


@dataclass(slots=True)
class Changed:
    """Whose permissions changed."""

    persona_ids: set[UUID] = field(default_factory=set)
    constituent_ids: set[UUID] = field(default_factory=set)

    def announce(self) -> None:
        """Tell the parts above, inside the transaction."""
        if self.persona_ids or self.constituent_ids:
            signals.permission_changed.send(
                sender=Changed, persona_ids=self.persona_ids, constituent_ids=self.constituent_ids
            )


def frozen(value: Any) -> Any:
    """JSON as something that can be a key."""
    if isinstance(value, Mapping):
        return tuple(sorted((name, frozen(item)) for name, item in value.items()))
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def facts_of(account: Account) -> Facts:
    """What the rules read of an account."""
    return Facts(account.platform, account.basis, account.source_kind, frozen(account.signals))


def verdicts_of(account: Account) -> dict[str, Verdict]:
    """The verdict of every purpose for one account, judged from the ledger as it stands."""
    around = circumstances.read()
    (verdicts,) = _verdicts_of_many([account], around, Purpose.values)
    return {purpose: kept(verdict, account.registered_at, around.now) for purpose, verdict in verdicts.items()}


def kept(verdict: Verdict, registered_at: datetime, now: datetime) -> Verdict:
    """The verdict under the platform's time limit on keeping, counted from when a source last gave the account."""
    if verdict.keep_days is None:
        return verdict
    ends = registered_at + timedelta(days=verdict.keep_days)
    return verdict.ending(ends) if ends > now else deny("kept_too_long")


def verdict_of(account: Account, purpose: str) -> Verdict:
    """The verdict of one purpose for one account."""
    return verdicts_of(account)[purpose]


def verdict_of_constituent(constituent_id: UUID, purpose: str, platform: str) -> Verdict:
    """What a constituent's own acts say."""
    spoken = acts.of_constituents([constituent_id])[constituent_id]
    return judge_constituent(purpose, platform, spoken.acts, circumstances.read(), spoken.merged_at)


def compute(target: Target) -> set[UUID]:
    """Bring the permissions of the target's accounts up to date, in the caller's transaction.

    Returns the personas whose permissions changed.
    """
    hold_circumstances()
    projection_sql.lock(target)
    around = circumstances.read()
    changed = projection_sql.store_groups(target, _judge_groups(target, around))
    for groups in projection_sql.outspoken(target, _AT_ONCE):
        ids = [persona_id for group in groups for persona_id, _registered in group.members]
        changed |= projection_sql.store_rows(ids, _judge_alike(groups, around))
    return changed


def _judge_groups(target: Target, around: Circumstances) -> list[projection_sql.GroupRow]:
    rows = []
    for platform, basis, source_kind, text, signals_json, _count in projection_sql.groups(target):
        facts = Facts(platform, basis, source_kind, frozen(signals_json))
        for purpose in Purpose.values:
            verdict = judge(facts, purpose, (), around)
            if verdict.allowed:
                rows.append((platform, basis, source_kind, text, purpose, *projection_sql.columns(verdict)))
    return rows


def _judge_alike(groups: list[projection_sql.Alike], around: Circumstances) -> list[projection_sql.Row]:
    rows: list[projection_sql.Row] = []
    judged = _verdicts_of_many([group.example for group in groups], around, Purpose.values)
    for group, verdicts in zip(groups, judged, strict=True):
        for purpose, verdict in verdicts.items():
            for persona_id, registered_at in group.members if verdict.allowed else ():
                now = kept(verdict, registered_at, around.now)
                if now.allowed and (now.until is None or now.until > around.now):
                    rows.append((persona_id, purpose, now.until, now.pair_limited, now.code))
    return rows


def _verdicts_of_many(
    accounts: list[Account], around: Circumstances, purposes: Collection[str]
) -> Iterator[dict[str, Verdict]]:
    by_account = acts.of_accounts({bytes(account.account_hash) for account in accounts})
    holders = acts.of_constituents({account.constituent_id for account in accounts if account.constituent_id})
    for account in accounts:
        holder = holders.get(account.constituent_id) if account.constituent_id else None
        said: list[Act] = [*by_account.get(bytes(account.account_hash), ()), *(holder.acts if holder else ())]
        facts, merged = facts_of(account), holder.merged_at if holder else {}
        yield {purpose: judge(facts, purpose, said, around, merged) for purpose in purposes}


def outspoken_counts(purpose: str, around: Circumstances) -> Iterator[tuple[str, Verdict, int]]:
    """Accounts about which somebody said something, by platform and verdict, in parts that are to be added up."""
    for groups in projection_sql.outspoken(targets.EVERYTHING, _AT_ONCE):
        judged = _verdicts_of_many([group.example for group in groups], around, [purpose])
        for group, verdicts in zip(groups, judged, strict=True):
            yield group.example.platform, replace(verdicts[purpose], until=None), len(group.members)


def refresh(*, persona_ids: Collection[UUID]) -> set[UUID]:
    """Recompute these personas' permissions and announce what changed."""
    return _refreshed(targets.personas(persona_ids)) if persona_ids else set()


def refresh_platform(platform: str) -> set[UUID]:
    """Recompute a platform's permissions, as when a mode was switched, and announce what changed."""
    return _refreshed(targets.platform(platform))


def refresh_all() -> set[UUID]:
    """Recompute everything, who is looked for included, and announce what changed."""
    with transaction.atomic():
        changed = Changed(constituent_ids=lookfor.refresh_all()[0])
        changed.persona_ids = compute(targets.EVERYTHING)
        changed.announce()
    return changed.persona_ids


def refresh_constituents(constituent_ids: Iterable[UUID]) -> set[UUID]:
    """Recompute what follows from constituents' acts, as after an act or a merge, and announce it."""
    return after_acts(constituent_ids=set(constituent_ids))


def after_acts(*, constituent_ids: set[UUID], accounts: Target | None = None) -> set[UUID]:
    """Recompute what follows from acts about these subjects and announce it, in the acts' own transaction."""
    with transaction.atomic():
        ids = with_canonical(constituent_ids)
        changed = Changed(constituent_ids=set(ids))
        if ids:
            changed.persona_ids |= compute(targets.held_by(ids))
            for platform in lookfor.refresh(ids):
                changed.persona_ids |= compute(targets.platform(platform))
        if accounts:
            changed.persona_ids |= compute(accounts)
        changed.announce()
    return changed.persona_ids


def _refreshed(target: Target) -> set[UUID]:
    with transaction.atomic():
        changed = Changed(persona_ids=compute(target))
        changed.announce()
    return changed.persona_ids
