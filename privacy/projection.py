"""The projection that row-level security reads: ledger + platform rules + basis → permissions, kept with the event.

Accounts with equal facts about which nobody said anything, and accounts about which the same was said, are judged
together, so that a file of 100,000 consents given alike costs one judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from crmsocial.constituents.ids import current_id, with_current

from . import signals
from .consent import acts
from .consent.fold import Act
from .facts import holders
from .judging import circumstances
from .judging.case import NOBODY, Case, Circumstances, Holder
from .judging.judgement import judge
from .judging.steps import judged
from .judging.untold import Untold
from .judging.verdicts import Verdict
from .models import Account, Category, Purpose
from .platform_rules import Facts
from .projecting import alike, lookfor, projection_sql, targets
from .projecting.endings import Times, ended
from .projecting.locks import hold_circumstances
from .projecting.projection_sql import frozen
from .projecting.targets import Target

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


def facts_of(account: Account) -> Facts:
    """What the rules read of an account."""
    return Facts(account.platform, account.basis, account.source_kind, frozen(account.signals))


def verdicts_of(account: Account, category: str = Category.PERSONA, recipient: str = "") -> dict[str, Verdict]:
    """The verdict of every purpose for one account, judged from the ledger as it stands."""
    (verdicts,) = verdicts_of_many([account], category, recipient)
    return verdicts


def verdicts_of_many(
    accounts: Collection[Account], category: str = Category.PERSONA, recipient: str = ""
) -> list[dict[str, Verdict]]:
    """The same for several accounts, in order; their acts and holders are read once."""
    if not accounts:
        return []
    around = circumstances.read()
    cases = cases_of(accounts, around, category=category, recipient=recipient)
    return [
        {purpose: ended(judged(case_of(purpose)), Times.of(account), around.now) for purpose in Purpose.values}
        for account, case_of in zip(accounts, cases, strict=True)
    ]


def verdict_of_constituent(constituent_id: UUID, purpose: str, platform: str) -> Verdict:
    """What a constituent's own acts say of their persona."""
    return judged(case_of_constituent(constituent_id, purpose, platform, circumstances.read()))


def case_of_constituent(
    constituent_id: UUID,
    purpose: str,
    platform: str,
    around: Circumstances,
    *,
    category: str = Category.PERSONA,
    recipient: str = "",
) -> Case:
    """The question what a constituent's own acts say; of an id that was merged away, those of the person of today."""
    pk = current_id(constituent_id)
    spoken = acts.of_constituents([pk])[pk]
    return Case(
        purpose=purpose,
        acts=tuple(spoken.acts),
        around=around,
        platform=platform,
        category=category,
        recipient=recipient,
        holder=holders.holder_of(pk, around.now),
        merged_at=spoken.merged_at,
    )


def compute(target: Target) -> set[UUID]:
    """Bring the permissions of the target's accounts up to date, in the caller's transaction.

    Returns the personas whose permissions changed.
    """
    hold_circumstances()
    projection_sql.lock(target)
    around = circumstances.read()
    today = around.now.date()
    changed = projection_sql.store_groups(target, _judge_groups(target, around), today)
    return changed | _compute_outspoken(target, around)


def _compute_outspoken(target: Target, around: Circumstances) -> set[UUID]:
    answers, untold = alike.Answers(), Untold(around)
    for groups in alike.outspoken(target, around.now, _AT_ONCE):
        cases = cases_of([group.example for group in groups], around)
        for group, case_of in zip(groups, cases, strict=True):
            answers.add(group.key, _permitted(case_of, group.count, untold))
    untold.record()
    return alike.store(target, around.now, answers) if answers.of_key else set()


def _permitted(case_of: Callable[[str], Case], accounts: int, untold: Untold) -> list[alike.Permitted]:
    """What accounts that are alike are permitted, after one of them; its ends are told by their order."""
    found: list[alike.Permitted] = []
    for purpose in Purpose.values:
        case = case_of(purpose)
        verdict = judged(case)
        if verdict.seen is not None:
            untold.add(case, verdict, accounts)
        if verdict.allowed:
            ends = sorted({act.expires_at for act in case.acts if act.expires_at})
            number = ends.index(verdict.until) + 1 if verdict.until else None
            found.append((purpose, number, verdict.keep_days, verdict.art14, verdict.pair_limited, verdict.code))
    return found


def _judge_groups(target: Target, around: Circumstances) -> list[projection_sql.GroupRow]:
    rows: list[projection_sql.GroupRow] = []
    for group in projection_sql.groups(target, around.now.date()):
        for purpose in Purpose.values:
            verdict = judge(group.facts, purpose, (), around, holder=group.holder)
            if verdict.allowed:
                rows.append((*group.key, purpose, *projection_sql.columns(verdict)))
    return rows


def row_of(persona_id: UUID, purpose: str, verdict: Verdict, now: datetime) -> projection_sql.Row | None:
    """The row of the projection that the verdict comes to, if any."""
    if not verdict.allowed or (verdict.until is not None and verdict.until <= now):
        return None
    return (persona_id, purpose, verdict.until, verdict.pair_limited, verdict.code)


def cases_of(
    accounts: Collection[Account], around: Circumstances, *, category: str = Category.PERSONA, recipient: str = ""
) -> Iterator[Callable[[str], Case]]:
    """For each account, in order, what makes the case of a purpose: with its acts and those of its holder."""
    by_account = acts.of_accounts({bytes(account.account_hash) for account in accounts})
    ids = {account.constituent_id for account in accounts if account.constituent_id}
    spoken, people = acts.of_constituents(ids), holders.of(ids, around.now)
    for account in accounts:
        said: list[Act] = list(by_account.get(bytes(account.account_hash), ()))
        merged: Mapping[str, datetime] = {}
        holder = NOBODY
        if account.constituent_id:
            said += spoken[account.constituent_id].acts
            merged = spoken[account.constituent_id].merged_at
            # An erased person holds nothing: the erasure took their accounts, and each act of it is in the ledger.
            holder = replace(people.get(account.constituent_id, Holder(known=True)), erased=False)
        yield partial(
            Case,
            acts=tuple(said),
            around=around,
            facts=facts_of(account),
            platform=account.platform,
            category=category,
            recipient=recipient,
            holder=holder,
            merged_at=merged,
        )


def outspoken_counts(purpose: str, around: Circumstances) -> Iterator[tuple[str, Verdict, int]]:
    """Accounts about which somebody said something, by platform and verdict, in parts that are to be added up."""
    for groups in alike.outspoken(targets.EVERYTHING, around.now, _AT_ONCE):
        cases = cases_of([group.example for group in groups], around)
        for group, case_of in zip(groups, cases, strict=True):
            verdict = judged(case_of(purpose))
            yield group.example.platform, replace(verdict, until=None, art14=False), group.count


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
        ids = with_current(constituent_ids)
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
