"""What consent allows for a pair, said before it is approved."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from matching.models import Candidate
from privacy.judging.verdicts import Verdict, unknown
from privacy.models import Account, Purpose
from privacy.projection import verdict_of_constituent, verdicts_of

#: What a steward wants to know of an approval's effects.
_AFTERWARDS = (Purpose.PROFILE_VIEW, Purpose.CONTACT)


@dataclass(frozen=True, slots=True)
class Permitted:
    """One purpose and the gate's answer for this pair."""

    purpose: str
    label: str
    verdict: Verdict


def for_pair(candidate: Candidate) -> list[Permitted]:
    """The gate's answers for this pair, as if the constituent held the account: what both have said counts."""
    account = Account.objects.filter(pk=candidate.persona_id).first()
    if account is None:
        return [_told(Purpose.IDENTITY_MATCHING, unknown("account_unknown"))]
    # Not saved, only to ask: from the approval on the account would be held.
    account.constituent_id, account.held_since = candidate.constituent_id, timezone.now()
    verdicts = verdicts_of(account)
    matching = verdicts[Purpose.IDENTITY_MATCHING]
    if matching.allowed and matching.pair_limited:
        matching = verdict_of_constituent(candidate.constituent_id, Purpose.IDENTITY_MATCHING, candidate.platform)
    return [_told(Purpose.IDENTITY_MATCHING, matching), *(_told(purpose, verdicts[purpose]) for purpose in _AFTERWARDS)]


def _told(purpose: Purpose, verdict: Verdict) -> Permitted:
    return Permitted(purpose, str(purpose.label), verdict)


def may_show(permitted: list[Permitted]) -> bool:
    """Whether the account would be shown on the constituent's page."""
    return any(one.purpose == Purpose.PROFILE_VIEW and one.verdict.allowed for one in permitted)
