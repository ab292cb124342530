"""The state of one person's permissions: what each purpose comes to on each platform, and the acts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from crmsocial.constituents.models import Alias

from . import acts, circumstances, contact
from .judgement import Circumstances, judge, judge_constituent
from .models import Account, ConsentEvent, Purpose
from .platform_rules import RULES
from .projection import facts_of
from .verdicts import Verdict

#: An act of the person may speak of every platform.
EVERY = ""


@dataclass(frozen=True, slots=True)
class PlatformState:
    """One row of the matrix: a platform's verdict for each purpose, and how many accounts the person holds there."""

    platform: str
    label: str
    accounts: int
    verdicts: dict[str, Verdict]


@dataclass(frozen=True, slots=True)
class PersonState:
    """Everything a privacy admin sees of a person. ``platforms`` begins with the row of acts about every platform."""

    constituent_id: UUID
    platforms: list[PlatformState]
    contact: dict[str, Verdict]
    events: list[ConsentEvent]


def canonical(constituent_id: UUID) -> UUID:
    """The id under which the constituent stands today."""
    found = Alias.objects.filter(former_id=constituent_id).values_list("constituent_id", flat=True).first()
    return found or constituent_id


def subject_ids(constituent_id: UUID) -> list[UUID]:
    """The constituent's id and those that were merged into it."""
    former = Alias.objects.filter(constituent_id=constituent_id).values_list("former_id", flat=True)
    return [constituent_id, *former]


def state_of(constituent_id: UUID) -> PersonState:
    """Permissions of one constituent (a former id is followed), judged from the ledger as it stands."""
    pk = canonical(constituent_id)
    spoken = acts.of_constituents([pk])[pk]
    around = circumstances.read()
    held: dict[str, list[Account]] = {}
    for account in Account.objects.filter(constituent_id=pk).order_by("platform", "pk"):
        held.setdefault(account.platform, []).append(account)
    hashes = {bytes(account.account_hash) for accounts in held.values() for account in accounts}
    events = ConsentEvent.objects.select_related("actor", "notice")
    mine = events.filter(constituent_id__in=subject_ids(pk)) | events.filter(account_hash__in=list(hashes))
    said = acts.of_accounts(hashes)
    wanted = [EVERY, *RULES, *(name for name in held if name not in RULES)]
    return PersonState(
        constituent_id=pk,
        platforms=[_platform(name, held.get(name, []), spoken, said, around) for name in wanted],
        contact=contact.verdicts(pk),
        events=list(mine.order_by("-recorded_at", "-pk")[:200]),
    )


def _platform(
    name: str, held: list[Account], spoken: acts.Spoken, said: dict[bytes, list[acts.Act]], around: Circumstances
) -> PlatformState:
    rule = RULES.get(name)
    verdicts: dict[str, Verdict] = {}
    for purpose in Purpose.values:
        if held:
            each = [
                judge(facts_of(one), purpose, [*said[bytes(one.account_hash)], *spoken.acts], around, spoken.merged_at)
                for one in held
            ]
            # Of several accounts the one that is denied is what must be seen.
            verdicts[purpose] = next((verdict for verdict in each if not verdict.allowed), each[0])
        else:
            verdicts[purpose] = judge_constituent(purpose, name, spoken.acts, around, spoken.merged_at)
    return PlatformState(name, rule.label if rule else name, len(held), verdicts)
